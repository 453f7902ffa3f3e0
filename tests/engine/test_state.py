"""What is kept between two moves: little, without the definition, and enough to go on, in any thread, for years."""

import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import state
from app.engine.catalogue import Bundle
from app.engine.definition import Definition
from app.engine.faults import EngineFault
from app.engine.run import Run
from tests.engine.diagrams import both, call, defined, end, gate, on_timer, process, service, start, user
from tests.engine.host import Recorder, Walk

LOOP = process(
    "loop",
    """
    start > draft
    draft > count
    count > review
    review > g
    g > done : review == "GOOD"
    g > draft
    """,
    *(start(), user("draft"), service("count", "count", round="=draft"), user("review")),
    *(
        on_timer("late", "review", "award", interrupting=False),
        end("warned"),
        gate("g", default="f6"),
        end("done", "OK"),
    ),
).replace(
    b"</bpmn:process>", b'<bpmn:sequenceFlow id="f9" sourceRef="late" targetRef="warned"/></bpmn:process>'
)
OUTER = process("outer", "start > c\nc > end", start(), call("c", "loop"), end(result="DONE"))
SPLIT = process(
    "split",
    "start > fork\nfork > side\nfork > c\nside > join\nc > join\njoin > tell\ntell > end",
    *(start(), both("fork"), user("side"), call("c", "loop"), both("join")),
    *(service("tell", "tell", side="=side", c="=c"), end(result="DONE")),
)


def words(saved: bytes) -> str:
    return zlib.decompress(saved).decode()


def test_the_state_holds_no_definition():
    walk = Walk(defined("outer", OUTER, LOOP))
    walk.do("draft", "1")
    text = words(walk.state)
    assert "名称" not in text
    assert "== " not in text
    assert len(walk.state) < 1024


def test_a_finished_called_process_is_forgotten():
    walk = Walk(defined("outer", OUTER, LOOP))
    walk.do("draft", "1")
    assert len(json.loads(words(walk.state))["levels"]) == 2
    walk.do("review", "GOOD")
    assert len(json.loads(words(walk.state))["levels"]) == 1


@pytest.mark.parametrize("diagrams", [(LOOP,), (OUTER, LOOP)])
def test_three_hundred_rounds_stay_small_and_reach_the_end(diagrams):
    walk = Walk(defined(diagrams[0].split(b'process id="')[1].split(b'"')[0].decode(), *diagrams))
    sizes = []
    for number in range(300):
        walk.do("draft", f"draft {number}")
        walk.do("review", "BAD")
        sizes.append(len(walk.state))
    assert max(sizes) < state.PRUNE_BYTES
    assert max(sizes[150:]) < 1.05 * max(sizes[:150])
    assert walk.host.done[-1] == ("count", {"round": "draft 299"})
    walk.do("draft")
    walk.do("review", "GOOD")
    assert walk.run.finished


def test_pruning_keeps_what_a_branch_that_still_waits_brought_to_the_join():
    walk = Walk(defined("split", SPLIT, LOOP))
    walk.do("side", "EARLY")
    for number in range(60):
        walk.do("draft", f"draft {number}")
        walk.do("review", "BAD")
    walk.do("draft")
    walk.do("review", "GOOD")
    assert walk.host.done[-1] == ("tell", {"side": "EARLY", "c": "OK"})
    assert walk.run.result == "DONE"


def test_pruning_keeps_timers_and_the_last_steps(monkeypatch):
    monkeypatch.setattr(state, "PRUNE_BYTES", 0)
    host = Recorder()
    host.clocks["award"] = "2030-01-01T00:00:00+00:00"
    walk = Walk(defined("loop", LOOP), host)
    for number in range(40):
        walk.do("draft", f"draft {number}")
        assert walk.run.wake_at == datetime(2030, 1, 1, tzinfo=UTC)
        walk.do("review", "BAD")
    table = json.loads(words(walk.state))["levels"][0]
    kept = [
        spec
        for spec, number in zip(table["specs"], table["ids"], strict=True)
        if spec in ("draft", "review") and isinstance(number, str)
    ]
    assert state.STEPS_KEPT < len(kept) <= state.STEPS_KEPT + 2


def test_a_run_that_would_be_too_deep_is_refused(monkeypatch):
    monkeypatch.setattr(state, "MAX_DEPTH", 5)
    with pytest.raises(EngineFault, match="5 层"):
        Walk(defined("loop", LOOP)).do("draft")


def test_the_state_is_restored_in_another_thread_and_on_a_definition_read_anew():
    files = {"bpmn/outer.bpmn": OUTER, "bpmn/loop.bpmn": LOOP}
    walk = Walk(defined("outer", OUTER, LOOP))
    walk.do("draft", "1")

    def elsewhere() -> str | None:
        run = Run.resume(Definition(Bundle("outer", files).version, files), walk.state, Recorder())
        run.complete(run.steps()[0].id, "GOOD")
        return run.result

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(elsewhere).result() == "DONE"


def test_many_threads_share_one_definition():
    definition = Definition("fresh", {"bpmn/split.bpmn": SPLIT, "bpmn/loop.bpmn": LOOP})

    def whole_case(number: int) -> tuple[str | None, list]:
        walk = Walk(definition)
        walk.do("draft", f"d{number}")
        walk.do("review", "BAD")
        walk.do("side", f"s{number}")
        walk.do("draft", f"e{number}")
        walk.do("review", "GOOD")
        return walk.run.result, walk.host.done

    with ThreadPoolExecutor(8) as pool:
        for number, (result, done) in enumerate(pool.map(whole_case, range(24))):
            assert result == "DONE"
            assert done == [
                ("count", {"round": f"d{number}"}),
                ("count", {"round": f"e{number}"}),
                ("tell", {"side": f"s{number}", "c": "OK"}),
            ]


TANGLE = process(
    "tangle",
    """
    start > merge
    merge > fork
    fork > c
    fork > a
    fork > deep
    deep > b
    deep > more
    a > join
    b > join
    more > join
    c > join
    join > tell
    tell > again
    again > g
    g > merge : again != "GOOD"
    g > done
    nudge > nudged
    """,
    *(
        start(),
        gate("merge"),
        both("fork"),
        call("c", "loop"),
        user("a"),
        both("deep"),
        user("b"),
        user("more"),
    ),
    *(on_timer("nudge", "b", "award", interrupting=False), end("nudged"), both("join")),
    *(
        service("tell", "tell", a="=a", b="=b", more="=more", c="=c"),
        user("again"),
        gate("g", "f16"),
        end("done", "OK"),
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["GOOD", "BAD", "OTHER"])), max_size=60))
def test_saving_and_pruning_change_nothing_in_what_happens(choices):
    """One run is never saved, one is saved after every move, one is pruned as far as possible each time."""
    definition = defined("tangle", TANGLE, LOOP)
    never, always, pruned = Recorder(), Walk(definition), Walk(definition)
    run = Run.start(definition, never, {"case_id": "c1", "region": "411221", "kind": "COMPLAINT"})
    for choice, outcome in choices:
        opened = sorted(step.name for step in run.steps())
        assert opened == always.open() == pruned.open()
        if run.finished:
            break
        name = opened[choice % len(opened)]
        run.complete(next(step.id for step in run.steps() if step.name == name), outcome)
        always.do(name, outcome)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(state, "PRUNE_BYTES", 0)
            patch.setattr(state, "STEPS_KEPT", 1)
            pruned.do(name, outcome)
        assert never.done == always.host.done == pruned.host.done
        assert always.run.trail == pruned.run.trail
        assert run.where() == always.run.where() == pruned.run.where()
    assert run.result == always.run.result == pruned.run.result


def test_the_same_move_made_twice_from_one_state_gives_the_same():
    walk = Walk(defined("loop", LOOP))
    first, second = walk.resumed(), walk.resumed()
    step = first.steps()[0].id
    for run in (first, second):
        run.complete(step, "X")
    assert first.trail == second.trail
    assert [s.name for s in first.steps()] == [s.name for s in second.steps()] == ["review"]


def test_a_state_of_another_definition_is_a_fault():
    walk = Walk(defined("loop", LOOP))
    other = defined("other", process("other", "start > a\na > end", start(), user("a"), end()))
    with pytest.raises(EngineFault):
        Run.resume(other, walk.state, Recorder())
