"""Bytes on disk, named by their SHA-256 under DATA_DIR/files; what a file is, is read from its content."""

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask_babel import gettext as _

from app.errors import TooLarge, WrongMediaType

MOST = 20 * 1024 * 1024
CHUNK = 1 << 20
ACCEPTED = "PDF、PNG、JPEG、DOCX、XLSX、CSV、TXT、MP4"
_folder = Path()
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MP4_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  "}
)
_ZIP_TAIL = 22 + 65535  # where a ZIP says how long its list of contents is, and a comment behind it
_MOST_CONTENTS = 1 << 20  # bytes; a list of a few megabytes would take hundreds in memory
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Chinese offices still write spreadsheets out in GB 18030.
_TEXT_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Received:
    """A file that has been read, typed and kept, but belongs to nobody yet. ``size`` in bytes."""

    sha256: str
    size: int
    media_type: str


class UnknownType(WrongMediaType):
    """The content is of no type that is accepted, whatever its name says."""


def keep_under(folder: Path) -> None:
    """Say where DATA_DIR is."""
    global _folder
    _folder = folder / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes of that hash lie, if they are here."""
    return _folder / sha256[:2] / sha256


def receive(stream: IO[bytes], most: int = MOST) -> Received:
    """Read, type and keep a file. Outside a transaction: it may take a while.

    :raises TooLarge: more than ``most`` bytes.
    :raises UnknownType: empty, or of no accepted type.
    """
    _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=_folder, prefix=".part-", delete=False) as part:
        try:
            for chunk in _chunks(stream, most):
                digest.update(chunk)
                size += len(chunk)
                part.write(chunk)
            part.flush()
            media_type = type_of(part.name)
            os.fsync(part.fileno())
            _move(part.name, digest.hexdigest())
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return Received(digest.hexdigest(), size, media_type)


def write(content: bytes) -> str:
    """Keep bytes that we made ourselves; returns their SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not path_of(sha256).is_file():
        _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=_folder, prefix=".part-", delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        _move(part.name, sha256)
    return sha256


def read(sha256: str) -> bytes | None:
    """The bytes of that hash; None if they are not here or have been damaged."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def drop(sha256: str) -> None:
    """Forget bytes that nothing refers to any more."""
    path_of(sha256).unlink(missing_ok=True)


def type_of(path: str) -> str:
    """The media type that the content shows.

    :raises UnknownType: none that is accepted.
    """
    with open(path, "rb") as file:
        head = file.read(16)
        file.seek(0)
        for beginning, media_type in _BEGINNINGS:
            if head.startswith(beginning):
                return media_type
        if head.startswith(b"PK\x03\x04") and (office := _office(file)):
            return office
        if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
            return "video/mp4"
        file.seek(0)
        if head and _is_text(file):
            return "text/plain"
    raise UnknownType(
        _(
            "无法识别这个文件的类型。请上传 %(types)s 格式的文件；旧版 Word、Excel 请先另存为新格式。",
            types=ACCEPTED,
        )
    )


def _office(file: IO[bytes]) -> str | None:
    """Nothing is unpacked: the list of contents is enough, and is read only where it is short."""
    file.seek(-min(file.seek(0, os.SEEK_END), _ZIP_TAIL), os.SEEK_END)
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    if end < 0 or length > _MOST_CONTENTS or b"PK\x06\x07" in tail:
        return None
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((media_type for part, media_type in _OFFICE.items() if part in names), None)


def _is_text(file: IO[bytes]) -> bool:
    content = file.read()
    if _CONTROL.search(content):
        return False
    for encoding in _TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not text.lstrip().lower().startswith(("<", "#!", "{\\rtf"))
    return False


def _chunks(stream: IO[bytes], most: int) -> Iterator[bytes]:
    left = most
    while chunk := stream.read(CHUNK):
        left -= len(chunk)
        if left < 0:
            raise TooLarge(_("文件超过 %(most)s MB，请压缩或拆分后再上传。", most=most // 1024 // 1024))
        yield chunk


def _move(part: str, sha256: str) -> None:
    final = path_of(sha256)
    final.parent.mkdir(exist_ok=True, mode=0o700)
    os.replace(part, final)
