"""Boxes, counts, filters and claiming from the list."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.cases.models import Case
from app.desk import inbox
from app.inbox import queries
from tests.desk.conftest import complete, opened, task_of, text_of


def counts(client: FlaskClient) -> dict[str, int]:
    """The numbers on the boxes."""
    page = client.get("/inbox/counts").text
    return {
        name: int(page.split(f'data-count="{name}">')[1].split("<")[0])
        for name in ("todo", "claimed", "done")
    }


def test_a_new_case_waits_in_the_box_of_its_window_only(
    intake: FlaskClient, as_: Callable[[str], FlaskClient], case: Case
) -> None:
    assert counts(intake) == {"todo": 1, "claimed": 0, "done": 0}
    assert case.number
    assert case.number in intake.get("/").text
    assert case.number not in as_("hrss_intake@341504").get("/").text


def test_claiming_from_the_list_moves_it_to_the_own_box(intake: FlaskClient, case: Case) -> None:
    task = task_of(case, "register")
    answer = intake.post(f"/inbox/claim/{task.id}")
    assert answer.location == f"/tasks/{task.id}"
    assert counts(intake) == {"todo": 0, "claimed": 1, "done": 0}


def test_filters_narrow_the_list_and_say_when_nothing_is_left(intake: FlaskClient, case: Case) -> None:
    assert case.number
    assert case.number in intake.get(f"/?lamp={queries.lamp_of(task_of(case, 'register'))}").text
    assert "没有符合筛选条件的任务" in intake.get("/?lamp=black").text
    assert case.number in intake.get("/?q=示例建筑").text
    assert case.number not in intake.get("/?q=别的公司").text
    assert intake.get("/?lamp=purple&sort=shoe&page=-3&box=none").status_code == 200


def test_an_empty_box_says_what_to_do(intake: FlaskClient) -> None:
    assert "没有等待签收的任务" in intake.get("/").text


def test_done_work_is_in_the_third_box(intake: FlaskClient, case: Case) -> None:
    answers = {"employer_name": "甲", "place_of_work_code": "411221", "narrative": "乙", "workers": []}
    complete(case, "register", "hrss_intake@411221", answers)
    assert counts(intake)["done"] == 1
    assert "登记核对" in text_of(intake.get("/?box=done").text)


def test_the_list_turns_pages(intake: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for _case in range(3):
        opened()
    first, second = intake.get("/").text, intake.get("/?page=2").text
    assert "第 1–2 条，共 3 条" in first
    assert "第 3–3 条，共 3 条" in second


def test_more_rows_ask_no_more_questions(intake: FlaskClient, case: Case, statements: list[str]) -> None:
    intake.get("/")
    statements.clear()
    intake.get("/")
    few = len(statements)
    for _case in range(9):
        opened("three_workers")
    intake.get("/")
    statements.clear()
    assert intake.get("/").text.count("<tr>") == 11
    assert len(statements) == few
    assert few <= 15


def test_an_unclaimable_task_is_a_page_that_says_why(
    intake: FlaskClient, as_: Callable[[str], FlaskClient], case: Case
) -> None:
    answer = as_("zhiqian_office@411200").post(f"/inbox/claim/{task_of(case, 'register').id}")
    assert answer.status_code == 403
    assert "属于其他部门" in answer.text
