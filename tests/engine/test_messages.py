"""Messages and errors: what comes from outside a branch and turns it; and the gateway that waits for either of two."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.engine.faults import EngineFault
from tests.engine.diagrams import (
    both,
    call,
    catch_message,
    catch_timer,
    defined,
    end,
    error_end,
    event_gate,
    on_error,
    on_message,
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


WAITING = defined(
    "waiting",
    process(
        "waiting",
        """
        start > send
        send > either
        either > filed
        either > silent
        filed > tell
        tell > answered
        silent > urge
        urge > send
        """,
        *(
            start(),
            service("send", "send"),
            event_gate("either"),
            catch_message("filed", "police_filed", "reply"),
        ),
        *(catch_timer("silent", "answer"), service("tell", "tell", reply="=reply"), user("urge")),
        end("answered", "ANSWERED"),
        messages=("police_filed",),
    ),
)


def test_an_event_gateway_takes_the_message_if_it_comes_first():
    walk = Walk(WAITING, due(answer=DUE))
    assert walk.run.awaits == ["police_filed"]
    assert walk.run.where() == [("waiting", "either")]
    assert walk.deliver("police_filed", "FILED")
    assert walk.host.done[-1] == ("tell", {"reply": "FILED"})
    assert (walk.run.result, walk.run.timers(), walk.run.awaits) == ("ANSWERED", [], [])


def test_an_event_gateway_takes_the_timer_if_nothing_comes_and_waits_again_in_the_next_round():
    walk = Walk(WAITING, due(answer=DUE))
    with clock.frozen(AFTER):
        walk.wake()
        assert (walk.open(), walk.run.awaits) == (["urge"], [])
        walk.host.clocks["answer"] = (AFTER + timedelta(days=1)).isoformat()
        walk.do("urge")
        assert walk.run.awaits == ["police_filed"]
        assert walk.deliver("police_filed", "FILED")
    assert walk.run.finished


def test_a_message_and_a_due_timer_in_the_same_move_open_one_branch_only():
    walk = Walk(WAITING, due(answer=DUE))
    with clock.frozen(AFTER):
        walk.deliver("police_filed", "FILED")
    assert (walk.open(), walk.run.result) == ([], "ANSWERED")


def test_a_message_nobody_waits_for_is_not_taken():
    walk = Walk(WAITING, due())
    assert not walk.deliver("other", "X")
    assert walk.deliver("police_filed", "FILED")
    assert not walk.deliver("police_filed", "FILED")


def test_the_timer_of_an_event_gateway_follows_its_clock():
    walk = Walk(WAITING, due(answer=DUE))
    walk.retime(answer=AFTER + timedelta(days=5))
    assert walk.run.timers() == [("answer", AFTER + timedelta(days=5))]
    with clock.frozen(AFTER):
        walk.wake()
    assert walk.open() == []


def test_an_intermediate_catch_event_waits_for_its_message_in_a_called_process():
    inner = process(
        "inner",
        "start > filed\nfiled > tell\ntell > end",
        *(start(), catch_message("filed", "police_filed", "reply"), service("tell", "tell", reply="=reply")),
        end(result="X"),
        messages=("police_filed",),
    )
    outer = process("outer", "start > c\nc > end", start(), call("c", "inner"), end(result="DONE"))
    walk = Walk(defined("outer", outer, inner))
    assert walk.run.awaits == ["police_filed"]
    assert walk.deliver("police_filed", "FILED")
    assert walk.host.done == [("tell", {"reply": "FILED"})]
    assert walk.run.result == "DONE"


def test_a_message_without_a_variable_carries_nothing_into_the_run():
    main = process(
        "main",
        "start > paid\npaid > end",
        *(start(), catch_message("paid", "paid"), end(result="PAID")),
        messages=("paid",),
    )
    walk = Walk(defined("main", main))
    walk.deliver("paid", 12)
    assert walk.run.result == "PAID"


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("host", ["step", "call"])
def test_a_boundary_message(host, interrupting):
    inner = process("inner", "start > a\na > end", start(), user("a"), end(result="X"))
    main = process(
        "main",
        "start > a\na > done\ntold > tell\ntell > withdrawn",
        *(start(), user("a") if host == "step" else call("a", "inner")),
        *(on_message("told", "a", "withdrawn", "why", interrupting), service("tell", "tell", why="=why")),
        *(end("done", "DONE"), end("withdrawn", "WITHDRAWN")),
        messages=("withdrawn",),
    )
    diagrams = (main,) if host == "step" else (main, inner)
    walk = Walk(defined("main", *diagrams))
    assert walk.deliver("withdrawn", "PAID")
    assert walk.host.done == [("tell", {"why": "PAID"})]
    assert walk.open() == ([] if interrupting else ["a"])
    assert walk.run.awaits == []
    if not interrupting:
        walk.do("a")
    assert walk.run.finished


def erring(outer_elements: tuple[str, ...], flows: str):
    inner = process(
        "inner",
        "start > fork\nfork > a\nfork > b\na > wrong\nb > end",
        *(start(), both("fork"), user("a"), user("b"), error_end("wrong", "no_case"), end(result="FINE")),
        errors=("no_case",),
    )
    outer = process(
        "outer",
        "start > c\nc > tell\ntell > fine\n" + flows,
        start(),
        call("c", "inner"),
        service("tell", "tell"),
        end("fine", "FINE"),
        *outer_elements,
        errors=("no_case", "other"),
    )
    return defined("outer", outer, inner)


def test_an_error_end_goes_to_the_error_boundary_of_the_call_and_stops_the_rest():
    walk = Walk(erring((on_error("caught", "c", "no_case"), end("gone", "GONE")), "caught > gone"))
    walk.do("a")
    assert (walk.run.result, walk.open(), walk.host.done) == ("GONE", [], [])
    assert ("outer", "c") not in walk.run.trail


@pytest.mark.parametrize("elements", [(), (on_error("caught", "c", "other"), end("gone", "GONE"))])
def test_an_error_that_nothing_catches_is_a_fault_and_not_a_normal_end(elements):
    walk = Walk(erring(elements, "caught > gone" if elements else ""))
    with pytest.raises(EngineFault, match="no_case") as fault:
        walk.do("a")
    assert (fault.value.process, fault.value.element) == ("inner", "wrong")
