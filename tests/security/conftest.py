"""The office with everything that a stranger could try: browsers by department, programs, and what is stored where."""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cases.models import Case
from app.casework import actions
from app.db import Base, db, transaction
from app.inbox.models import Task
from app.org import queries as org
from app.org.models import User
from tests import samples
from tests.journey import Client

INTAKE = "hrss_intake@411221"
INSPECTOR = "hrss_inspection@411221"
ELSEWHERE = "hrss_intake@410482"
ADMINS = ("admin_system@000000", "admin_security@000000", "admin_audit@000000")


@pytest.fixture(params=["sqlite"])
def dialect(request: pytest.FixtureRequest) -> str:
    """One database is enough but where a test says otherwise (:data:`BOTH`)."""
    return str(request.param)


BOTH = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def desk(office: Flask) -> Iterator[Flask]:
    """The application with its office; forms need no token here."""
    office.config["WTF_CSRF_ENABLED"] = False
    yield office
    office.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def as_(desk: Flask) -> Callable[[str], FlaskClient]:
    """A browser of somebody who has signed in."""

    def signed_in(username: str) -> FlaskClient:
        client = desk.test_client()
        assert client.post("/login", data={"username": username, "password": "demo"}).status_code == 303
        return client

    return signed_in


@pytest.fixture
def api(desk: Flask) -> Client:
    """A program that signs in as whoever is needed."""
    return Client(desk.test_client())


@pytest.fixture
def case(office: Flask) -> Case:
    """One worker's complaint, waiting at the county's window."""
    return opened()


def opened(sample: str = "one_worker", region: str = "411221", **more: object) -> Case:
    """A case that has just come in."""
    with transaction():
        return actions.open_case(samples.complaint(sample, region, **more), None).case


def anew() -> None:
    """Read again what another session has written."""
    db.session.rollback()
    db.session.expire_all()


def a_user(username: str) -> User:
    found = org.user_by_name(username)
    assert found, username
    return found


def task_of(case: Case, step: str) -> Task:
    """The newest task of a step."""
    wanted = db.select(Task).filter_by(case_id=case.id, step=step).order_by(Task.created_at.desc())
    return db.session.scalars(wanted.limit(1)).one()


def complete(case: Case, step: str, by: str, answers: dict[str, Any]) -> None:
    """Complete a step of a case without a browser."""
    with transaction():
        actions.complete_task(task_of(case, step).id, answers, a_user(by))


REGISTER = {
    "employer_name": samples.EMPLOYER,
    "place_of_work_code": "411221",
    "narrative": "在示例小区二期做工，工资一直没有发。",
    "workers": [{"claim": "1", "name": samples.NAMES[0], "owed": "8500.00"}],
}


def as_stored(*, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every value of every row as the database file has it, as (table.column, text)."""
    for table in Base.metadata.sorted_tables:
        if table.name in but:
            continue
        bare = [db.type_coerce(c, getattr(c.type, "impl_instance", c.type)).label(c.name) for c in table.c]
        for row in db.session.execute(select(*bare)).mappings():
            for name, value in row.items():
                yield f"{table.name}.{name}", as_text(value)
    words = "case_search"
    yield words, " ".join(map(str, db.session.execute(db.text(f"select * from {words}")).all()))


def as_read(*, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every value of every row as the application reads it: decrypted, unpacked."""
    for table in Base.metadata.sorted_tables:
        if table.name in but:
            continue
        for row in db.session.execute(select(table)).mappings():
            for name, value in row.items():
                yield f"{table.name}.{name}", as_text(value)


def as_text(value: Any) -> str:
    """A value as somebody who searches a dump would see it."""
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        with suppress(zlib.error):
            raw = zlib.decompress(raw)
        return raw.decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
