"""Administration: three roles held by different people, each with its own page."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases import journal
from app.cases.models import Case
from app.casework import health, incidents
from app.db import db, transaction
from app.deadlines import queries as deadlines
from app.org import queries as org
from tests.desk.conftest import INTAKE, text_of

SYSTEM, SECURITY, AUDIT = "admin_system@000000", "admin_security@000000", "admin_audit@000000"


@pytest.mark.parametrize(
    ("who", "allowed"),
    [(SYSTEM, {"/admin/calendar"}), (SECURITY, {"/admin/people"}), (AUDIT, set()), (INTAKE, set())],
)
def test_each_role_opens_its_own_pages(
    as_: Callable[[str], FlaskClient], who: str, allowed: set[str]
) -> None:
    client = as_(who)
    for page in ("/admin/calendar", "/admin/people"):
        assert client.get(page).status_code == (200 if page in allowed else 403), page
    assert client.get("/admin", follow_redirects=True).status_code == (403 if who == INTAKE else 200)
    assert client.post("/admin/incidents/1/retry").status_code == (404 if who == SYSTEM else 403)


def test_administrators_see_no_cases(as_: Callable[[str], FlaskClient], case: Case) -> None:
    for who in (SYSTEM, SECURITY, AUDIT):
        assert as_(who).get(f"/cases/{case.number}").status_code == 404, who


def test_an_incident_is_listed_and_released(as_: Callable[[str], FlaskClient], case: Case) -> None:
    from app.casework import queries

    (run,) = queries.open_runs(case.id)
    with pytest.raises(incidents.StepFailed), incidents.moving("wake", run_id=run.id):
        raise RuntimeError("disk on fire")
    client = as_(SYSTEM)
    assert "disk on fire" in client.get("/admin").text
    (row,) = incidents.unresolved()
    assert client.post(f"/admin/incidents/{row.id}/retry").status_code == 303
    assert health.open_incidents() == 0


def test_a_day_is_previewed_then_changed_with_its_clocks(
    as_: Callable[[str], FlaskClient], case: Case
) -> None:
    client = as_(SYSTEM)
    assert deadlines.due(case.id, "acceptance") == date(2026, 8, 10)
    typed = {"day": "2026-08-10", "works": "no", "reason": "国办发明电〔2026〕1号", "region": ""}
    preview = client.post("/admin/calendar/day", data=typed)
    assert "个未办结的期限会改变到期日" in preview.text
    assert str(case.number) in preview.text
    db.session.rollback()
    assert deadlines.due(case.id, "acceptance") == date(2026, 8, 10)
    assert client.post("/admin/calendar/day", data=typed | {"do": "confirm"}).status_code == 303
    db.session.rollback()
    assert deadlines.due(case.id, "acceptance") == date(2026, 8, 11)
    assert "国办发明电" in client.get("/admin/calendar?year=2026").text


def test_a_day_without_grounds_is_refused(as_: Callable[[str], FlaskClient]) -> None:
    answer = as_(SYSTEM).post("/admin/calendar/day", data={"day": "", "reason": "", "region": "河南"})
    assert answer.status_code == 422
    assert "请写明依据" in answer.text
    assert as_(SYSTEM).post("/admin/calendar/year", data={"year": "2031"}).status_code == 422


def test_a_year_is_imported_after_a_look(as_: Callable[[str], FlaskClient]) -> None:
    client = as_(SYSTEM)
    assert "预览" in client.post("/admin/calendar/year", data={"year": "2024"}).text
    assert client.post("/admin/calendar/year", data={"year": "2024", "do": "confirm"}).status_code == 303
    assert "2024-10-01" in client.get("/admin/calendar?year=2024").text


def test_a_year_entered_by_hand_is_published_after_a_look(as_: Callable[[str], FlaskClient]) -> None:
    client = as_(SYSTEM)
    publish = {"year": "2031", "source": "国务院办公厅关于2031年部分节假日安排的通知"}
    assert "请先逐日录入" in client.post("/admin/calendar/publish", data=publish).text
    day = {"day": "2031-01-01", "works": "no", "reason": "元旦", "region": "", "do": "confirm"}
    assert client.post("/admin/calendar/day", data=day).status_code == 303
    page = client.get("/admin/calendar?year=2031").text
    assert "/admin/calendar/publish" in page
    assert "year=2031" in client.get("/admin/calendar").text
    assert client.post("/admin/calendar/publish", data=publish | {"source": ""}).status_code == 422
    assert "预览" in client.post("/admin/calendar/publish", data=publish).text
    db.session.rollback()
    assert not deadlines.calendar_for().is_published(2031)
    assert client.post("/admin/calendar/publish", data=publish | {"do": "confirm"}).status_code == 303
    db.session.rollback()
    assert deadlines.calendar_for().is_published(2031)
    page = client.get("/admin/calendar?year=2031").text
    assert "/admin/calendar/publish" not in page
    assert client.post("/admin/calendar/publish", data=publish).status_code == 422


def test_a_day_entered_by_mistake_is_taken_away_and_who_did_it_stays(
    as_: Callable[[str], FlaskClient], case: Case
) -> None:
    client = as_(SYSTEM)
    wrong = {
        "day": "2026-08-10",
        "works": "no",
        "reason": "国办发明电〔2026〕1号",
        "region": "",
        "do": "confirm",
    }
    client.post("/admin/calendar/day", data=wrong)
    undo = wrong | {"works": "drop", "reason": ""}
    assert client.post("/admin/calendar/day", data=undo).status_code == 422
    assert client.post("/admin/calendar/day", data=undo | {"reason": "日期录错"}).status_code == 303
    db.session.rollback()
    assert deadlines.due(case.id, "acceptance") == date(2026, 8, 10)
    user = org.user_by_name(SYSTEM)
    assert user
    page = text_of(client.get("/admin/calendar?year=2026").text)
    for said in ("日期录错", "国办发明电〔2026〕1号", user.name):
        assert said in page
    again = client.post("/admin/calendar/day", data=undo | {"reason": "日期录错"})
    assert (again.status_code, "不必撤销" in again.text) == (422, True)


def test_people_come_and_go(as_: Callable[[str], FlaskClient], desk: Flask) -> None:
    client = as_(SECURITY)
    bad = client.post("/admin/people", data={"username": "x", "name": "", "password": "1"})
    assert bad.status_code == 422
    assert "姓名不能为空" in bad.text
    new = client.post("/admin/people", data={"username": "li.lixia", "name": "李立夏", "password": "demo1"})
    person = new.location
    for act in (
        {"do": "add_post", "group": "hrss_intake", "region": "411221"},
        {"do": "password", "password": "other words"},
    ):
        assert client.post(person, data=act).status_code == 303
    other = desk.test_client()
    signing_in = {"username": "li.lixia", "password": "other words"}
    assert other.post("/login", data=signing_in).status_code == 303
    assert other.get("/cases/new").status_code == 200
    assert client.post(person, data={"do": "disable"}).status_code == 303
    assert other.get("/").status_code == 303
    assert client.post(person, data={"do": "enable"}).status_code == 303
    assert desk.test_client().post("/login", data=signing_in).status_code == 303


def test_one_person_is_not_two_administrators(as_: Callable[[str], FlaskClient]) -> None:
    client = as_(SECURITY)
    user = org.user_by_name(AUDIT)
    assert user
    answer = client.post(
        f"/admin/people/{user.id}", data={"do": "add_post", "group": "admin_system", "region": "000000"}
    )
    assert answer.status_code == 409
    assert "须由不同的人担任" in answer.text


def test_nobody_shuts_their_own_account(as_: Callable[[str], FlaskClient]) -> None:
    user = org.user_by_name(SECURITY)
    assert user
    assert as_(SECURITY).post(f"/admin/people/{user.id}", data={"do": "disable"}).status_code == 422


def test_a_locked_name_is_released(as_: Callable[[str], FlaskClient], desk: Flask) -> None:
    client = desk.test_client()
    for _try in range(5):
        client.post("/login", data={"username": INTAKE, "password": "wrong"})
    security = as_(SECURITY)
    assert INTAKE in security.get("/admin/people").text.split('id="locked"')[1]
    security.post("/admin/people/unlock", data={"username": INTAKE})
    assert client.post("/login", data={"username": INTAKE, "password": "demo"}).status_code == 303


def test_the_auditor_checks_journals_and_who_looked(
    as_: Callable[[str], FlaskClient], intake: FlaskClient, case: Case
) -> None:
    looking = {"kind": "claim", "number": "1", "field": "phone", "reason": "CONTACT"}
    intake.post(f"/cases/{case.number}/reveal", data=looking)
    with transaction():
        journal.seal(date(2026, 8, 3))
    page = text_of(as_(AUDIT).get(f"/admin?check=1&number={case.number}").text)
    assert "全部封存校验通过" in page
    assert "条日志完整" in page
    assert "联系当事人" in page
    with transaction():
        db.session.execute(db.text("update entry set by = 'nobody' where serial = 1"))
    page = text_of(as_(AUDIT).get(f"/admin?check=1&number={case.number}").text)
    assert "第 1 条日志与哈希不符" in page
