"""Files from outside: typed by content, named but never a path, saved and never opened here; rosters that are traps."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.models import Case
from app.db import db, transaction
from app.documents import files, uploads
from app.documents.models import Upload
from tests.journey import Client
from tests.security.conftest import ELSEWHERE, INTAKE, anew, opened

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7\n%%EOF\n"
SCRIPT = b"<html><script>alert(document.domain)</script></html>"


def archive(*parts: tuple[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.comment = comment
        for name, content in parts:
            packed.writestr(name, content)
    return out.getvalue()


OFFICE = (("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))

POLYGLOTS = {
    "a PDF that is a page": (PDF + SCRIPT, "application/pdf"),
    "an image that is a page": (PNG + SCRIPT, "image/png"),
    "a JPEG that is a script": (b"\xff\xd8\xff\xe0/*" + SCRIPT, "image/jpeg"),
    "a workbook that is a page": (archive(*OFFICE, comment=SCRIPT), files._OFFICE["xl/workbook.xml"]),
    "a text that is a page further down": ("说明\n".encode() + SCRIPT, "text/plain"),
}


@pytest.mark.parametrize(("content", "media_type"), POLYGLOTS.values(), ids=POLYGLOTS.keys())
def test_what_could_be_read_in_two_ways_is_saved_under_one_type(
    case: Case, as_: Callable[[str], FlaskClient], api: Client, content: bytes, media_type: str
) -> None:
    said = api.upload("a.html", content, INTAKE)
    assert said["media_type"] == media_type
    answer = as_(INTAKE).get(f"/files/{said['id']}")
    assert answer.status_code == 200
    assert answer.data == content
    assert answer.mimetype == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    answer.close()


NOT_ACCEPTED = {
    "page": SCRIPT,
    "drawing": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page behind a mark": "\ufeff  \n".encode() + SCRIPT,
    "page in UTF-16": SCRIPT.decode().encode("utf-16"),
    "GIF": b"GIF89a\x01\x00/*" + SCRIPT,
    "program": b"MZ\x90\x00",
    "ELF": b"\x7fELF\x02\x01\x01",
    "plain archive": archive(("a.txt", b"x")),
    "macros": archive(*OFFICE, ("xl/vbaProject.bin", b"x")),
    "archive without an end": archive(*OFFICE)[:-30],
    "archive of another day": archive(*OFFICE).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"),
    "empty": b"",
}  # fmt: skip


@pytest.mark.parametrize("content", NOT_ACCEPTED.values(), ids=NOT_ACCEPTED.keys())
def test_what_is_no_evidence_is_refused(api: Client, content: bytes) -> None:
    answer = api.ask("POST", "/files", by=INTAKE, files={"file": ("a.pdf", content)})
    assert answer.status == 415


def test_an_archive_with_a_list_of_contents_without_end_is_not_read() -> None:
    """225,000 names in 10 MB would take hundreds of megabytes of memory."""
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[20] * 2, *[0] * 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    )
    listed = entry * 60_000
    local = b"PK\x03\x04" + bytes(26)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(listed), len(local), 0)
    began = process_time()
    with pytest.raises(files.UnknownType):
        files.receive(io.BytesIO(local + listed + end))
    assert process_time() - began < 5


NAMES = {
    "../../etc/passwd": "passwd.txt",
    "..\\..\\windows\\system32\\欠条.txt": "欠条.txt",
    "/absolute.txt": "absolute.txt",
    "欠条.bat": "欠条.bat.txt",
    "evil.txt\u202ecod.exe": "evil.txt_cod.exe.txt",
    "a\r\nSet-Cookie: x=1.txt": "a__Set-Cookie_ x=1.txt",
    ".htaccess": "htaccess.txt",
    "CON\x00.txt": "CON_.txt",
    "<img src=x>.txt": "_img src=x_.txt",
    "": "文件.txt",
    "x" * 400 + ".txt": "x" * 188 + ".txt",
}


@pytest.mark.parametrize(("name", "kept"), NAMES.items())
def test_a_name_is_never_a_path_and_says_what_the_file_is(
    office: Flask, as_: Callable[[str], FlaskClient], name: str, kept: str
) -> None:
    received = files.receive(io.BytesIO("事情的经过".encode()))
    with transaction():
        row = uploads.upload(received, name, INTAKE)
    assert row.name == kept
    assert files.path_of(row.sha256).parent.parent == files._folder
    answer = as_(INTAKE).get(f"/files/{row.id}")
    assert answer.status_code == 200
    assert "Set-Cookie: x" not in str(answer.headers)
    answer.close()


def test_bytes_on_disk_are_for_the_service_alone(office: Flask) -> None:
    received = files.receive(io.BytesIO(PNG))
    path = files.path_of(received.sha256)
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, path.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_files_end_at_20_mb_and_forms_at_2(api: Client, as_: Callable[[str], FlaskClient]) -> None:
    large = b"\x89PNG\r\n\x1a\n" + bytes(20 * 1024 * 1024)
    assert api.ask("POST", "/files", by=INTAKE, files={"file": ("a.png", large)}).status == 413
    assert api.ask("POST", "/files", by=INTAKE, files={"file": ("a.png", large + large)}).status == 413
    browser = as_(INTAKE)
    form = {"narrative": "欠" * (2 * 1024 * 1024)}
    for path in ("/complain", "/login", "/cases/new"):
        assert browser.post(path, data=form).status_code == 413, path
        assert browser.post(path, **multipart(form)).status_code == 413, path
    parts = {f"f{number}": "x" for number in range(20_001)}
    assert browser.post("/complain", **multipart(parts)).status_code == 413


def multipart(fields: dict[str, str]) -> dict[str, Any]:
    """A form as a browser sends it that could also send files."""
    lines = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    )
    return {
        "data": "".join([*lines, "--b--\r\n"]).encode(),
        "content_type": "multipart/form-data; boundary=b",
    }


def test_a_body_that_is_too_large_is_not_even_read(api: Client) -> None:
    """The announced length is enough."""

    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    flask = api.target.application  # type: ignore[union-attr]
    for path, media_type in (
        ("/api/v1/complaints", "application/json"),
        ("/complain", "application/x-www-form-urlencoded"),
        ("/complain", "multipart/form-data; boundary=x"),
    ):
        answer = flask.test_client().post(
            path,
            input_stream=Unread(),
            content_type=media_type,
            environ_overrides={"CONTENT_LENGTH": str(30 * 1024 * 1024)},
        )
        assert answer.status_code == 413, path


def test_a_complainant_sees_what_they_handed_in_and_nothing_else(desk: Flask, api: Client) -> None:
    """Officers' evidence may name other workers."""
    receipt = api.complain()
    case = db.session.scalars(db.select(Case).filter_by(number=receipt["number"])).one()
    with transaction():
        uploads.upload(files.receive(io.BytesIO(PDF)), "李立夏询问笔录.pdf", INTAKE).case_id = case.id
    browser = desk.test_client()
    browser.post("/follow", data={"number": receipt["number"], "code": receipt["query_code"]})
    assert browser.post("/follow/files", data={"file": (io.BytesIO(PNG), "我的欠条.png")}).status_code == 303
    page = browser.get("/follow/case").text
    assert "我的欠条.png" in page
    assert "李立夏" not in page
    anew()
    assert db.session.query(Upload).filter_by(by=uploads.ANONYMOUS).one().case_id == case.id
    journal = api.get(f"/cases/{receipt['number']}/timeline", INTAKE)["items"]
    assert journal[-1]["verb"] == "file.hand_in"


def test_uploads_of_another_region_are_not_there(
    case: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    other = opened(region="410482")
    with transaction():
        mine = uploads.upload(files.receive(io.BytesIO(PNG)), "a.png", INTAKE)
        mine.case_id = case.id
        loose = uploads.upload(files.receive(io.BytesIO(PNG)), "b.png", INTAKE)
    stranger = as_(ELSEWHERE)
    assert stranger.get(f"/files/{mine.id}").status_code == 404
    assert stranger.get(f"/files/{loose.id}").status_code == 404
    assert stranger.get(f"/cases/{other.number}/documents").status_code == 200
    for strange in ("x", "../../etc/passwd", mine.sha256, "%2e%2e"):
        assert as_(INTAKE).get(f"/files/{strange}").status_code == 404
    assert zlib.crc32(PNG)  # the file itself is still there
    assert files.path_of(mine.sha256).is_file()
