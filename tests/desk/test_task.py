"""A task at the desk: what it shows, and that nothing typed is ever lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.cases.models import Answer, Case
from app.casework import actions, claiming
from app.db import db, transaction
from app.inbox import queries as inbox
from app.inbox.models import Draft
from app.org import queries as org
from tests.desk.conftest import INTAKE, REGISTER, complete, task_of, text_of
from tests.times import MORNING

OTHER_CLERK = "second@411221"


@pytest.fixture
def colleague(desk: Flask) -> str:
    """A second clerk at the same window."""
    from app.org import actions as people

    with transaction():
        people.add_post(people.add_user(OTHER_CLERK, "李立夏", "demo1"), "hrss_intake", "411221")
    return OTHER_CLERK


def test_the_page_says_what_to_do_by_when_and_why(intake: FlaskClient, register: str) -> None:
    said = text_of(intake.get(register).text)
    assert "核对投诉内容" in said
    assert "为什么是这一天" in said
    assert "自任务产生（2026-08-03）的次日起计 1个工作日" in said
    assert "2026-08-04" in said
    assert "8,500.00" in said


def test_strangers_do_not_learn_that_it_exists(as_: Callable[[str], FlaskClient], register: str) -> None:
    assert as_("hrss_intake@341504").get(register).status_code == 404
    assert as_("hrss_intake@341504").get("/tasks/none").status_code == 404


def test_who_only_sees_the_case_gets_no_form(as_: Callable[[str], FlaskClient], register: str) -> None:
    page = as_("zhiqian_office@411200").get(register).text
    assert "属于其他部门" in page
    assert "提交办结" not in page
    assert "411221198503" not in page


def test_completing_moves_the_case_on(intake: FlaskClient, case: Case, register: str) -> None:
    answer = intake.post(register, data=REGISTER | {"do": "complete"})
    assert answer.status_code == 303
    page = text_of(intake.get(answer.location).text)
    assert "办理结果" in page
    assert "收件回执" in page
    assert "审查投诉" in page


def test_completing_twice_is_said_once(intake: FlaskClient, case: Case, register: str) -> None:
    intake.post(register, data=REGISTER | {"do": "complete"})
    again = intake.post(register, data=REGISTER | {"do": "complete"})
    assert again.status_code == 303
    assert "没有重复提交" in intake.get(again.location).text
    assert db.session.scalar(db.select(db.func.count()).select_from(Answer)) == 1


def test_who_comes_second_keeps_what_they_typed(
    as_: Callable[[str], FlaskClient], intake: FlaskClient, register: str, colleague: str
) -> None:
    second = as_login(as_, colleague)
    intake.post(register, data=REGISTER | {"do": "complete"})
    answer = second.post(register, data=REGISTER | {"do": "complete", "narrative": "我也写了很多字"})
    assert answer.status_code == 409
    assert "已由人社受理窗口·渑池县于" in answer.text
    assert "我也写了很多字" in answer.text


def as_login(as_: Callable[[str], FlaskClient], username: str) -> FlaskClient:
    """A client of somebody whose password is not the demo's."""
    client = as_(INTAKE)
    client.post("/logout")
    assert client.post("/login", data={"username": username, "password": "demo1"}).status_code == 303
    return client


def test_a_held_task_is_refused_and_named(
    intake: FlaskClient, as_: Callable[[str], FlaskClient], register: str, colleague: str
) -> None:
    intake.post(f"{register}/claim")
    second = as_login(as_, colleague)
    assert "已由人社受理窗口·渑池县于" in second.get(register).text
    answer = second.post(register, data=REGISTER | {"do": "complete"})
    assert answer.status_code == 409
    assert "在示例小区二期做工" in answer.text
    intake.post(f"{register}/release")
    assert "提交办结" in second.get(register).text


def test_what_does_not_hold_is_shown_with_what_was_typed(
    intake: FlaskClient, case: Case, register: str
) -> None:
    answer = intake.post(register, data=REGISTER | {"do": "complete", "workers-0-id_no": "41122119850301001"})
    assert answer.status_code == 422
    assert "身份证号" in text_of(answer.text)
    assert 'value="41122119850301001"' in answer.text
    user = org.user_by_name(INTAKE)
    assert user
    draft = inbox.draft_of(task_of(case, "register"), user)
    assert draft is not None
    assert draft.answers["workers"][0]["id_no"] == "41122119850301001"
    assert "41122119850301001" in intake.get(register).text


def test_a_draft_is_kept_without_validation_and_goes_with_the_task(
    intake: FlaskClient, case: Case, register: str
) -> None:
    intake.post(register, data={"narrative": "写到一半", "do": "draft"})
    page = intake.get(register).text
    assert "写到一半" in page
    assert "尚未提交" in page
    intake.post(register, data=REGISTER | {"do": "complete"})
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


def test_pressing_enter_never_completes(intake: FlaskClient, case: Case, register: str) -> None:
    intake.post(register, data=REGISTER | {"_enter": "1"})
    assert task_of(case, "register").state == "open"


def test_another_row_without_a_script(intake: FlaskClient, register: str) -> None:
    page = intake.post(register, data=REGISTER | {"_add": "workers"}).text
    assert 'name="workers-5-name"' in page
    assert 'value="张小满"' in page


def test_an_ended_session_keeps_the_draft(desk: Flask, intake: FlaskClient, register: str) -> None:
    with clock.frozen(MORNING + timedelta(minutes=31)):
        answer = intake.post(register, data=REGISTER | {"narrative": "会话过期前写的", "do": "complete"})
        assert answer.status_code == 303
        assert answer.location.startswith("/login?next=/tasks/")
        signing_in = intake.get(answer.location)
        assert "已存为草稿" in signing_in.text
        back = intake.post("/login", data={"username": INTAKE, "password": "demo", "next": register})
        assert "会话过期前写的" in intake.get(back.location).text


def test_after_signing_out_nothing_is_kept_for_anybody(intake: FlaskClient, register: str) -> None:
    intake.post("/logout")
    intake.post(register, data=REGISTER | {"do": "draft"})
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


def test_the_paper_is_previewed_from_what_was_typed(intake: FlaskClient, case: Case, register: str) -> None:
    answer = intake.post(register, data=REGISTER | {"do": "preview:complaint_receipt"})
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert intake.post(register, data=REGISTER | {"do": "preview:decision"}).status_code == 422
    assert task_of(case, "register").state == "open"


def test_a_technical_fault_leaves_the_task_and_the_words(
    intake: FlaskClient, case: Case, register: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(actions.record, "follow", broken)
    answer = intake.post(register, data=REGISTER | {"do": "complete", "narrative": "故障前写的"})
    assert answer.status_code == 500
    assert "技术故障，已通知管理员" in answer.text
    assert "故障前写的" in answer.text
    monkeypatch.undo()
    assert "技术故障，已通知管理员" in intake.get("/").text
    assert "故障前写的" in intake.get(register).text
    assert intake.post(register, data=REGISTER | {"do": "complete"}).status_code == 303


def test_a_done_task_shows_answers_with_numbers_masked(intake: FlaskClient, case: Case) -> None:
    complete(
        case,
        "register",
        INTAKE,
        {
            "employer_name": "甲",
            "place_of_work_code": "411221",
            "narrative": "乙",
            "workers": [{"claim": "1", "name": "张小满", "owed": "8500", "phone": "13900000001"}],
        },
    )
    page = intake.get(f"/tasks/{task_of(case, 'register').id}").text
    assert "139****0001" in page
    assert "13900000001" not in page


def test_looking_changes_nothing(intake: FlaskClient, register: str, statements: list[str]) -> None:
    intake.get(register)
    assert not [
        said
        for said in statements
        if said.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE"))
    ]


def test_claiming_twice_is_no_error(intake: FlaskClient, case: Case, register: str) -> None:
    assert intake.post(f"{register}/claim").status_code == 303
    assert intake.post(f"{register}/claim").status_code == 303
    user = org.user_by_name(INTAKE)
    assert user
    with transaction():
        assert claiming.claim(task_of(case, "register").id, user).claimed_by_id == user.id
