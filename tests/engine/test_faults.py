"""When a run cannot go on, the fault says where and why; the library's own exceptions never come through."""

import pytest

from app.engine import operations
from app.engine.faults import BrokenDefinition, EngineFault, NoSuchStep
from app.errors import Conflict
from tests.engine.diagrams import (
    call,
    defined,
    end,
    gate,
    many,
    on_timer,
    process,
    rule,
    service,
    start,
    user,
)
from tests.engine.host import Recorder, Walk

ONE = process(
    "one", "start > a\na > do\ndo > end", start(), user("a"), service("do", "do", result="x"), end()
)


class Deaf(Recorder):
    """Knows no operation, as a host does whose word is not registered."""

    def operate(self, word, params, *, process, element):
        return operations.find("operation", word).function(None, **params)


def fault_of(walk: Walk, step: str = "a") -> EngineFault:
    with pytest.raises(EngineFault) as caught:
        walk.do(step)
    return caught.value


def test_an_unknown_operation_names_the_element():
    fault = fault_of(Walk(defined("one", ONE), Deaf()))
    assert (fault.process, fault.element) == ("one", "do")
    assert "没有名为「do」的操作" in fault.sentence


def test_an_operation_that_breaks_names_the_element():
    def broken():
        raise KeyError("claim")

    fault = fault_of(Walk(defined("one", ONE), Recorder(do=broken)))
    assert (fault.element, isinstance(fault.__cause__, KeyError)) == ("do", True)


def test_a_refusal_meant_for_the_user_comes_through_as_it_is():
    def refused():
        raise Conflict("已付金额超过欠薪。")

    with pytest.raises(Conflict, match="已付金额"):
        Walk(defined("one", ONE), Recorder(do=refused)).do("a")


@pytest.mark.parametrize("value", [{"a": 1}, [{"a": 1}], object(), 1 + 2j, b"x"])
def test_only_scalars_enter_task_data(value):
    fault = fault_of(Walk(defined("one", ONE), Recorder(do=value)))
    assert fault.element == "do"


def test_a_rule_may_only_answer_scalars():
    main = process("main", "start > a\na > ask\nask > end", start(), user("a"), rule("ask", "cap"), end())
    host = Recorder()
    host.rules["cap"] = {"cap_rows": [{}]}
    assert fault_of(Walk(defined("main", main), host)).element == "ask"


def test_a_gateway_where_nothing_holds_names_its_conditions():
    main = process(
        "main",
        'start > a\na > g\ng > x : a == "X"\ng > y : a == "Y"',
        *(start(), user("a"), gate("g"), end("x"), end("y")),
    )
    walk = Walk(defined("main", main))
    with pytest.raises(EngineFault, match='a == "Y"') as caught:
        walk.do("a", "Z")
    assert caught.value.element == "g"


def test_a_condition_on_a_name_without_a_value_names_both():
    main = process(
        "main",
        "start > a\na > g\ng > x : other == 1\ng > y",
        start(),
        user("a"),
        gate("g", "f4"),
        end("x"),
        end("y"),
    )
    fault = fault_of(Walk(defined("main", main)))
    assert (fault.element, "other" in fault.sentence) == ("g", True)


def test_a_loop_without_people_is_stopped():
    main = process(
        "main",
        'start > a\na > do\ndo > g\ng > do : region == "411221"\ng > end',
        *(start(), user("a"), service("do", "do"), gate("g", "f5"), end()),
    )
    walk = Walk(defined("main", main))
    fault = fault_of(walk)
    assert fault.process == "main"
    assert "循环" in fault.sentence
    assert walk.open() == ["a"]


def test_a_clock_that_answers_without_time_zone_is_blamed_on_the_timer():
    main = process(
        "main",
        "start > a\na > b\nb > end\nlate > over",
        *(start(), user("a"), user("b"), on_timer("late", "b", "award"), end(), end("over")),
    )
    host = Recorder()
    host.clocks["award"] = "2026-03-01T00:00:00"
    assert fault_of(Walk(defined("main", main), host)).element == "late"


def test_a_meeting_without_a_list_names_the_step():
    main = process("main", "start > a\na > m\nm > end", start(), user("a"), many("m", "invited"), end())
    fault = fault_of(Walk(defined("main", main)))
    assert (fault.element, "invited" in fault.sentence) == ("m", True)


@pytest.mark.parametrize("step_id", ["", "no uuid", "7f2c1c52-9a1b-4d0e-8a51-0f5d2f1f3c11"])
def test_a_step_that_never_was_is_not_open(step_id):
    with pytest.raises(NoSuchStep):
        Walk(defined("one", ONE)).run.complete(step_id)


def test_a_step_is_completed_once():
    walk = Walk(defined("one", ONE))
    (step,) = walk.run.steps()
    walk.do("a")
    with pytest.raises(NoSuchStep):
        walk.resumed().complete(step.id)


def test_the_fault_of_a_called_process_names_that_process():
    outer = process("outer", "start > c\nc > end", start(), call("c", "one"), end())
    fault = fault_of(Walk(defined("outer", outer, ONE), Deaf()))
    assert (fault.process, fault.element) == ("one", "do")


BAD = {
    "not XML": b"<bpmn:definitions",
    "not BPMN": ONE.replace(b"bpmn:userTask", b"bpmn:userTusk"),
    "an element not in use": ONE.replace(b"bpmn:userTask", b"bpmn:manualTask"),
    "a timer that is no due()": process(
        "one", "start > a\na > end\nlate > end", start(), user("a"), on_timer("late", "a", "x"), end()
    ).replace(b"due('x')", b"'P5D'"),
    "a condition that calls": process(
        "one", "start > g\ng > end : open('x')\ng > stop", start(), gate("g", "f3"), end(), end("stop")
    ),
    "a flow with neither condition nor default": process(
        "one", "start > g\ng > end\ng > stop", start(), gate("g"), end(), end("stop")
    ),
    "a called process that is not there": process(
        "one", "start > c\nc > end", start(), call("c", "gone"), end()
    ),
    "another process than the file says": ONE.replace(b'process id="one"', b'process id="two"'),
}


@pytest.mark.parametrize("what", BAD)
def test_a_definition_that_cannot_be_read(what):
    from app.engine.definition import Definition
    from app.engine.run import Run

    with pytest.raises(BrokenDefinition):
        Run.start(Definition("v", {"bpmn/one.bpmn": BAD[what]}), Recorder(), {})
