"""The supervisor's board: own regions only, numbers that lead to the tasks."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from app import clock
from app.cases.models import Case
from tests.desk.conftest import opened, text_of
from tests.times import MORNING


def test_the_city_sees_its_counties_and_no_others(as_: Callable[[str], FlaskClient], case: Case) -> None:
    elsewhere = opened(region="341504")
    page = as_("zhiqian_office@411200").get("/board").text
    assert "渑池县" in page
    assert "叶集区" not in page
    tasks = as_("zhiqian_office@411200").get("/board/tasks").text
    assert str(case.number) in tasks
    assert str(elsewhere.number) not in tasks
    assert str(elsewhere.number) not in as_("zhiqian_office@411200").get("/board/tasks?region=341504").text


def test_overdue_work_is_counted_and_listed(as_: Callable[[str], FlaskClient], case: Case) -> None:
    with clock.frozen(MORNING + timedelta(days=10)):
        client = as_("zhiqian_office@411200")
        assert "未办结任务 1 件，其中超期 1 件" in text_of(client.get("/board").text)
        assert str(case.number) in client.get("/board/tasks?lamp=black&group=hrss_intake&region=411221").text
        assert str(case.number) not in client.get("/board/tasks?lamp=green").text


def test_it_is_for_supervisors(intake: FlaskClient) -> None:
    assert intake.get("/board").status_code == 403
    assert "/board" not in intake.get("/").text


def test_more_tasks_ask_no_more_questions(as_: Callable[[str], FlaskClient], statements: list[str]) -> None:
    client = as_("zhiqian_office@411200")
    counted = []
    for _round in range(3):
        opened("twelve_workers")
        statements.clear()
        client.get("/board")
        counted.append(len(statements))
    assert counted[1] == counted[2]
    assert counted[2] <= 6
