"""Steps, operations, rules, gateways, calls and ends: what a run does between its start and its end."""

import pytest

from tests.engine.diagrams import (
    call,
    defined,
    end,
    gate,
    process,
    rule,
    service,
    start,
    terminate,
    user,
)
from tests.engine.host import Recorder, Walk

REVIEW = process(
    "wage",
    """
    start > review
    review > g
    g > note : review == "ACCEPT"
    g > rejected
    note > done
    """,
    start(),
    user("review", deadline="5WD", article="第18条"),
    gate("g", default="f4"),
    service("note", "case.note", text="受理", region="=region", urgent="=kind == 'REPORT'", result="noted"),
    end("done", "ACCEPTED"),
    end("rejected", "REJECTED"),
)


def test_an_open_step_says_all_an_inbox_needs():
    walk = Walk(defined("wage", REVIEW))
    (step,) = walk.run.steps()
    assert (step.process, step.name, step.title, step.instructions) == (
        "wage",
        "review",
        "review 名称",
        "办理 review",
    )
    assert step.properties == {"deadline": "5WD", "article": "第18条"}
    assert (step.item, step.multi) == (None, False)


def test_a_step_keeps_its_id_from_move_to_move():
    walk = Walk(defined("wage", REVIEW))
    assert [s.id for s in walk.resumed().steps()] == [s.id for s in walk.run.steps()]


def test_the_lane_of_a_step_is_its_group():
    lanes = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="l1" name="hrss_intake"><bpmn:flowNodeRef>review</bpmn:flowNodeRef>'
        '</bpmn:lane></bpmn:laneSet><bpmn:startEvent id="start"'
    )
    drawn = REVIEW.replace(b'<bpmn:startEvent id="start"', lanes.encode())
    (step,) = Walk(defined("wage", drawn)).run.steps()
    assert step.lane == "hrss_intake"


def test_the_outcome_is_read_under_the_name_of_the_step():
    walk = Walk(defined("wage", REVIEW))
    walk.do("review", "ACCEPT")
    assert walk.run.finished
    assert walk.run.result == "ACCEPTED"


def test_the_default_flow_is_taken_when_no_condition_holds():
    walk = Walk(defined("wage", REVIEW))
    walk.do("review", "REJECT")
    assert walk.run.result == "REJECTED"
    assert walk.host.done == []


def test_an_operation_gets_literals_and_expressions():
    walk = Walk(defined("wage", REVIEW), kind="COMPLAINT")
    walk.do("review", "ACCEPT")
    assert walk.host.done == [("case.note", {"text": "受理", "region": "411221", "urgent": False})]


def test_the_trail_names_every_element_and_flow_of_the_move_and_no_other():
    walk = Walk(defined("wage", REVIEW), kind="REPORT")
    assert walk.run.trail == [("wage", "start"), ("wage", "f1")]
    walk.do("review", "ACCEPT")
    assert [element for _, element in walk.run.trail] == ["review", "f2", "g", "f3", "note", "f5", "done"]


def test_two_flows_to_one_target_are_told_apart():
    two = process(
        "two",
        'start > a\na > g\ng > b : a == "X"\ng > b : a == "Y"\nb > end',
        *(start(), user("a"), gate("g"), user("b"), end()),
    )
    walk = Walk(defined("two", two))
    walk.do("a", "Y")
    assert ("two", "f4") in walk.run.trail
    assert ("two", "f3") not in walk.run.trail


def test_where_names_the_open_steps_and_the_calls_around_them():
    outer = process("outer", "start > c\nc > end", start(), call("c", "inner"), end())
    inner = process("inner", "start > a\na > end", start(), user("a"), end())
    assert Walk(defined("outer", outer, inner)).resumed().where() == [("outer", "c"), ("inner", "a")]


def test_the_result_of_an_operation_is_read_by_a_gateway():
    asked = process(
        "asked",
        "start > count\ncount > g\ng > many : workers >= 10\ng > few",
        *(start(), service("count", "claims.count", result="workers"), gate("g", default="f4")),
        *(end("many", "MANY"), end("few", "FEW")),
    )
    for workers, result in ((10, "MANY"), (9, "FEW")):
        assert Walk(defined("asked", asked), Recorder(**{"claims.count": workers})).run.result == result


RULED = process(
    "ruled",
    """
    start > ask
    ask > g
    g > by_hand : criminal_status == "unknown"
    g > met : criminal_status == "decided" and criminal_result == "MET"
    g > not_met
    by_hand > met
    """,
    start(),
    rule("ask", "criminal"),
    gate("g", default="f5"),
    user("by_hand"),
    end("met", "MET"),
    end("not_met", "NOT_MET"),
)


@pytest.mark.parametrize(
    ("outputs", "result"),
    [
        ({"criminal_status": "decided", "criminal_result": "MET"}, "MET"),
        ({"criminal_status": "decided", "criminal_result": "NOT_MET"}, "NOT_MET"),
        ({"criminal_status": "unknown"}, None),
    ],
)
def test_a_rule_answers_with_its_status_and_its_outputs(outputs, result):
    host = Recorder()
    host.rules["criminal"] = outputs
    walk = Walk(defined("ruled", RULED), host)
    assert walk.run.result == result
    assert walk.open() == ([] if result else ["by_hand"])


MEDIATION = process(
    "mediation",
    """
    start > hear
    hear > sum
    sum > look
    look > g
    g > paid : hear == "SETTLED"
    g > failed
    """,
    *(
        start(),
        user("hear"),
        service("sum", "sum", result="agreed"),
        service("look", "look", region="=region"),
    ),
    *(gate("g", default="f6"), end("paid", "SETTLED_PAID"), end("failed", "FAILED")),
)


def calling(**properties):
    wage = process(
        "wage",
        """
        start > secret
        secret > mediate
        mediate > g
        g > tell : mediate == "SETTLED_PAID"
        g > secret
        tell > done
        """,
        *(start(), user("secret"), call("mediate", "mediation", **properties), gate("g", default="f5")),
        *(service("tell", "tell", agreed="=agreed"), end("done", "DONE")),
    )
    return defined("wage", wage, MEDIATION)


def test_the_result_of_a_called_process_is_read_under_the_call():
    walk = Walk(calling(returns="agreed"), Recorder(sum=8500))
    walk.do("secret", "S")
    walk.do("hear", "SETTLED")
    assert walk.run.result == "DONE"
    assert walk.host.done[-1] == ("tell", {"agreed": 8500})


def test_a_second_round_of_a_call_overwrites_the_result_of_the_first():
    walk = Walk(calling(returns="agreed"), Recorder(sum=1))
    for outcome, then in (("FAILED", ["secret"]), ("FAILED", ["secret"]), ("SETTLED", [])):
        walk.do("secret", "S")
        walk.do("hear", outcome)
        assert walk.open() == then


def test_nothing_comes_out_of_a_called_process_but_its_result_and_what_returns_names():
    walk = Walk(calling(), Recorder(sum=8500))
    walk.do("secret", "S")
    with pytest.raises(Exception, match="agreed"):
        walk.do("hear", "SETTLED")


def test_a_called_process_starts_with_the_base_scalars_only():
    looks = process(
        "mediation",
        "start > look\nlook > end",
        *(start(), service("look", "look", region="=region", secret="=secret"), end(result="X")),
    )
    outer = process(
        "wage", "start > secret\nsecret > m\nm > end", start(), user("secret"), call("m", "mediation"), end()
    )
    walk = Walk(defined("wage", outer, looks))
    with pytest.raises(Exception, match="secret"):
        walk.do("secret", "S")


def test_what_passes_names_goes_into_the_called_process():
    looks = process(
        "mediation",
        "start > look\nlook > end",
        start(),
        service("look", "look", secret="=secret"),
        end(result="X"),
    )
    outer = process(
        "wage",
        "start > secret\nsecret > m\nm > end",
        *(start(), user("secret"), call("m", "mediation", passes="secret"), end()),
    )
    walk = Walk(defined("wage", outer, looks))
    walk.do("secret", "S")
    assert walk.host.done == [("look", {"secret": "S"})]


def test_a_terminate_end_stops_the_called_process_only():
    inner = process(
        "inner",
        "start > fork\nfork > a\nfork > b\na > stop\nb > end",
        *(
            start(),
            '<bpmn:parallelGateway id="fork"/>',
            user("a"),
            user("b"),
            terminate("stop", "STOPPED"),
            end(),
        ),
    )
    outer = process(
        "outer", "start > c\nc > after\nafter > end", start(), call("c", "inner"), user("after"), end()
    )
    walk = Walk(defined("outer", outer, inner))
    walk.do("a")
    assert walk.open() == ["after"]
    walk.do("after")
    assert walk.run.finished


def test_a_terminate_end_of_the_run_ends_it_with_its_result():
    main = process(
        "main",
        "start > fork\nfork > a\nfork > b\na > stop\nb > end",
        *(
            start(),
            '<bpmn:parallelGateway id="fork"/>',
            user("a"),
            user("b"),
            terminate("stop", "STOPPED"),
            end(),
        ),
    )
    walk = Walk(defined("main", main))
    walk.do("a")
    assert (walk.run.finished, walk.run.result, walk.open()) == (True, "STOPPED", [])
