"""A technical fault undoes the whole step, is on record, freezes only its run, and can be put right."""

from datetime import timedelta

import pytest

from app import clock
from app.cases import journal
from app.cases.models import Answer, Case, Fact
from app.casework import actions, claiming, incidents
from app.casework.incidents import StepFailed
from app.casework.models import CaseRun, Incident
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.inbox.models import Draft
from app.jobs import rounds
from tests import samples
from tests.casework.conftest import Bench

INTAKE = "hrss_intake@411221"
INSPECTOR = "hrss_inspection@411221"
Fault = dict[str, Exception | None]


def broken(on: Bench, fault: Fault, why: Exception | None = None) -> Case:
    """A case whose next step fails for a technical reason; somebody has typed something already."""
    case = on.open()
    on.do(case, "review", INTAKE, "ACCEPT")
    with transaction():
        claiming.keep_draft(on.task(case, "inspect").id, on.user(INSPECTOR), {"reason": "写好的理由"})
    fault["raise"] = why or KeyError("column")
    return case


def test_everything_of_the_step_is_undone(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    before = case.journal_length
    refusal = on.refused(case, "inspect", INSPECTOR, "BREAK", reason="写好的理由")
    assert isinstance(refusal, StepFailed)
    task = on.task(case, "inspect")
    assert (task.state, task.claimed_by_id, task.done_at, task.outcome) == ("open", None, None, None)
    assert db.session.get(Answer, task.id) is None
    assert db.session.query(Fact).filter_by(name="reason").count() == 0
    assert case.journal_length == before
    assert journal.verify(case) is None


def test_what_was_typed_is_kept(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    assert db.session.query(Draft).one().answers == {"reason": "写好的理由"}


def test_the_administrators_see_what_and_where(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    refusal = on.refused(case, "inspect", INSPECTOR, "BREAK")
    (row,) = incidents.unresolved()
    assert (row.id, row.case_id, row.run_id) == (refusal.details["incident"], case.id, on.run(case).id)
    assert (row.task_id, row.action, row.attempts) == (on.task(case, "inspect").id, "complete", 1)
    assert "KeyError" in row.error
    assert "Traceback" in row.trace
    assert str(row.id) in refusal.message


def test_only_its_run_is_frozen_and_its_task_says_so(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    with transaction():
        actions.start_run(case, "helper", {"outcome": "PLEASE"}, on.user(INSPECTOR))
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    assert (on.run(case).status, on.task(case, "inspect").incident) == ("incident", True)
    assert (on.run(case, "helper").status, on.task(case, "help").incident) == ("open", False)
    on.do(case, "help", "hrss_legal@411221", "YES")


def test_trying_again_succeeds_once_the_fault_is_gone(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    assert [row.attempts for row in incidents.unresolved()] == [2]
    fault["raise"] = None
    task = on.do(case, "inspect", INSPECTOR, "BREAK")
    assert (task.state, task.incident, on.run(case).status) == ("done", False, "finished")
    assert incidents.unresolved() == []


def test_another_outcome_gets_around_the_fault(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    on.do(case, "inspect", INSPECTOR, "PAID")
    assert on.run(case).result == "CLOSED"
    assert incidents.unresolved() == []


def test_a_refusal_is_no_incident(on: Bench, fault: Fault) -> None:
    """What a word refuses is for the person to read: 422, and the task goes on as it was."""
    case = broken(on, fault, Invalid(errors={"outcome": ["不行"]}))
    refusal = on.refused(case, "inspect", INSPECTOR, "BREAK")
    assert (refusal.status, incidents.unresolved()) == (422, [])
    assert on.run(case).status == "open"


def test_somebody_elses_success_in_between_is_not_frozen(on: Bench, fault: Fault) -> None:
    """The incident is written after the roll-back; by then the step may have been done."""
    case = broken(on, fault)
    fault["raise"] = None
    task = on.do(case, "inspect", INSPECTOR, "PAID")
    incidents.record(KeyError("late"), "complete", task_id=task.id)
    assert (on.run(case).status, on.task(case, "inspect").incident) == ("finished", False)


def waiting(on: Bench, monkeypatch: pytest.MonkeyPatch, why: Exception) -> tuple[Case, dict[str, bool]]:
    """A case with a timer whose firing fails while ``broken``."""
    case, state = on.open(), {"broken": True}
    follow = actions.record.follow

    def failing(row: CaseRun, *rest: object) -> None:
        if state["broken"] and row.case_id == case.id:
            raise why
        follow(row, *rest)

    monkeypatch.setattr(actions.record, "follow", failing)
    return case, state


@pytest.mark.parametrize("why", [KeyError("column"), Invalid("谁也看不到的拒绝")])
def test_a_timer_that_fails_is_an_incident_whatever_it_raises(
    on: Bench, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    case, state = waiting(on, monkeypatch, why)
    other = on.open()
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert rounds.wake_due() == 1
        assert on.open_steps(other) == ["remind", "review"]
        (row,) = incidents.unresolved()
        assert (row.action, row.run_id, row.task_id) == ("wake", on.run(case).id, None)
        assert rounds.wake_due() == 0
        state["broken"] = False
        assert rounds.retry_incidents() == 0
    with clock.frozen(clock.now() + timedelta(days=30, minutes=2)):
        assert rounds.retry_incidents() == 1
        assert on.open_steps(case) == ["remind", "review"]
        assert incidents.unresolved() == []


def test_what_keeps_failing_is_left_to_the_administrators(on: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    case, _state = waiting(on, monkeypatch, KeyError("column"))
    start = clock.now() + timedelta(days=30)
    with clock.frozen(start):
        rounds.wake_due()
    for day in range(1, 10):
        with clock.frozen(start + timedelta(days=day)):
            rounds.retry_incidents()
    (row,) = incidents.unresolved()
    assert row.attempts == rounds.MOST_TRIES + 1
    assert on.run(case).status == "incident"


def test_thawing_gives_the_run_free(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    (row,) = incidents.unresolved()
    with transaction():
        incidents.thaw(row)
    assert on.run(case).status == "open"
    on.do(case, "inspect", INSPECTOR, "PAID")
    with pytest.raises(Conflict), transaction():
        incidents.thaw(row)


def test_an_incident_of_a_task_that_is_gone_is_put_right_by_thawing(on: Bench, fault: Fault) -> None:
    case = broken(on, fault)
    on.refused(case, "inspect", INSPECTOR, "BREAK")
    with transaction():
        on.task(case, "inspect").state = "withdrawn"
    (row,) = incidents.unresolved()
    with transaction():
        incidents.thaw(row)
    assert incidents.unresolved() == []


def test_a_case_that_cannot_be_opened_leaves_an_incident_and_no_case(
    on: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions.record, "follow", lambda *_: 1 / 0)
    with pytest.raises(StepFailed), incidents.moving("open"):
        actions.open_case(samples.complaint(), None)
    assert db.session.query(Case).count() == 0
    assert [row.action for row in db.session.query(Incident)] == ["open"]
