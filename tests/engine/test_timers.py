"""Timers: they follow the clock rows, wake the run when due, and turn its path."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from tests.engine.diagrams import (
    call,
    catch_timer,
    defined,
    end,
    on_timer,
    process,
    service,
    start,
    user,
)
from tests.engine.host import Recorder, Walk

DUE = datetime(2026, 3, 2, 16, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(seconds=1), DUE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _before_the_term_ends():
    with clock.frozen(BEFORE):
        yield


def due(**clocks: datetime) -> Recorder:
    host = Recorder()
    host.clocks = {key: instant.isoformat() for key, instant in clocks.items()}
    return host


def stepping(interrupting: bool = True):
    hearing = process(
        "hearing",
        "start > hear\nhear > heard\nlate > tell\ntell > expired",
        *(
            start(),
            user("hear"),
            on_timer("late", "hear", "mediation", interrupting),
            service("tell", "tell"),
        ),
        *(end("heard", "HEARD"), end("expired", "EXPIRED")),
    )
    return defined("hearing", hearing)


def in_a_call(interrupting: bool = True):
    wage = process(
        "wage", "start > m\nm > after\nafter > end", start(), call("m", "hearing"), user("after"), end()
    )
    return defined("wage", wage, stepping(interrupting).xml("hearing"))


def test_a_timer_waits_until_its_clock_is_due():
    walk = Walk(stepping(), due(mediation=DUE))
    assert walk.run.timers() == [("mediation", DUE)]
    assert walk.run.wake_at == DUE
    walk.wake()
    assert walk.open() == ["hear"]


def test_an_interrupting_timer_takes_the_step_away():
    walk = Walk(stepping(), due(mediation=DUE))
    with clock.frozen(DUE):
        walk.wake()
    assert (walk.open(), walk.run.result, walk.run.wake_at) == ([], "EXPIRED", None)
    assert walk.host.done == [("tell", {})]
    assert [element for _, element in walk.run.trail] == ["late", "f3", "tell", "f4", "expired"]


def test_a_timer_that_does_not_interrupt_leaves_the_step_open_and_fires_once():
    walk = Walk(stepping(interrupting=False), due(mediation=DUE))
    with clock.frozen(AFTER):
        walk.wake()
        walk.wake()
        assert walk.open() == ["hear"]
        assert walk.host.done == [("tell", {})]
        assert walk.run.timers() == []
        walk.do("hear")
    assert walk.run.finished


def test_who_completes_the_step_after_the_term_but_before_the_timer_fired_is_heard():
    walk = Walk(stepping(), due(mediation=DUE))
    with clock.frozen(AFTER):
        walk.do("hear")
    assert walk.run.result == "HEARD"


def test_a_clock_that_does_not_run_never_wakes_the_run():
    walk = Walk(stepping(), due())
    assert walk.run.wake_at is None
    assert [key for key, _ in walk.run.timers()] == ["mediation"]
    with clock.frozen(AFTER + timedelta(days=36500)):
        walk.wake()
    assert walk.open() == ["hear"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_timer_on_a_call_activity(interrupting):
    outer = process(
        "outer",
        "start > m\nm > done\nlate > order\norder > ordered",
        *(start(), call("m", "inner"), on_timer("late", "m", "mediation", interrupting), user("order")),
        *(end("done", "DONE"), end("ordered", "ORDERED")),
    )
    inner = process("inner", "start > deep\ndeep > end", start(), call("deep", "deepest"), end(result="X"))
    deepest = process("deepest", "start > a\na > end", start(), user("a"), end(result="X"))
    walk = Walk(defined("outer", outer, inner, deepest), due(mediation=DUE))
    assert walk.open() == ["a"]
    with clock.frozen(AFTER):
        walk.wake()
    assert walk.open() == (["order"] if interrupting else ["a", "order"])
    if not interrupting:
        walk.do("a")
    walk.do("order")
    assert walk.run.finished


class TestRetime:
    """The clock row is the truth, the timer its shadow: also for a step of a called process."""

    def test_later_before_reload(self):
        walk = Walk(in_a_call(), due(mediation=DUE))
        walk.run.retime({"mediation": AFTER + timedelta(days=5)})
        assert walk.run.wake_at == AFTER + timedelta(days=5)
        with clock.frozen(AFTER):
            walk.run.wake()
        assert [step.name for step in walk.run.steps()] == ["hear"]

    def test_later_after_reload(self):
        walk = Walk(in_a_call(), due(mediation=DUE))
        walk.retime(mediation=AFTER + timedelta(days=5))
        with clock.frozen(AFTER):
            walk.wake()
        assert walk.open() == ["hear"]
        with clock.frozen(AFTER + timedelta(days=5)):
            walk.wake()
        assert walk.open() == ["after"]

    def test_earlier_fires_only_when_woken(self):
        walk = Walk(in_a_call(), due(mediation=DUE))
        walk.retime(mediation=BEFORE - timedelta(days=1))
        assert walk.open() == ["hear"]
        walk.wake()
        assert walk.open() == ["after"]

    @pytest.mark.parametrize("interrupting", [True, False])
    def test_after_the_timer_has_fired_it_changes_nothing(self, interrupting):
        walk = Walk(in_a_call(interrupting), due(mediation=DUE))
        with clock.frozen(AFTER):
            walk.wake()
            opened = walk.open()
            walk.retime(mediation=AFTER + timedelta(days=5))
            walk.wake()
        assert walk.open() == opened
        assert walk.run.timers() == []

    def test_a_clock_that_no_timer_waits_for_is_no_concern(self):
        walk = Walk(in_a_call(), due(mediation=DUE))
        walk.retime(award=AFTER)
        assert walk.run.timers() == [("mediation", DUE)]


def test_an_intermediate_timer():
    main = process(
        "main", "start > wait\nwait > end", start(), catch_timer("wait", "notice"), end(result="OVER")
    )
    walk = Walk(defined("main", main), due(notice=DUE))
    assert walk.run.wake_at == DUE
    with clock.frozen(AFTER):
        walk.wake()
    assert walk.run.result == "OVER"


def test_what_falls_due_because_something_fell_due_fires_in_the_same_waking():
    main = process(
        "main",
        "start > one\none > two\ntwo > end",
        *(start(), catch_timer("one", "first"), catch_timer("two", "second"), end(result="OVER")),
    )
    walk = Walk(defined("main", main), due(first=DUE, second=DUE))
    with clock.frozen(AFTER):
        walk.wake()
    assert walk.run.finished
