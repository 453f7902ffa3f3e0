"""Logs carry no personal data, not even where a step fails over it; nor do the incidents that administrators read."""

import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, StatementError

from app import faults, web
from app.cases.models import Case, Claim
from app.casework import actions, incidents
from app.casework.incidents import StepFailed
from app.db import db, transaction
from app.engine.faults import EngineFault
from app.jobs import rounds
from app.notices import actions as notices
from app.notices.channels import CHANNELS
from app.notices.models import Notice
from tests import samples
from tests.journey import Client, complaint, worker
from tests.security.conftest import ADMINS, BOTH, INTAKE, opened, task_of

ID_NO, PHONE, BANK_NO, NAME = samples.id_number(1), "13900000001", "622200000000000001", samples.NAMES[0]
TYPED = "欠条是班组长写的，家里等钱看病"
VALUES = (ID_NO, PHONE, BANK_NO, NAME, TYPED)


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What our own log says from now on, as it would be written."""
    lines: list[str] = []
    processors = structlog.get_config()["processors"]
    (*_before, render) = processors

    def keep(logger: Any, method: str, event: Any) -> Any:
        lines.append(str(render(logger, method, event)))
        raise structlog.DropEvent

    processors[-1] = keep
    yield lines
    processors[-1] = render


def assert_says_nothing(*texts: str) -> None:
    for text in texts:
        for value in VALUES:
            assert value not in text, text


def given() -> dict[str, str]:
    return {"narrative": TYPED, "employer_name": samples.EMPLOYER}


def one_of_the_values() -> Exception:
    return KeyError(f"{NAME}{ID_NO}")


def a_chain() -> Exception:
    try:
        try:
            raise ValueError(f"invalid literal for int(): '{BANK_NO}'")
        except ValueError as first:
            raise EngineFault("wage_case", "register", f"行动电话 {PHONE} 不对") from first
    except EngineFault as second:
        return second


def a_statement() -> Exception:
    claim = Claim(case_id=1, serial=1, name=NAME, claimed=1, id_no=ID_NO, bank_no=BANK_NO)
    try:
        db.session.execute(
            Claim.__table__.insert(),
            {
                "case_id": 10**6,
                "serial": 1,
                "name": claim.name,
                "job": TYPED,
                "claimed": "x",
                "verified": ID_NO,
            },
        )
    except Exception as refused:  # noqa: BLE001 - whatever the database says
        return refused
    raise AssertionError("the statement was accepted")


@BOTH
@pytest.mark.parametrize("make", [one_of_the_values, a_chain, a_statement])
def test_a_failing_step_leaves_no_value_in_log_incident_or_page(
    case: Case,
    as_: Callable[[str], FlaskClient],
    logged: list[str],
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[], Exception],
) -> None:
    def fail(*_: object) -> None:
        raise make()

    monkeypatch.setattr(actions.record, "follow", fail)
    task = task_of(case, "register")
    data = {"workers-0-claim": "1", "workers-0-name": NAME, "workers-0-owed": "8500", "do": "complete"}
    more = {"workers-0-id_no": ID_NO, "workers-0-phone": PHONE, "place_of_work_code": "411221"}
    answer = as_(INTAKE).post(f"/tasks/{task.id}", data=given() | data | more)
    assert answer.status_code == 500
    db.session.rollback()
    (row,) = incidents.unresolved()
    assert "Traceback" in row.trace
    assert "site-packages" not in row.error
    assert_says_nothing(row.error, row.trace, *logged)
    assert any("move failed" in line and "Traceback" in line for line in logged)
    assert_says_nothing(as_(ADMINS[0]).get("/admin").text)


def test_a_complaint_and_its_way_through_the_office_are_not_in_the_log(
    api: Client, logged: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    receipt = api.post(
        "/complaints", complaint(narrative=TYPED, workers=[worker(bank_no=BANK_NO)]), status=201
    )
    api.get(f"/complaints/{receipt['number']}", code=receipt["query_code"])
    api.ask("GET", f"/complaints/{receipt['number']}", params={"code": "AAAABBBBCCCC"})
    api.ask("POST", "/sessions", json={"username": INTAKE, "password": "falsch wie nie"})
    api.ask("POST", "/complaints", json=complaint(workers=[worker(id_no=ID_NO[:-1])]))
    rounds.send_notices()
    rounds.wake_due()
    said = "\n".join([*logged, *capfd.readouterr()])
    assert_says_nothing(said)
    assert receipt["query_code"] not in said
    assert "falsch" not in said


def test_a_failed_notice_names_no_one(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(recipient: str, text: str, _template: str) -> None:
        raise ConnectionError(f"{recipient}: {text}")

    monkeypatch.setitem(CHANNELS, "SMS", refuse)
    case = opened()
    with transaction():
        notices.tell_complainant(case, "accepted", "x")
    rounds.send_notices()
    db.session.rollback()
    row = db.session.scalars(db.select(Notice)).first()
    assert row is not None
    assert row.error.startswith("ConnectionError")
    assert_says_nothing(row.error)


@BOTH
def test_an_error_of_the_database_does_not_quote_what_was_written(office: Flask) -> None:
    assert db.engine.hide_parameters
    stranger = Claim(case_id=10**6, serial=1, name=NAME, claimed=1, job=TYPED)
    with pytest.raises((IntegrityError, StatementError)) as refused, transaction():
        db.session.add(stranger)
    assert "hidden" in str(refused.value)
    assert_says_nothing(faults.trace(refused.value))


def test_what_is_not_ours_keeps_its_kind_and_place_but_no_message() -> None:
    told = faults.told(one_of_the_values())
    assert told == "KeyError"
    with pytest.raises(ValueError, match=ID_NO) as wrong:
        int(ID_NO + "y")
    assert "test_what_is_not_ours" in faults.told(wrong.value)
    assert_says_nothing(faults.told(wrong.value), faults.trace(wrong.value))


def test_our_own_sentences_stay_without_their_long_numbers() -> None:
    told = faults.told(a_chain())
    assert "流程「wage_case」在「register」" in told
    assert_says_nothing(told)


def test_the_log_of_the_libraries_is_as_silent(
    office: Flask, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A page that breaks is logged by Flask itself, and a task of the worker by its queue."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    web._log()
    (handler,) = logging.getLogger().handlers
    handler.setStream(sys.stderr)  # type: ignore[attr-defined]
    try:
        int(ID_NO + TYPED)
    except ValueError:
        logging.getLogger("huey").exception("Unhandled exception in task.")
    said = capfd.readouterr().err
    assert "Unhandled exception" in said
    assert "test_logs.py" in said
    assert_says_nothing(said)


def test_a_case_that_cannot_be_opened_says_only_its_number(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions.record, "follow", lambda *_: int(ID_NO + "y"))
    with pytest.raises(StepFailed) as failed, incidents.moving("open"):
        actions.open_case(samples.complaint(), None)
    assert_says_nothing(failed.value.message)
