"""Registering at the counter: the code shown once, one case for one form, rosters from files."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook

from app.cases.models import Case
from app.db import db
from tests.desk.conftest import opened, text_of
from tests.samples import EMPLOYER, USCC, id_number

COMPLAINT = {
    "kind": "COMPLAINT",
    "channel": "PHONE_24H",
    "place_of_work_code": "411221",
    "employer-name": EMPLOYER,
    "employer-uscc": USCC,
    "narrative": "干了三个月没有发工资。",
    "workers-0-name": "张小满",
    "workers-0-owed": "8500",
    "workers-0-id_no": id_number(1),
    "workers-0-period_from": "2026-04-01",
    "workers-0-period_to": "2026-06-30",
    "_once": "form-1",
    "do": "register",
}


def cases() -> list[Case]:
    """All cases, oldest first."""
    return list(db.session.scalars(db.select(Case).order_by(Case.id)))


def test_registering_shows_number_and_code_once(intake: FlaskClient) -> None:
    page = intake.post("/cases/new", data=COMPLAINT)
    assert page.status_code == 200
    (case,) = cases()
    assert (case.number, case.channel) == ("411221202600001", "PHONE_24H")
    assert "411221202600001" in page.text
    assert "查询码只显示这一次" in page.text
    again = intake.post("/cases/new", data=COMPLAINT)
    assert again.status_code == 409
    assert "没有重复登记" in again.text
    assert len(cases()) == 1


def test_a_likely_duplicate_is_a_hint(intake: FlaskClient) -> None:
    before = opened()
    page = text_of(intake.post("/cases/new", data=COMPLAINT).text)
    assert "可能重复" in page
    assert str(before.number) in page


def test_what_is_missing_is_said_at_the_field(intake: FlaskClient) -> None:
    page = intake.post("/cases/new", data=COMPLAINT | {"employer-name": "", "workers-0-owed": "很多"})
    assert page.status_code == 422
    assert "干了三个月没有发工资" in page.text
    assert 'id="f-employer-name-error"' in page.text
    assert 'id="f-workers-0-owed-error"' in page.text
    assert cases() == []


def test_a_place_nobody_answers_for_says_where_to_turn(intake: FlaskClient) -> None:
    page = intake.post("/cases/new", data=COMPLAINT | {"place_of_work_code": "650000"})
    assert page.status_code == 422
    assert "12333" in page.text


def test_another_windows_case_stays_with_the_first_until_it_is_handed_over(
    as_: Callable[[str], FlaskClient],
) -> None:
    as_("hrss_intake@341504").post("/cases/new", data=COMPLAINT)
    (case,) = cases()
    assert (case.region_code, case.origin_code) == ("341504", "341504")
    assert case.place_of_work_code == "411221"


def test_a_township_window_registers_for_its_county(as_: Callable[[str], FlaskClient]) -> None:
    as_("hrss_intake@411221901").post("/cases/new", data=COMPLAINT | {"place_of_work_code": "411221901"})
    (case,) = cases()
    assert (case.region_code, case.origin_code) == ("411221", "411221901")


def test_any_counter_registers_and_may_follow(as_: Callable[[str], FlaskClient]) -> None:
    petition = as_("petition@411221")
    petition.post("/cases/new", data=COMPLAINT | {"channel": "PETITION"})
    (case,) = cases()
    assert petition.get(f"/cases/{case.number}").status_code == 200
    assert as_("tax@411221").get("/cases/new").status_code == 403


def imported(client: FlaskClient, content: bytes, name: str = "花名册.xlsx") -> Any:
    """The page after a file was read."""
    data = COMPLAINT | {"do": "import", "roster": (BytesIO(content), name)}
    return client.post("/cases/new", data=data, content_type="multipart/form-data")


def sheet(*rows: tuple[object, ...]) -> bytes:
    """A spreadsheet of these rows."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_roster_is_read_behind_the_rows_that_stand_there(intake: FlaskClient) -> None:
    page = imported(
        intake, sheet(("序号", "姓名", "身份证号码", "欠薪金额（元）"), (1, "李立夏", id_number(2), 12000.5))
    )
    assert page.status_code == 200
    assert "已读入 1 人" in page.text
    assert 'name="workers-1-name" id="f-workers-1-name"' in page.text
    assert 'value="12000.50"' in page.text
    assert "有 " not in text_of(page.text).split("已读入 1 人")[1][:12]


def test_workers_are_migrants_unless_somebody_says_otherwise(intake: FlaskClient) -> None:
    """户籍不能从花名册推断：默认按农民工登记，可以改。"""
    assert 'name="workers-0-is_migrant" id="f-workers-0-is_migrant" checked' in intake.get("/cases/new").text
    page = imported(intake, sheet(("姓名", "欠薪数额", "是否农民工"), ("甲", 1, None), ("乙", 1, "否"))).text
    assert 'id="f-workers-1-is_migrant" checked' in page
    assert 'id="f-workers-2-is_migrant" checked' not in page
    intake.post(
        "/cases/new", data=COMPLAINT | {"workers-0-is_migrant": "true", "workers-5-is_migrant": "true"}
    )
    (case,) = cases()
    assert [claim.is_migrant for claim in case.claims] == [True]


def test_wrong_rows_are_said_one_by_one(intake: FlaskClient) -> None:
    page = text_of(
        imported(
            intake,
            sheet(
                ("姓名", "身份证号", "欠薪数额"),
                ("李立夏", "41122119850302010X", 8500),
                ("王芒种", None, "=A1"),
            ),
        ).text
    )
    assert "文件第 2 行 身份证号：" in page
    assert "单元格里是公式" in page
    assert cases() == []


def test_what_is_no_roster_is_refused_in_words(intake: FlaskClient) -> None:
    assert "没有找到“姓名”一列" in imported(intake, b"a,b\n1,2\n", "x.csv").text
    assert "无法读取这个文件" in imported(intake, b"\x00\x01binary", "x.xls").text
    assert "请先选择花名册文件" in intake.post("/cases/new", data=COMPLAINT | {"do": "import"}).text


def test_the_empty_roster_can_be_read_again(intake: FlaskClient) -> None:
    page = imported(intake, intake.get("/cases/new/roster.xlsx").data)
    assert "已读入 0 人" in page.text
