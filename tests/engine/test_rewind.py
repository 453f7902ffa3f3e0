"""A completed step taken back: it opens again under the same id, and what followed it is gone."""

from datetime import UTC, datetime

import pytest

from app.engine import state
from app.engine.faults import CannotReopen
from tests.engine.diagrams import both, call, defined, end, many, on_timer, process, service, start, user
from tests.engine.host import Recorder, Walk

CHAIN = process(
    "chain",
    "start > a\na > note\nnote > c\nc > b\nb > tell\ntell > end\nlate > warn\nwarn > warned",
    *(start(), user("a"), on_timer("late", "a", "award", interrupting=False), service("note", "note")),
    *(call("c", "inner"), user("b"), service("tell", "tell", a="=a", c="=c"), user("warn")),
    *(end(result="DONE"), end("warned")),
)
INNER = process(
    "inner",
    "start > x\nx > y\ny > end\nsoon > over",
    *(start(), user("x"), user("y"), on_timer("soon", "y", "hearing"), end(result="Y"), end("over", "OVER")),
)
DUE = datetime(2030, 1, 1, tzinfo=UTC)


def clocked() -> Recorder:
    host = Recorder()
    host.clocks = {"award": DUE.isoformat(), "hearing": DUE.isoformat()}
    return host


def id_of(walk: Walk, name: str) -> str:
    return next(step.id for step in walk.resumed().steps() if step.name == name)


def take_back(walk: Walk, step_id: str) -> list:
    return walk._move(lambda run: run.reopen(step_id))


def test_the_step_opens_again_with_its_timer_and_can_be_decided_differently():
    walk = Walk(defined("chain", CHAIN, INNER), clocked())
    a = id_of(walk, "a")
    walk.do("a", "FIRST")
    walk.do("x")
    assert take_back(walk, a) == [("chain", "note"), ("inner", "start"), ("inner", "x")]
    assert (walk.open(), id_of(walk, "a")) == (["a"], a)
    assert walk.run.timers() == [("award", DUE)]
    walk.do("a", "SECOND")
    walk.do("x")
    walk.do("y")
    walk.do("b")
    assert walk.host.done[-1] == ("tell", {"a": "SECOND", "c": "Y"})
    assert walk.run.finished


def test_inside_a_called_process_that_still_runs():
    walk = Walk(defined("chain", CHAIN, INNER), clocked())
    walk.do("a")
    x = id_of(walk, "x")
    walk.do("x")
    assert walk.run.timers() == [("hearing", DUE)]
    assert take_back(walk, x) == []
    assert (walk.open(), walk.run.timers()) == (["x"], [])


def test_what_a_reminder_has_opened_meanwhile_stays():
    walk = Walk(defined("chain", CHAIN, INNER), clocked())
    a = id_of(walk, "a")
    walk.retime(award=datetime(2020, 1, 1, tzinfo=UTC))
    walk.wake()
    assert walk.open() == ["a", "warn"]
    walk.do("a")
    take_back(walk, a)
    assert walk.open() == ["a", "warn"]
    for step in ("warn", "a", "x", "y", "b"):
        walk.do(step)
    assert walk.run.finished


def test_after_pruning_a_kept_step_starts_from_what_it_knew(monkeypatch):
    monkeypatch.setattr(state, "PRUNE_BYTES", 0)
    monkeypatch.setattr(state, "STEPS_KEPT", 1)
    chain = process(
        "chain",
        "start > a\na > b\nb > c\nc > tell\ntell > end",
        *(
            start(),
            user("a"),
            user("b"),
            user("c"),
            service("tell", "tell", a="=a", b="=b"),
            end(result="DONE"),
        ),
    )
    walk = Walk(defined("chain", chain))
    a = id_of(walk, "a")
    walk.do("a", "A")
    b = id_of(walk, "b")
    walk.do("b", "B1")
    with pytest.raises(CannotReopen):
        take_back(walk, a)
    take_back(walk, b)
    walk.do("b", "B2")
    walk.do("c")
    assert walk.host.done == [("tell", {"a": "A", "b": "B2"})]


def test_a_step_whose_call_is_over_or_whose_run_is_finished_stays_done():
    walk = Walk(defined("chain", CHAIN, INNER), clocked())
    walk.do("a")
    x = id_of(walk, "x")
    walk.do("x")
    walk.do("y")
    with pytest.raises(CannotReopen):
        take_back(walk, x)
    b = id_of(walk, "b")
    walk.do("b")
    assert walk.run.finished
    with pytest.raises(CannotReopen):
        take_back(walk, b)


def test_a_branch_can_be_taken_back_only_until_it_is_joined():
    split = process(
        "split",
        "start > fork\nfork > a\nfork > b\na > join\nb > join\njoin > c\nc > end",
        *(start(), both("fork"), user("a"), user("b"), both("join"), user("c"), end(result="DONE")),
    )
    walk = Walk(defined("split", split))
    a, b = id_of(walk, "a"), id_of(walk, "b")
    walk.do("a")
    take_back(walk, a)
    assert walk.open() == ["a", "b"]
    walk.do("a")
    walk.do("b")
    for step in (a, b):
        with pytest.raises(CannotReopen, match="汇合"):
            take_back(walk, step)
    assert walk.open() == ["c"]


def test_an_attendees_answer_stays():
    meeting = process(
        "meeting", "start > i\ni > m\nm > end", start(), service("i", "i", result="p"), many("m", "p"), end()
    )
    walk = Walk(defined("meeting", meeting), Recorder(i=["x", "y"]))
    (first, _) = (step.id for step in walk.resumed().steps())
    walk.do("m", item="x")
    with pytest.raises(CannotReopen):
        take_back(walk, first)


def test_an_open_step_is_not_taken_back():
    walk = Walk(defined("chain", CHAIN, INNER), clocked())
    with pytest.raises(CannotReopen):
        take_back(walk, id_of(walk, "a"))
