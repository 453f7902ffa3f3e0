"""Side procedures, messages between runs, timers, reopening: what moves a case beside people's steps."""

from datetime import date, timedelta

import pytest

from app import clock
from app.cases import actions as case_actions
from app.cases.models import Case
from app.cases.visibility import visible
from app.casework import actions, advance, health, queries, steps, terms
from app.casework.models import CaseRun, Heartbeat, Message
from app.db import db, transaction
from app.deadlines import actions as deadlines
from app.errors import AppError, Conflict, NotAllowed, NotFound
from tests.casework.conftest import Bench

INTAKE = "hrss_intake@411221"
INSPECTOR = "hrss_inspection@411221"
LEGAL = "hrss_legal@411221"
LEAD = "hrss_inspection_lead@411221"


def started(on: Bench, case: Case, process: str, by: str, outcome: str = "PLEASE") -> CaseRun:
    with transaction():
        return actions.start_run(case, process, {"outcome": outcome}, on.user(by))


def begin(case: Case, process: str) -> CaseRun:
    """A run that a rule asked for."""
    with transaction():
        row = advance.new_run(case, process, "system")
        actions.deliver(case)
    return row


def send(case: Case, name: str, key: str, value: object = None) -> None:
    with transaction():
        advance.send(case, name, key, value)
        actions.deliver(case)


class TestSideRuns:
    def test_officers_of_the_groups_that_may_start_it_do(self, on: Bench) -> None:
        case = on.open()
        row = started(on, case, "helper", INSPECTOR)
        assert (row.status, row.started_by) == ("open", INSPECTOR)
        assert on.open_steps(case) == ["help", "review"]

    @pytest.mark.parametrize("by", [INSPECTOR, "township_gov@411221901", "hrss_inspection@411200"])
    def test_above_and_below_the_case(self, on: Bench, by: str) -> None:
        case = on.open()
        assert "helper" in steps.startable(case, on.user(by))
        assert started(on, case, "helper", by)

    @pytest.mark.parametrize("by", [INTAKE, "hrss_inspection@341504", "township_gov@341504901"])
    def test_nobody_else_does(self, on: Bench, by: str) -> None:
        case = on.open()
        assert "helper" not in steps.startable(case, on.user(by))
        with pytest.raises(AppError) as refusal:
            started(on, case, "helper", by)
        assert (refusal.value.status, refusal.value.details["reason"]) == (403, "not_starter")

    def test_one_at_a_time(self, on: Bench) -> None:
        case = on.open()
        started(on, case, "helper", INSPECTOR)
        with pytest.raises(Conflict):
            started(on, case, "helper", INSPECTOR)
        on.do(case, "help", LEGAL, "YES")
        assert started(on, case, "helper", INSPECTOR).status == "open"

    def test_not_once_the_case_is_closed(self, on: Bench) -> None:
        case = on.open()
        with transaction():
            case.state = "CLOSED"
        with pytest.raises(Conflict):
            started(on, case, "helper", INSPECTOR)

    def test_what_only_processes_start_is_not_there_for_people(self, on: Bench) -> None:
        case = on.open()
        with pytest.raises(NotFound):
            started(on, case, "ear", INSPECTOR)

    def test_a_start_form_that_does_not_hold_starts_nothing(self, on: Bench) -> None:
        case = on.open()
        with pytest.raises(AppError) as refusal:
            started(on, case, "helper", INSPECTOR, "WHATEVER")
        assert refusal.value.status == 422
        assert queries.open_runs(case.id, "helper") == []


class TestMessages:
    def test_a_process_starts_another_and_waits_for_its_answer(self, on: Bench) -> None:
        case = on.open()
        on.do(case, "review", INTAKE, "ACCEPT")
        on.do(case, "inspect", INSPECTOR, "ASK")
        assert on.open_steps(case) == ["help"]
        assert on.run(case).awaits == ["helped"]
        on.do(case, "help", LEGAL, "YES")
        assert on.run(case, "helper").result == "HELPED"
        assert on.open_steps(case) == ["check"]

    def test_a_message_waits_until_somebody_catches_it(self, on: Bench) -> None:
        case = on.open()
        send(case, "called", "k1", "喂")
        message = db.session.query(Message).one()
        assert message.state == "waiting"
        begin(case, "ear")
        assert message.state == "delivered"
        assert on.open_steps(case) == ["heard", "review"]

    def test_the_same_key_twice_is_one_message(self, on: Bench) -> None:
        case = on.open()
        send(case, "called", "k1", "喂")
        send(case, "called", "k1", "又")
        assert db.session.scalars(db.select(Message.value)).all() == ["喂"]

    def test_a_message_of_another_case_is_not_caught(self, on: Bench) -> None:
        first, second = on.open(), on.open()
        begin(first, "ear")
        send(second, "called", "k1")
        assert on.run(first, "ear").awaits == ["called"]

    def test_runs_that_chase_each_other_are_stopped(self, on: Bench) -> None:
        case = on.open()
        with pytest.raises(advance.TooManyHops):
            begin(case, "ping")
        assert [row.process for row in queries.open_runs(case.id)] == ["wage_case"]


class TestTime:
    def test_a_timer_fires_when_its_clock_has_run_out(self, on: Bench) -> None:
        case = on.open()
        run = on.run(case)
        due = on.task(case, "review").due
        assert run.wake_at == clock.end_of(due)
        with clock.frozen(clock.end_of(due) - timedelta(seconds=1)):
            assert health.due_runs() == []
        with clock.frozen(clock.end_of(due)):
            assert health.due_runs() == [run.id]
            with transaction():
                assert actions.wake(run.id)
            assert on.open_steps(case) == ["remind", "review"]
            assert health.due_runs() == []

    def test_nothing_due_moves_nothing(self, on: Bench) -> None:
        case = on.open()
        before = on.run(case).revision
        with transaction():
            assert not actions.wake(on.run(case).id)
        assert on.run(case).revision == before

    def test_a_met_clock_wakes_nobody(self, on: Bench) -> None:
        case = on.open()
        on.do(case, "review", INTAKE, "ACCEPT")
        assert on.run(case).wake_at is None

    def test_whoever_changes_a_clock_moves_its_timer_and_its_task(self, on: Bench) -> None:
        case = on.open()
        old = on.task(case, "review").due
        with transaction():
            deadlines.extend(case, "acceptance", 10, "案情复杂", "领导")
            terms.follow_clocks()
        task = on.task(case, "review")
        assert task.due > old
        assert on.run(case).wake_at == clock.end_of(task.due)

    def test_a_suspended_clock_neither_presses_nor_fires(self, on: Bench) -> None:
        case = on.open()
        with transaction():
            deadlines.suspend(case, "acceptance", "等待鉴定", "领导", clock.today())
            terms.follow_clocks()
        assert (on.task(case, "review").suspended, on.task(case, "review").due) == (True, None)
        assert on.run(case).wake_at is None
        with clock.frozen(clock.now() + timedelta(days=10)), transaction():
            deadlines.resume(case, "acceptance", clock.today())
            terms.follow_clocks()
        assert not on.task(case, "review").suspended
        assert on.run(case).wake_at == clock.end_of(on.task(case, "review").due)

    def test_a_changed_calendar_moves_what_is_open(self, on: Bench) -> None:
        case = on.open()
        old = on.task(case, "review").due
        with transaction():
            deadlines.set_day(old, False, "临时放假")
            deadlines.recompute("cli:test")
            terms.follow_clocks()
        assert on.task(case, "review").due > old
        assert on.run(case).wake_at == clock.end_of(on.task(case, "review").due)

    def test_a_change_that_is_rolled_back_moves_nothing(self, on: Bench) -> None:
        case = on.open()
        old = on.task(case, "review").due
        with pytest.raises(ZeroDivisionError), transaction():
            _ = deadlines.extend(case, "acceptance", 10, "案情复杂", "领导") and 1 / 0
        with transaction():
            terms.follow_clocks()
        assert on.task(case, "review").due == old


class TestReopening:
    def again(self, on: Bench, case: Case, by: str = LEAD) -> CaseRun:
        with transaction():
            return actions.start_run(case, "wage_case", {"stage": "INSPECTION"}, on.user(by))

    def test_an_ended_case_is_taken_up_by_a_new_run_on_its_number(self, on: Bench) -> None:
        case = on.open()
        number = case.number
        on.do(case, "review", INTAKE, "REJECT")
        with transaction():
            case_actions.move_to(case, "NOT_ACCEPTED", "system")
        first = on.run(case)
        self.again(on, case)
        second = on.run(case)
        assert (first.status, second.status, second.entry) == ("finished", "open", "INSPECTION")
        assert (case.number, case.reopened, case.state) == (number, 1, "REOPENED")

    def test_not_while_it_is_open(self, on: Bench) -> None:
        case = on.open()
        with pytest.raises(Conflict):
            self.again(on, case)

    def test_not_by_just_any_department(self, on: Bench) -> None:
        case = on.open()
        with pytest.raises(NotAllowed):
            self.again(on, case, INTAKE)


def sees(on: Bench, name: str, case: Case) -> bool:
    wanted = db.select(Case.id).where(visible(on.user(name)), Case.id == case.id)
    return db.session.scalar(wanted) is not None


def test_a_department_sees_the_case_from_the_day_it_takes_part_and_ever_after(on: Bench) -> None:
    case = on.open()
    assert sees(on, INTAKE, case)
    assert not sees(on, INSPECTOR, case)
    on.do(case, "review", INTAKE, "ACCEPT")
    assert sees(on, INSPECTOR, case)
    on.do(case, "inspect", INSPECTOR, "PAID")
    assert sees(on, INTAKE, case)
    assert not sees(on, "hrss_intake@341504", case)


def test_a_move_that_would_leave_a_run_silent_is_refused(on: Bench) -> None:
    case = on.open()
    with pytest.raises(Exception, match="no open task, timer or awaited message"):
        begin(case, "silent")
    assert queries.open_runs(case.id, "silent") == []
    assert health.silent_runs() == []


def test_the_sweep_finds_a_run_that_fell_silent_all_the_same(on: Bench) -> None:
    case = on.open()
    row = on.run(case)
    with transaction():
        on.task(case, "review").state = "withdrawn"
        row.wake_at = None
    assert health.silent_runs() == [row.id]


def test_a_worker_lives_while_its_beats_are_fresh(on: Bench) -> None:
    assert not health.worker_lives()
    with transaction():
        health.beat("here:1", clock.real())
        health.beat("here:1", clock.real())
    assert health.worker_lives()
    with transaction():
        db.session.query(Heartbeat).one().at = clock.real() - timedelta(minutes=2)
    assert not health.worker_lives()


def test_a_finished_run_keeps_its_result_and_no_state(on: Bench) -> None:
    case = on.open()
    on.do(case, "review", INTAKE, "REJECT")
    row = on.run(case)
    assert (row.status, row.result, row.state, row.wake_at) == ("finished", "NOT_ACCEPTED", None, None)
    assert row.ended_at == clock.now()


def test_the_diagram_knows_what_was_passed_and_where_it_stands(on: Bench) -> None:
    case = on.open()
    on.do(case, "review", INTAKE, "ACCEPT")
    row = on.run(case)
    assert row.here == [["wage_case", "inspect"]]
    assert {"start", "count", "review", "g", "met", "f6"} <= set(row.passed["wage_case"])
    assert "rejected" not in row.passed["wage_case"]


def test_a_changed_calendar_moves_clocks_and_the_terms_of_steps(on: Bench) -> None:
    case = on.open()
    on.do(case, "review", INTAKE, "ACCEPT")
    before = on.task(case, "inspect").due  # ten working days of its own
    with transaction():
        deadlines.set_day(date(2026, 8, 6), works=False, reason="台风停工")
        terms.follow_calendar("admin")
    assert on.task(case, "inspect").due == before + timedelta(days=1)
