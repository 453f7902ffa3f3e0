"""Completing a step: who may, who was first, and that a refusal keeps nothing."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import journal
from app.cases.models import Answer, Fact
from app.casework import actions, claiming
from app.db import db, transaction
from app.errors import AppError, Conflict, Invalid, NotAllowed
from app.inbox.actions import AlreadyHandled
from app.inbox.models import Draft, Task
from app.org import actions as people
from tests.casework.conftest import Bench

INTAKE = "hrss_intake@411221"
INSPECTOR = "hrss_inspection@411221"


def test_the_case_moves_on_and_the_step_is_on_record(on: Bench) -> None:
    case = on.open()
    task = on.do(case, "review", INTAKE, "ACCEPT", reason="材料齐全")
    assert (task.state, task.outcome, task.done_by_id) == ("done", "ACCEPT", on.user(INTAKE).id)
    assert on.open_steps(case) == ["inspect"]
    answer = db.session.get_one(Answer, task.id)
    assert (answer.answers, answer.by) == ({"outcome": "ACCEPT", "reason": "材料齐全"}, INTAKE)
    assert db.session.scalars(db.select(Fact.value).filter_by(case_id=case.id, name="reason")).all() == [
        "材料齐全"
    ]
    assert journal.verify(case) is None


def test_an_unclaimed_step_is_claimed_by_completing_it(on: Bench) -> None:
    case = on.open()
    task = on.do(case, "review", INTAKE, "ACCEPT")
    assert (task.claimed_by_id, task.claimed_at) == (on.user(INTAKE).id, clock.now())


def test_the_second_press_is_told_who_was_first_and_when(on: Bench) -> None:
    case = on.open()
    on.do(case, "review", INTAKE, "ACCEPT")
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        refusal = on.refused(case, "review", INTAKE, "ACCEPT")
    assert isinstance(refusal, AlreadyHandled)
    assert refusal.status == 409
    assert refusal.details["handled_by"] == on.user(INTAKE).name
    assert refusal.details["handled_at"] == clock.now().isoformat()
    assert refusal.details["state"] == "done"
    assert "09:00" in refusal.message


def test_a_step_that_the_case_has_left_is_withdrawn(on: Bench) -> None:
    case = on.open()
    with clock.frozen(clock.now() + timedelta(days=20)):
        with transaction():
            assert actions.wake(on.run(case).id)
        assert on.open_steps(case) == ["remind", "review"]
        on.do(case, "review", INTAKE, "REJECT")
    assert on.open_steps(case) == ["remind"]


def test_another_departments_step_is_refused(on: Bench) -> None:
    case = on.open()
    for stranger in (INSPECTOR, "hrss_intake@341504", "hrss_intake@411200"):
        refusal = on.refused(case, "review", stranger, "ACCEPT")
        assert isinstance(refusal, NotAllowed)
        assert refusal.details["reason"] == "other_department"
    assert on.open_steps(case) == ["review"]


def test_what_somebody_else_holds_is_refused_with_their_name(on: Bench) -> None:
    case = on.open()
    with transaction():
        people.add_user("second", "第二人", "geheim-genug")
        people.add_post(on.user("second"), "hrss_intake", "411221")
    with transaction():
        claiming.claim(on.task(case, "review").id, on.user(INTAKE))
    refusal = on.refused(case, "review", "second", "ACCEPT")
    assert refusal.status == 409
    assert refusal.details["handled_by"] == on.user(INTAKE).name
    assert refusal.details["state"] == "claimed"


def test_nobody_takes_two_steps_that_must_be_kept_apart(on: Bench) -> None:
    """回避: the property not_by, asked when claiming and when completing."""
    with transaction():
        people.add_post(on.user(INTAKE), "hrss_inspection", "411221")
    case = on.open()
    on.do(case, "review", INTAKE, "ACCEPT")
    refusal = on.refused(case, "inspect", INTAKE, "PAID")
    assert (refusal.status, refusal.details["reason"]) == (403, "separation")
    with pytest.raises(NotAllowed), transaction():
        claiming.claim(on.task(case, "inspect").id, on.user(INTAKE))
    on.do(case, "inspect", INSPECTOR, "PAID")


@pytest.mark.parametrize("answers", [{}, {"outcome": "MAYBE"}, {"outcome": "ACCEPT", "unknown": 1}])
def test_answers_that_do_not_hold_keep_nothing(on: Bench, answers: dict[str, object]) -> None:
    case = on.open()
    before = case.journal_length
    with pytest.raises(Invalid), transaction():
        actions.complete_task(on.task(case, "review").id, answers, on.user(INTAKE))
    task = on.task(case, "review")
    assert (task.state, task.claimed_by_id, task.done_at) == ("open", None, None)
    assert db.session.query(Answer).count() == db.session.query(Fact).count() == 0
    assert on.task(case, "review").case_id == case.id
    assert case.journal_length == before


def test_a_draft_goes_when_its_step_is_done(on: Bench) -> None:
    case = on.open()
    with transaction():
        claiming.keep_draft(on.task(case, "review").id, on.user(INTAKE), {"reason": "写到一半"})
    assert db.session.query(Draft).one().answers == {"reason": "写到一半"}
    on.do(case, "review", INTAKE, "ACCEPT")
    assert db.session.query(Draft).count() == 0


def test_an_outside_partys_step_is_recorded_on_its_behalf(on: Bench) -> None:
    case = on.open()
    task = on.task(case, "review")
    with transaction():
        task.group, task.home_group = "ext_worker", "hrss_intake"
    on.do(case, "review", INTAKE, "ACCEPT")
    assert db.session.get_one(Answer, task.id).on_behalf_of == "ext_worker"


def test_of_many_who_press_at_once_one_succeeds(on: Bench, office: Flask) -> None:
    case = on.open()
    task_id, number, before = on.task(case, "review").id, case.id, case.journal_length
    db.session.rollback()
    together, results = threading.Barrier(6), []
    now = clock.now()

    def press() -> None:
        with office.app_context(), clock.frozen(now):
            user = on.user(INTAKE)
            together.wait()
            try:
                with transaction():
                    actions.complete_task(task_id, {"outcome": "ACCEPT"}, user)
                results.append("done")
            except AppError as refusal:
                results.append(type(refusal).__name__)
            finally:
                db.session.remove()

    people_ = [threading.Thread(target=press) for _ in range(6)]
    for each in people_:
        each.start()
    for each in people_:
        each.join()
    assert sorted(results) == ["AlreadyHandled"] * 5 + ["done"]
    db.session.expire_all()
    done = [entry.what["task"] for entry in on.journal(case) if entry.verb == "task.complete"]
    assert done == [task_id]
    assert journal.verify(case) is None
    assert case.journal_length == before + 1
    assert db.session.query(Task).filter_by(case_id=number, step="inspect").count() == 1


def test_claim_and_release_go_back_and_forth(on: Bench) -> None:
    case = on.open()
    task_id, user = on.task(case, "review").id, on.user(INTAKE)
    with transaction():
        claiming.claim(task_id, user)
    with transaction():
        assert claiming.claim(task_id, user).state == "claimed"
    with transaction():
        assert claiming.release(task_id, user).state == "open"
    with pytest.raises(NotAllowed), transaction():
        claiming.release(task_id, user)
    verbs = [entry.verb for entry in on.journal(case)]
    assert (verbs.count("task.claim"), verbs.count("task.release")) == (1, 1)


def test_a_done_step_can_neither_be_claimed_nor_given_back(on: Bench) -> None:
    case = on.open()
    task = on.do(case, "review", INTAKE, "ACCEPT")
    for act in (claiming.claim, claiming.release):
        with pytest.raises(Conflict), transaction():
            act(task.id, on.user(INTAKE))
