"""Rosters as people send them."""

from datetime import date, datetime
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import Workbook

from app.cases import rosters
from app.errors import Invalid, TooLarge


@pytest.fixture(autouse=True)
def _in_context(app: Flask) -> None:
    """Sentences are translated, which needs the application."""


@pytest.fixture
def dialect() -> str:
    """Nothing here asks the database."""
    return "sqlite"


def csv(text: str, encoding: str = "utf-8") -> list[dict[str, object]]:
    """The rows of a text file."""
    return [row.values for row in rosters.read(text.encode(encoding)).rows]


def book(*rows: tuple[object, ...]) -> rosters.Roster:
    """What a spreadsheet of these rows is read as."""
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    out = BytesIO()
    made.save(out)
    return rosters.read(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_chinese_offices(encoding: str) -> None:
    assert csv("姓名,拖欠工资\n喆某,8500元\n", encoding) == [{"name": "喆某", "owed": "8500"}]


@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_separators(separator: str) -> None:
    assert csv(separator.join(("姓名", "手机号码")) + "\n" + separator.join(("甲", "13900000001"))) == [
        {"name": "甲", "phone": "13900000001"}
    ]


def test_headings_under_a_title_and_in_other_words() -> None:
    found = book(
        ("某某项目农民工欠薪花名册",),
        (),
        (
            "序号",
            "工人姓名",
            "身份证号码",
            "银行卡号",
            "开户银行",
            "欠薪起始日期",
            "截止日期",
            "工种",
            "备注",
        ),
        (
            1,
            "甲",
            "411221198503020107",
            "6222 0000 0000 0000",
            "示例银行",
            datetime(2026, 4, 1),
            "2026年6月",
            "木工",
            "x",
        ),
        ("合计", "合计", None, None),
    )
    assert [row.values for row in found.rows] == [
        {
            "name": "甲",
            "id_no": "411221198503020107",
            "bank_no": "6222000000000000",
            "bank_name": "示例银行",
            "period_from": "2026-04-01",
            "period_to": "2026-06-30",
            "job": "木工",
        }
    ]
    assert found.rows[0].line == 4
    assert found.ignored == ["备注"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-4-1", "2026-04-01"),
        ("2026/04/01", "2026-04-01"),
        ("2026.4.1", "2026-04-01"),
        ("2026年4月1日", "2026-04-01"),
        ("202604", "2026-04-01"),
        ("2026.4", "2026-04-01"),
        (date(2026, 4, 1), "2026-04-01"),
        ("四月", "四月"),
        ("2026-13-40", "2026-13-40"),
    ],
)
def test_dates_as_people_write_them(written: object, read: str) -> None:
    """What is no date is left as it is: the form says so at the field."""
    assert book(("姓名", "欠薪起"), ("甲", written)).rows[0].values["period_from"] == read


def test_amounts_keep_their_fen() -> None:
    assert book(("姓名", "金额"), ("甲", 4300.5), ("乙", "12,000.00 元"), ("丙", 0.1 + 0.2)).rows[0].values[
        "owed"
    ] == ("4300.50")
    found = book(("姓名", "金额"), ("乙", "￥12,000.00 元"), ("丙", 8500))
    assert [row.values["owed"] for row in found.rows] == ["12,000.00", "8500.00"]


def test_numbers_that_a_spreadsheet_has_cut_off_are_not_guessed() -> None:
    found = book(("姓名", "身份证号", "账号"), ("甲", 411221198503020107, "6.22E+15"))
    assert found.rows[0].values == {"name": "甲"}
    assert [problem.line for problem in found.problems] == [2, 2]
    assert "末尾数字已丢失" in found.problems[0].text


def test_formulas_are_not_evaluated() -> None:
    found = book(("姓名", "欠薪数额"), ("甲", "=1+1"), ("=HYPERLINK(1)", 5))
    assert [row.values for row in found.rows] == [{"name": "甲"}, {"owed": "5.00"}]
    assert len(found.problems) == 2


def test_more_than_two_thousand_are_refused() -> None:
    lines = "姓名\n" + "甲\n" * 2001
    with pytest.raises(rosters.Unreadable, match="2000"):
        rosters.read(lines.encode())
    assert len(rosters.read(("姓名\n" + "甲\n" * 2000).encode()).rows) == 2000


def test_five_megabytes_and_no_more() -> None:
    with pytest.raises(TooLarge, match="5 MB"):
        rosters.read(b"x" * (rosters.MOST_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xff\xfe\x00", b"%PDF-1.4", b"a,b\n1,2\n"])
def test_what_is_no_roster_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        rosters.read(content)


def test_the_template_has_every_heading() -> None:
    assert rosters.read(rosters.template()) == rosters.Roster([], [], [])
