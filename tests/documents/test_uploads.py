"""Files that people hand in: typed by content, bound to one case, gone when nobody uses them."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.cases.models import Case
from app.db import db, transaction
from app.documents import actions, files, uploads
from app.documents.models import Upload
from app.errors import TooLarge
from app.forms import definition
from tests.documents import samples
from tests.documents.samples import Step, move_of

PDF = b"%PDF-1.7\n..."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    before = files._folder
    files.keep_under(tmp_path)
    yield tmp_path / "files"
    files._folder = before


def office_file(*parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return content.getvalue()


DOCX = office_file("[Content_Types].xml", "word/document.xml")
XLSX = office_file("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(PDF, "application/pdf", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "image/png", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0....", "image/jpeg", id="jpeg"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42....", "video/mp4", id="mp4"),
        pytest.param(DOCX, files._OFFICE["word/document.xml"], id="docx"),
        pytest.param(XLSX, files._OFFICE["xl/workbook.xml"], id="xlsx"),
        pytest.param("姓名,金额\n张测试,8500".encode(), "text/plain", id="utf-8"),
        pytest.param("姓名,金额\n张测试,8500".encode("gb18030"), "text/plain", id="gb18030"),
    ],
)
def test_what_a_file_is_shows_its_content(content: bytes, media_type: str) -> None:
    received = files.receive(io.BytesIO(content))
    assert (received.media_type, received.size) == (media_type, len(content))
    assert files.read(received.sha256) == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"MZ\x90\x00 program", id="program"),
        pytest.param(b"<svg onload='alert(1)'/>", id="markup"),
        pytest.param(b"  <!doctype html><script>", id="page"),
        pytest.param(b"#!/bin/sh\nrm", id="script"),
        pytest.param(b"{\\rtf1", id="rtf"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", id="old office"),
        pytest.param(office_file("a.txt"), id="archive"),
        pytest.param(office_file("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), id="macros"),
        pytest.param(b"PK\x03\x04broken", id="broken archive"),
    ],
)
def test_other_content_is_refused_whatever_its_name(content: bytes, folder: Path) -> None:
    with pytest.raises(files.UnknownType):
        files.receive(io.BytesIO(content))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(folder: Path) -> None:
    with pytest.raises(TooLarge):
        files.receive(io.BytesIO(PDF + b"x" * 2000), most=1000)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_damaged_bytes_are_not_given_out(folder: Path) -> None:
    received = files.receive(io.BytesIO(PDF))
    files.path_of(received.sha256).write_bytes(b"%PDF-other")
    assert files.read(received.sha256) is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\桌面\\欠条.pdf", "欠条.pdf"),
        ("工资\x00表\u202efdp.xlsx", "工资_表_fdp.xlsx"),
        ("..", "文件"),
        ("", "文件"),
    ],
)
def test_a_name_is_never_a_path(sent: str, kept: str) -> None:
    assert uploads.clean_name(sent) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = uploads.clean_name("欠" * 300 + ".pdf")
    assert len(name) <= 200
    assert name.endswith(".pdf")


def take_in(by: str, content: bytes = PDF, name: str = "回单.pdf") -> str:
    received = files.receive(io.BytesIO(content))
    with transaction():
        return actions.upload(received, name, by).id


FORM = definition.parse(
    {
        "title": "付款",
        "type": "object",
        "properties": {
            "receipt": {"type": "string", "format": "file", "title": "回单"},
            "photos": {"type": "array", "title": "照片", "items": {"type": "string", "format": "file"}},
            "payments": {
                "type": "array",
                "title": "明细",
                "items": {
                    "type": "object",
                    "properties": {"proof": {"type": "string", "format": "file", "title": "凭证"}},
                },
            },
        },
    }
)


def test_files_named_anywhere_in_a_form_become_the_case_s(office: Flask) -> None:
    ids = [take_in("someone", PDF + str(number).encode()) for number in range(3)]
    answers = {"receipt": ids[0], "photos": [ids[1]], "payments": [{}, {"proof": ids[2]}]}
    with transaction():
        case = samples.a_case()
        actions.attach(move_of(case, Step("closing", "verify_payment", answers)), FORM)
        case_id = case.id
    assert {db.session.get_one(Upload, each).case_id for each in ids} == {case_id}


def test_a_file_of_another_case_is_refused_with_the_field_s_path(office: Flask) -> None:
    mine = take_in("someone")
    with transaction():
        first, second = samples.a_case(serial=1), samples.a_case(serial=2)
        actions.attach(move_of(first, Step("closing", "verify_payment", {"receipt": mine})), FORM)
        other = second.id
    case = db.session.get_one(Case, other)
    move = move_of(case, Step("closing", "verify_payment", {"payments": [{"proof": mine}]}))
    with pytest.raises(uploads.NotOfThisCase) as refusal:
        actions.attach(move, FORM)
    assert list(refusal.value.errors) == ["payments.0.proof"]


def test_an_upload_may_be_used_by_who_handed_it_in_or_once_a_case_has_it(office: Flask) -> None:
    officer = samples.officer()
    assert officer is not None
    mine, strange, anonymous = take_in(officer.username), take_in("someone else"), take_in(uploads.ANONYMOUS)
    usable = actions.is_usable(officer)
    assert usable(mine)
    assert not usable(strange)
    assert not usable("no such file")
    assert actions.is_usable(None)(anonymous)
    with transaction():
        actions.attach(
            move_of(samples.a_case(), Step("closing", "verify_payment", {"receipt": strange})), FORM
        )
    assert usable(strange)


def test_a_table_is_told_from_a_text_by_its_name_only(office: Flask) -> None:
    upload = take_in("someone", "姓名,金额".encode(), "名册.CSV")
    assert db.session.get_one(Upload, upload).media_type == "text/csv"


def test_what_no_form_used_within_a_day_is_forgotten(office: Flask) -> None:
    used, unused, same_bytes = take_in("a"), take_in("a", PDF + b"2"), take_in("a", PDF)
    sha = {each: db.session.get_one(Upload, each).sha256 for each in (used, unused, same_bytes)}
    with transaction():
        actions.attach(move_of(samples.a_case(), Step("closing", "verify_payment", {"receipt": used})), FORM)
    with transaction():
        assert actions.sweep_unused() == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        fresh = take_in("a", PDF + b"3")
        with transaction():
            assert actions.sweep_unused() == 2
        left = {row.id for row in db.session.scalars(db.select(Upload))}
    assert left == {used, fresh}
    assert files.read(sha[used]) == PDF
    assert files.read(sha[unused]) is None
