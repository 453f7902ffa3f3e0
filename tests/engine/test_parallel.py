"""Parallel branches: they wait for each other across moves, and none undoes what another decided."""

from datetime import UTC, datetime

from app import clock
from tests.engine.diagrams import (
    both,
    call,
    defined,
    end,
    gate,
    many,
    on_timer,
    process,
    service,
    start,
    user,
)
from tests.engine.host import Recorder, Walk

DUE = datetime(2030, 1, 1, tzinfo=UTC)

JOINED = process(
    "joined",
    """
    start > fork
    fork > a
    fork > b
    fork > c
    a > join
    b > more
    more > join
    c > join
    join > tell
    tell > again
    again > g
    g > back : again == "YES"
    g > done
    """,
    *(start(), both("fork"), user("a"), user("b"), user("more"), user("c"), both("join")),
    service("tell", "tell", a="=a", b="=b", more="=more", c="=c"),
    *(user("again"), gate("g", default="f13"), end("done", "DONE"), end("back", "BACK")),
)

ROUNDS = process(
    "rounds",
    """
    start > merge
    merge > fork
    fork > a
    fork > b
    a > join
    b > join
    join > tell
    tell > again
    again > g
    g > merge : again == "YES"
    g > done
    """,
    *(
        start(),
        gate("merge"),
        both("fork"),
        user("a"),
        user("b"),
        both("join"),
        service("tell", "tell", a="=a", b="=b"),
    ),
    *(user("again"), gate("g", default="f11"), end("done", "DONE")),
)


def test_a_join_waits_for_every_branch_across_save_and_resume():
    walk = Walk(defined("joined", JOINED))
    assert walk.open() == ["a", "b", "c"]
    walk.do("b", "B")
    walk.do("c", "C")
    walk.do("more", "M")
    assert walk.host.done == []
    assert ("joined", "join") in walk.resumed().where()
    walk.do("a", "A")
    assert walk.open() == ["again"]


def test_a_join_keeps_what_every_branch_decided_also_when_one_finished_long_after():
    walk = Walk(defined("joined", JOINED))
    for step, outcome in (("a", "A"), ("c", "C"), ("b", "B"), ("more", "M")):
        walk.do(step, outcome)
    assert walk.host.done == [("tell", {"a": "A", "b": "B", "more": "M", "c": "C"})]


def test_in_a_later_round_the_join_waits_again():
    walk = Walk(defined("rounds", ROUNDS))
    walk.do("a", "A1")
    walk.do("b", "B1")
    walk.do("again", "YES")
    walk.do("b", "B2")
    assert walk.open() == ["a"]
    walk.do("a", "A2")
    assert walk.open() == ["again"]


def test_in_a_later_round_a_slow_branch_does_not_bring_back_old_decisions():
    walk = Walk(defined("rounds", ROUNDS))
    for first, second in (("a", "b"), ("b", "a"), ("a", "b")):
        walk.do(first, f"{first} first")
        walk.do(second, f"{second} second")
        assert walk.host.done[-1] == ("tell", {first: f"{first} first", second: f"{second} second"})
        walk.do("again", "YES")


def test_parallel_branches_may_each_call_the_same_process():
    inner = process("inner", "start > hear\nhear > end", start(), user("hear"), end(result="X"))
    outer = process(
        "outer",
        "start > fork\nfork > c1\nfork > c2\nc1 > join\nc2 > join\njoin > tell\ntell > end",
        *(start(), both("fork"), call("c1", "inner"), call("c2", "inner"), both("join")),
        *(service("tell", "tell", one="=c1", two="=c2"), end()),
    )
    walk = Walk(defined("outer", outer, inner))
    walk.do("hear")
    assert walk.open() == ["hear"]
    walk.do("hear")
    assert walk.host.done == [("tell", {"one": "X", "two": "X"})]


def test_a_nested_fork_joins_at_the_same_gateway():
    nested = process(
        "nested",
        "start > f\nf > a\nf > deep\ndeep > b\ndeep > c\na > join\nb > join\nc > join\njoin > end",
        *(start(), both("f"), user("a"), both("deep"), user("b"), user("c"), both("join"), end(result="ALL")),
    )
    walk = Walk(defined("nested", nested))
    for step in ("a", "b"):
        walk.do(step)
        assert not walk.run.finished
    walk.do("c")
    assert walk.run.result == "ALL"


MEETING = process(
    "meeting",
    """
    start > invite
    invite > attend
    attend > tell
    tell > g
    g > again : "NO" in opinions
    g > done
    again > invite
    """,
    *(start(), service("invite", "invite", result="invited"), many("attend", "invited", "opinions")),
    *(
        service("tell", "tell", opinions="=opinions"),
        gate("g", default="f6"),
        user("again"),
        end("done", "DONE"),
    ),
)


def test_a_meeting_gives_each_attendee_a_step_and_collects_their_outcomes():
    walk = Walk(defined("meeting", MEETING), Recorder(invite=["hrss", "police"]))
    steps = walk.resumed().steps()
    assert [(s.name, s.item, s.multi) for s in steps] == [
        ("attend", "hrss", True),
        ("attend", "police", True),
    ]
    walk.do("attend", "YES", item="police")
    assert [s.item for s in walk.resumed().steps()] == ["hrss"]
    walk.do("attend", "YES", item="hrss")
    assert walk.host.done[-1] == ("tell", {"opinions": ("YES", "YES")})
    assert walk.run.finished


def test_a_meeting_held_again_starts_with_no_outcomes():
    walk = Walk(defined("meeting", MEETING), Recorder(invite=["hrss", "police"]))
    for outcomes in (("NO", "YES"), ("YES", "YES")):
        for item, outcome in zip(("hrss", "police"), outcomes, strict=True):
            walk.do("attend", outcome, item=item)
        assert walk.host.done[-1] == ("tell", {"opinions": outcomes})
        if "NO" in outcomes:
            walk.do("again")
    assert walk.run.finished


def test_a_meeting_without_attendees_is_over_at_once():
    walk = Walk(defined("meeting", MEETING), Recorder(invite=[]))
    assert walk.run.finished
    assert walk.host.done[-1] == ("tell", {"opinions": ()})


def test_without_a_name_for_the_outcomes_they_are_read_under_the_step():
    bare = process(
        "bare",
        "start > invite\ninvite > attend\nattend > tell\ntell > end",
        *(start(), service("invite", "invite", result="invited"), many("attend", "invited")),
        *(service("tell", "tell", opinions="=attend"), end()),
    )
    walk = Walk(defined("bare", bare), Recorder(invite=["hrss"]))
    walk.do("attend", "YES")
    assert walk.host.done[-1] == ("tell", {"opinions": ("YES",)})


def test_a_term_takes_all_open_steps_of_a_meeting_away():
    meeting = process(
        "meeting",
        "start > invite\ninvite > attend\nattend > held\nlate > over",
        *(start(), service("invite", "invite", result="invited"), many("attend", "invited")),
        *(on_timer("late", "attend", "meeting"), end("held", "HELD"), end("over", "OVER")),
    )
    host = Recorder(invite=["hrss", "police"])
    host.clocks["meeting"] = DUE.isoformat()
    walk = Walk(defined("meeting", meeting), host)
    walk.do("attend", "YES", item="hrss")
    with clock.frozen(DUE):
        walk.wake()
    assert (walk.open(), walk.run.result) == ([], "OVER")
