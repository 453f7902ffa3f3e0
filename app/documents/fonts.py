"""The faces of the papers: cut down once at set-up, named in one style sheet, checked before anything is drawn.

``python -m app.documents.fonts`` makes them in the ignored folder ``.fonts``. A paper's style sheet imports
:data:`STYLE_SHEET` and uses the families below; the last families of a list are the full system fonts, so that a rare
character costs one more face only in the paper that has it::

    font-family: GwNum, GwFang, GwKai, "LXGW WenKai", "Noto Serif CJK SC", serif
"""

import ctypes
import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.paths import FONTS

STYLE_SHEET = FONTS / "faces.css"
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",  # without it a PDF takes 25 times as long
}
FONT_PACKAGES = "fonts-noto-cjk fonts-lxgw-wenkai fontconfig"
RARE_IN_NAMES = (
    "堃喆玥祎犇镕瑄翀赟燚龑奭淼垚旻昉昇晔晟暐曌珺珩琇琎琤琰瑀瑆璟璠璆瓅皛睿竑筠筱翃翊聿苒苡茉荃萱蘅袆轲逄邝郗鄢铖铠铮锃锟锴镔"
    "闫闵阚阮隗隽雒靳韪韫頔颀颋颛飏馗馥骅骐骞骢骥鲲麒黉㛃䶮仝伋佘侃俐俣倓倢偲僖冼劼勍勖卞"
)


class CannotRender(SystemExit):
    """Papers cannot be drawn on this machine; the message holds the one command that mends it."""


@dataclass(frozen=True)
class Face:
    """One family of the papers, and where its glyphs may come from, best first."""

    family: str
    sources: tuple[str, ...]  # a file under .fonts, or a fontconfig pattern
    css: str = ""


FANG = "fandol/FandolFang-Regular.otf"
SONG = "Noto Serif CJK SC"
FACES = (
    Face("GwFang", (FANG, SONG)),  # 仿宋: body
    Face("GwSong", (f"{SONG}:bold",), "font-weight:bold;"),  # for 小标宋: titles
    Face("GwHei", ("Noto Sans CJK SC",)),  # 黑体: headings of the first order
    Face("GwKai", ("LXGW WenKai", SONG)),  # 楷体: headings of the second order, signatures
    Face("GwNum", (SONG,), "unicode-range:U+20-7E;"),  # Latin letters and digits
)


def prepare() -> list[str]:
    """Cut every face down to what Chinese papers use and write :data:`STYLE_SHEET`; return what is second best.

    Nothing happens if the sources are those of the last time.

    :raises CannotRender: a family has no source at all.
    """
    found = {face: _source(face) for face in FACES}
    mark = hashlib.sha256(repr([(str(path), index) for path, index in found.values()]).encode())
    mark.update(Path(__file__).read_bytes())
    head = f"/* Made by app/documents/fonts.py from {mark.hexdigest()} */\n"
    if not STYLE_SHEET.exists() or not STYLE_SHEET.read_text().startswith(head):
        FONTS.mkdir(exist_ok=True)
        rules = [head]
        for face, (path, index) in found.items():
            _write(FONTS / f"{face.family}.otf", _cut(path, index))
            rules.append(f"@font-face{{font-family:{face.family};src:url({face.family}.otf);{face.css}}}\n")
        _write(STYLE_SHEET, "".join(rules).encode())
    fang = found[FACES[0]][0]
    return (
        []
        if fang.name == Path(FANG).name
        else [f"仿宋 (FandolFang) is missing: papers use {fang.name} instead."]
    )


def check() -> None:
    """Fail loudly at start-up, in milliseconds, if papers cannot be drawn here.

    :raises CannotRender: Pango, the fast subsetter or a Chinese font is missing.
    """
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if missing:
        raise _apt("Libraries for drawing papers are missing", " ".join(missing))
    if not STYLE_SHEET.exists():
        raise CannotRender("The fonts of the papers are not prepared. Run: python -m app.documents.fonts")


@cache
def fingerprint() -> str:
    """SHA-256 over the style sheet and all faces: part of a paper's template version."""
    digest = hashlib.sha256(STYLE_SHEET.read_bytes())
    for face in FACES:
        digest.update((FONTS / f"{face.family}.otf").read_bytes())
    return digest.hexdigest()


def _source(face: Face) -> tuple[Path, int]:
    for source in face.sources:
        if (FONTS / source).is_file():
            return FONTS / source, 0
        if found := _installed(source):
            return found
    raise _apt(f"No Chinese font was found for {face.family} ({', '.join(face.sources)})", FONT_PACKAGES)


def _installed(pattern: str) -> tuple[Path, int] | None:
    """The file and the index in it of an installed font; fontconfig answers with another family if there is none."""
    command = ["fc-match", "--format", "%{family}\t%{file}\t%{index}", pattern]
    try:
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    family, file, index = answer.stdout.split("\t")
    return (Path(file), int(index) & 0xFFFF) if pattern.partition(":")[0] in family.split(",") else None


def _cut(path: Path, index: int) -> bytes:
    """The font with the characters of papers only, and without the tables that horizontal Chinese does not need."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(path)), index)
    wanted = hb.SubsetInput()
    wanted.unicode_set.set(_characters())
    unused = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "SVG ", "VORG", "vhea", "vmtx")
    wanted.drop_table_tag_set.update({int.from_bytes(tag.encode(), "big") for tag in unused})
    wanted.flags = hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NO_HINTING
    return bytes(hb.subset(face, wanted).blob.data)


def _characters() -> set[int]:
    """Latin, punctuation and symbols, the 6763 characters of GB 2312, and rarer ones that occur in names."""
    blocks = (
        *(
            (0x20, 0x7F),
            (0xA0, 0x100),
            (0x2000, 0x2070),
            (0x2100, 0x2200),
            (0x2460, 0x2500),
            (0x25A0, 0x2670),
        ),
        *((0x3000, 0x3040), (0x3200, 0x3400), (0xFF00, 0xFFF0)),
    )
    ranges = {code for first, end in blocks for code in range(first, end)}
    rows = (
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    return (
        ranges
        | {ord(character) for character in rows if character}
        | {ord(character) for character in RARE_IN_NAMES}
    )


def _write(path: Path, content: bytes) -> None:
    """All or nothing, also when two processes do it at once."""
    half = path.with_suffix(f".{os.getpid()}.half")
    half.write_bytes(content)
    half.replace(path)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _apt(problem: str, packages: str) -> CannotRender:
    command = f"apt-get update && apt-get install --yes --no-install-recommends {packages}"
    return CannotRender(f"{problem}. Run this as root: {command}")


def main() -> None:
    """Prepare the fonts at set-up, and say what is not as it should be."""
    for remark in prepare():
        sys.stderr.write(f"{remark}\n")
    check()
