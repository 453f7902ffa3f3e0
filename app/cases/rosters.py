"""Rosters of workers (花名册) as people send them: CSV or XLSX, headings in their own words, read row by row.

What is read are texts as a form wants them; whether they hold is for the form to say. Formulas are never evaluated.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook

from app.cases import rostercells
from app.errors import AppError, Invalid, TooLarge

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 2000
MOST_UNPACKED = 30 * 1024 * 1024
MOST_LINES = 100_000  # blank ones too: a file of a few kilobytes may claim a thousand million
MOST_COLUMNS = 60
HEADING_WITHIN = 20  # rows of titles and notes that may stand above the headings

HEADINGS = {
    "name": ("姓名", "工人姓名", "劳动者姓名", "农民工姓名", "职工姓名", "name"),
    "id_no": ("身份证号", "身份证号码", "身份证", "公民身份号码", "居民身份证号码", "证件号码", "证件号"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "联系方式"),
    "period_from": ("欠薪起", "欠薪开始", "欠薪起始", "起始日期", "开始日期", "欠薪起始日期", "欠薪开始日期"),
    "period_to": ("欠薪止", "欠薪结束", "欠薪截止", "截止日期", "结束日期", "欠薪截止日期", "欠薪结束日期"),
    "months_unpaid": ("月数", "欠薪月数", "拖欠月数"),
    "owed": (
        "欠薪数额",
        "欠薪金额",
        "欠薪",
        "拖欠金额",
        "拖欠数额",
        "拖欠工资",
        "金额",
        "欠薪合计",
        "应付工资",
    ),
    "job": ("岗位", "工种", "职务"),
    "team_leader": ("班组长", "班组", "包工头", "带班人"),
    "bank_name": ("开户行", "开户银行", "银行", "开户行名称"),
    "bank_no": ("账号", "本人账号", "银行账号", "银行卡号", "卡号", "工资卡号", "工资卡账号"),
    "is_migrant": ("农民工", "是否农民工"),
    "has_iou": ("欠条", "有欠条", "有无欠条"),
}
TITLES = {name: words[0] for name, words in HEADINGS.items()}
_BY_HEADING = {word: name for name, words in HEADINGS.items() for word in words}


class Unreadable(Invalid):
    """The file is no roster: of another type, too long, or without the headings."""


@dataclass(frozen=True)
class Row:
    """A worker as written. ``line`` is the row in the file, from 1."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """A cell that was left out: the row in the file, the field, and why."""

    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Roster:
    """What a file holds. ``ignored`` are headings that nobody knows."""

    rows: list[Row]
    problems: list[Problem]
    ignored: list[str]


def read(content: bytes) -> Roster:
    """The workers in a CSV (UTF-8 or GB 18030) or XLSX file.

    :raises TooLarge: more than 5 MB.
    :raises Unreadable: neither CSV nor XLSX, more than 2000 workers, or no heading 姓名.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(_("花名册文件超过 5 MB。请删去图片等无关内容，或分成几个文件导入。"))
    cells = _sheet(content) if content.startswith(b"PK\x03\x04") else _text(content)
    return _read(cells)


def template() -> bytes:
    """An empty roster as XLSX; ID numbers and accounts are text there, so that no digit is lost."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet.append(list(TITLES.values()))
    for letter in "ABCDEFGHIJKLM"[: len(TITLES)]:
        column = sheet.column_dimensions[letter]
        column.width, column.number_format = 20, "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise _unpacked_too_large()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_LINES + 1)
        for line, row in enumerate(rows, start=1):
            if line > MOST_LINES:
                raise _unpacked_too_large()
            yield row
    except AppError:
        raise
    except Exception as fault:  # a broken file makes the libraries raise almost anything
        raise _unreadable() from fault


def _unpacked_too_large() -> TooLarge:
    return TooLarge(_("花名册展开后过大。请只保留花名册本身的内容再导入。"))


def _text(content: bytes) -> Iterator[Sequence[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        first = text.partition("\n")[0]
        delimiter = max(",;\t，；", key=first.count)
        try:
            yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        except csv.Error as fault:
            raise _unreadable() from fault
        return
    raise _unreadable()


def _unreadable() -> Unreadable:
    return Unreadable(
        errors={"roster": [_("无法读取这个文件。请使用 XLSX 或 CSV 格式的花名册；旧版 XLS 请另存为 XLSX。")]}
    )


def _read(cells: Iterable[Sequence[Any]]) -> Roster:
    rows: list[Row] = []
    problems: list[Problem] = []
    columns: dict[int, str] = {}
    ignored: list[str] = []
    for line, row in enumerate(cells, start=1):
        if not columns:
            if line > HEADING_WITHIN:
                break
            columns, ignored = _headings(row)
            continue
        values = {}
        for place, name in columns.items():
            cell = row[place] if place < len(row) else None
            try:
                text = rostercells.written(name, cell)
            except ValueError as fault:
                problems.append(Problem(line, name, str(fault)))
                continue
            if text not in (None, ""):
                values[name] = text
        if not values or values.get("name") in ("合计", "总计", "小计"):
            continue
        if len(rows) == MOST_ROWS:
            message = _("一次最多导入 %(most)s 人。请拆分后分次导入。", most=MOST_ROWS)
            raise Unreadable(errors={"roster": [message]})
        rows.append(Row(line, values))
    if not columns:
        raise Unreadable(
            errors={
                "roster": [
                    _("没有找到“姓名”一列。请在表头写明：%(words)s。", words=_("、").join(TITLES.values()))
                ]
            }
        )
    return Roster(rows, problems, ignored)


def _headings(row: Sequence[Any]) -> tuple[dict[int, str], list[str]]:
    """Which column holds what; nothing where the row has no 姓名."""
    found: dict[int, str] = {}
    ignored = []
    for place, cell in enumerate(row):
        heading = re.sub(
            r"[（(].*?[)）]|[\s*＊:：]", "", unicodedata.normalize("NFKC", str(cell or ""))
        ).lower()
        name = _BY_HEADING.get(heading)
        if name and name not in found.values():
            found[place] = name
        elif heading and heading not in ("序号", "编号", "no"):
            ignored.append(str(cell).strip()[:40])
    return (found, ignored) if "name" in found.values() else ({}, [])
