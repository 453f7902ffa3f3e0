"""Rosters from outside: a workbook is a trap until it has been read; what we write out is none."""

import io
import random
import zipfile
from collections.abc import Callable
from time import process_time

import pytest
from flask import Flask

from app.cases import rosters
from app.documents import files
from app.errors import AppError, TooLarge
from app.paths import ROOT
from tests.security.test_files import OFFICE, archive

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


def workbook(sheet: str) -> bytes:
    """The empty roster with another sheet in it."""
    packed = zipfile.ZipFile(io.BytesIO(rosters.template()))
    parts = ((name, packed.read(name)) for name in packed.namelist())
    return archive(*((n, sheet.encode() if n == "xl/worksheets/sheet1.xml" else part) for n, part in parts))


TRAPS = {
    "a row a thousand million lines below": workbook(SHEET.format(HEAD + ROW.format(999_999_999, "a"))),
    "a column without end": workbook(SHEET.format(HEAD + '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>')),
    "entities that multiply": workbook(
        f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{LAUGHS}]>' + SHEET.format(HEAD + ROW.format(2, "&e9;"))
    ),
    "an entity of a file": workbook(
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + SHEET.format(HEAD + ROW.format(2, "&f;"))
    ),
    "a sheet that unpacks without end": workbook(SHEET.format(HEAD + "<row></row>" * 3_000_000)),
    "a sheet cut off": workbook("<worksheet"),
    "a picture without end": archive(*OFFICE, ("xl/media/a.bmp", bytes(40 * 1024 * 1024))),
    "columns without end": "姓名".encode() + b"," * 4_000_000,
    "a quote that never ends": '姓名\n"'.encode() + b"a" * 4_000_000,
}


def said_to(read: Callable[[bytes], object], content: bytes) -> AppError | None:
    """The refusal; None where something could be read after all. Anything else is a fault."""
    try:
        read(content)
    except AppError as refusal:
        return refusal
    return None


@pytest.mark.parametrize("content", TRAPS.values(), ids=TRAPS.keys())
def test_a_roster_that_is_a_trap_is_refused_soon(office: Flask, content: bytes) -> None:
    began = process_time()
    refusal = said_to(rosters.read, content)
    assert refusal is None or refusal.status in (413, 422)
    assert process_time() - began < 15


def test_a_sheet_that_lies_about_its_size_is_cut_there(office: Flask) -> None:
    """What an archive says of a part is all that is ever unpacked of it."""
    content = bytearray(workbook(SHEET.format(HEAD + "<row></row>" * 3_000_000)))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(b"xl/worksheets/sheet1.xml" if signature == b"PK\x01\x02" else b"PK\x03\x04")
        at = content.rfind(signature, 0, at + 4)
        content[at + place : at + place + 4] = (100).to_bytes(4, "little")
    with pytest.raises((TooLarge, rosters.Unreadable)):
        rosters.read(bytes(content))


def test_no_damage_makes_reading_fail_otherwise(office: Flask) -> None:
    good = workbook(SHEET.format(HEAD + ROW.format(2, "张小满")))
    assert rosters.read(good).rows[0].values["name"] == "张小满"
    for seed in range(300):
        chance, damaged = random.Random(seed), bytearray(good)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        for read in (rosters.read, lambda content: files.receive(io.BytesIO(content))):
            refusal = said_to(read, bytes(damaged))
            assert refusal is None or refusal.status in (413, 415, 422), seed


def test_formulas_are_not_read(office: Flask) -> None:
    sheet = SHEET.format(HEAD + '<row r="2"><c r="A2"><f>HYPERLINK("http://x")</f><v>点这里</v></c></row>')
    found = rosters.read(workbook(sheet))
    assert not found.rows
    assert found.problems


def test_the_empty_roster_holds_no_formula(office: Flask) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(rosters.template()))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert not any(str(cell or "").startswith(("=", "+", "-", "@")) for cell in row)


def test_tables_are_written_out_in_one_place_only() -> None:
    """Whoever writes CSV or XLSX elsewhere must neutralise cells that begin with = + - @ first."""
    writers = ("csv.writer", "csv.DictWriter", "Workbook(", "xlsxwriter")
    found = {
        str(source.relative_to(ROOT))
        for source in (ROOT / "app").rglob("*.py")
        if any(word in source.read_text(encoding="utf-8") for word in writers)
    }
    assert found == {"app/cases/rosters.py"}  # an empty form: headings only
