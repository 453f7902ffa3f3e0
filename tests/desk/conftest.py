"""The desk as a browser meets it: clients by department, and a case that waits at the window."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.cases.models import Case
from app.casework import actions
from app.db import db, transaction
from app.inbox.models import Task
from app.org import queries as org
from tests import samples

INTAKE = "hrss_intake@411221"
REGISTER = {
    "employer_name": samples.EMPLOYER,
    "place_of_work_code": "411221",
    "narrative": "在示例小区二期做工，工资一直没有发。",
    "workers-0-claim": "1",
    "workers-0-name": "张小满",
    "workers-0-owed": "8500",
}


@pytest.fixture
def desk(office: Flask) -> Iterator[Flask]:
    """The application with its office; forms need no token here (test_sign_in asks for one)."""
    office.config["WTF_CSRF_ENABLED"] = False
    yield office
    office.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def as_(desk: Flask) -> Callable[[str], FlaskClient]:
    """A client of somebody who has signed in."""

    def signed_in(username: str) -> FlaskClient:
        client = desk.test_client()
        assert client.post("/login", data={"username": username, "password": "demo"}).status_code == 303
        return client

    return signed_in


@pytest.fixture
def intake(as_: Callable[[str], FlaskClient]) -> FlaskClient:
    """The window of the county."""
    return as_(INTAKE)


def opened(sample: str = "one_worker", region: str = "411221", **more: object) -> Case:
    """A case that has just come in."""
    with transaction():
        return actions.open_case(samples.complaint(sample, region, **more), None).case


def task_of(case: Case, step: str) -> Task:
    """The newest task of a step."""
    wanted = db.select(Task).filter_by(case_id=case.id, step=step).order_by(Task.created_at.desc())
    return db.session.scalars(wanted.limit(1)).one()


def complete(case: Case, step: str, by: str, answers: dict[str, Any]) -> None:
    """Complete a step of a case without a browser."""
    user = org.user_by_name(by)
    assert user
    with transaction():
        actions.complete_task(task_of(case, step).id, answers, user)


@pytest.fixture
def case(desk: Flask) -> Case:
    """One worker's complaint, waiting to be registered at the county's window."""
    return opened()


@pytest.fixture
def register(case: Case) -> str:
    """The page of the case's first task."""
    return f"/tasks/{task_of(case, 'register').id}"


def text_of(html: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def statements(desk: Flask) -> Iterator[list[str]]:
    """The statements that the database is asked from now on."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)
