"""The gate follows every way through a diagram, and every value a gateway can read."""

import pytest

from app.engine.check.gate import check_bundle, gathered
from tests.engine.gate_sample import (
    CLAIM,
    FORMS,
    TALKS,
    TIMER,
    VOCABULARY,
    added,
    bundle,
    changed,
    kinds,
    line,
    reflow,
    service,
    without,
)

PAID = '<bpmn:messageEventDefinition id="m_paid" messageRef="msg_paid"/>'


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("condition-ignored", reflow(CLAIM, "f_pay", when="True")),
        ("condition-ignored", reflow(CLAIM, "f_assigned", when="True")),
        ("condition-alone", reflow(CLAIM, "f_merge", when="True")),
        ("condition-missing", reflow(CLAIM, "f_reject", when="")),
        ("condition-on-default", reflow(CLAIM, "f_assign", when='region == "41"')),
        ("split-without-gateway", added(CLAIM, line("f_x", "urge", "end_rejected"))),
        ("after-end", added(CLAIM, line("f_x", "end_urged", "end_rejected"))),
        ("dead-end", without(CLAIM, "f_absent")),
        ("event-gateway-target", added(CLAIM, line("f_x", "wait", "assign"))),
        ("two-timers", changed(CLAIM, PAID, TIMER)),
        ("endless-loop", reflow(CLAIM, "f_more", to="decide")),
    ],
)
def test_a_gateway_decides_and_nothing_else_does(kind: str, text: str) -> None:
    assert kinds(bundle(text)) == {kind}


def test_a_step_that_nothing_leads_to_would_be_dropped_silently() -> None:
    assert kinds(bundle(without(CLAIM, "f_late"))) == {"dead-end", "unreachable"}


def test_a_process_starts_once_and_ends() -> None:
    twice = added(CLAIM, '<bpmn:startEvent id="other"/>', line("f_other", "other", "review"))
    assert kinds(bundle(twice)) == {"start-count"}
    assert "start-count" in kinds(bundle(changed(CLAIM, '<bpmn:startEvent id="start"/>', "")))
    assert "no-end" in kinds(bundle(talks=TALKS.replace("endEvent", "intermediateCatchEvent")))


def test_an_event_gateway_needs_two_events() -> None:
    assert "event-gateway-alone" in kinds(bundle(without(CLAIM, "f_wait_unpaid")))


def test_a_timer_that_is_past_fires_again_at_once_unless_its_clock_is_moved() -> None:
    assert "endless-loop" in kinds(bundle(reflow(CLAIM, "f_end_unpaid", to="wait")))
    assert "endless-loop" in kinds(bundle(reflow(CLAIM, "f_late", to="review")))
    again = service("again", operation="clock.start", key="acceptance")
    restarted = added(CLAIM, again, line("f_again", "again", "wait"), lane="inspection")
    assert kinds(bundle(reflow(restarted, "f_end_unpaid", to="again"))) == {"unreachable"}  # the end it left


def test_a_loop_over_a_call_is_endless_only_if_the_call_can_end_without_anybody() -> None:
    circle = reflow(CLAIM, "f_failed", to="mediate")
    assert kinds(bundle(circle)) == set()
    assert "endless-loop" in kinds(bundle(circle, reflow(TALKS, "t_start", to="done")))


def test_a_loop_over_a_multi_instance_step_is_endless_when_nobody_is_invited() -> None:
    assert "endless-loop" in kinds(bundle(reflow(CLAIM, "f_heard", to="find")))


def test_a_join_that_waits_for_one_of_two_choices_starves() -> None:
    assert kinds(bundle(reflow(CLAIM, "f_settled", to="join"))) == {"join-starved"}
    gate = '<bpmn:exclusiveGateway id="enough" name="够？"/>'
    flows = (
        line("f_on", "enough", "join", 'pay == "PAID"'),
        line("f_out", "enough", "end_unpaid", 'pay == "PART"'),
    )
    assert kinds(bundle(reflow(added(CLAIM, gate, *flows), "f_paid", to="enough"))) == {"join-starved"}


def test_two_parallel_branches_that_come_to_one_step_would_do_it_twice() -> None:
    merged = reflow(
        CLAIM.replace('parallelGateway id="join"', 'exclusiveGateway id="join"'), "f_join", to="urge"
    )
    assert "runs-twice" in kinds(bundle(merged))
    both_end = without(CLAIM, "f_join", "f_wait_paid", "f_wait_unpaid", "f_end_paid", "f_end_unpaid")
    both_end = reflow(reflow(both_end, "f_paid", to="end_paid"), "f_heard", to="end_paid")
    assert "runs-twice" not in kinds(bundle(both_end)), "they may both end"


# ---- names and values -------------------------------------------------------------------------------------------


def test_a_name_must_have_been_written_on_every_way_to_the_gateway_that_reads_it() -> None:
    guarded = reflow(CLAIM, "f_failed", when='mediate != "SETTLED" and pay == "PAID"')
    assert "name-unset" not in kinds(bundle(guarded)), "behind an «and» it may never be read"
    (fault,) = check_bundle(bundle(reflow(CLAIM, "f_absent", to="settled")), VOCABULARY)
    assert (fault.kind, fault.element, dict(fault.values)["name"]) == ("name-unset", "settled", "mediate")


def test_a_join_has_what_all_its_branches_wrote() -> None:
    gate = '<bpmn:exclusiveGateway id="both" name="两者"/>'
    flows = (
        line("f_both", "both", "wait", 'pay == "PAID"'),
        line("f_part", "both", "end_unpaid", 'pay == "PART"'),
    )
    assert kinds(bundle(added(reflow(CLAIM, "f_join", to="both"), gate, *flows))) == set()


def test_two_parallel_branches_may_not_write_one_name() -> None:
    second = service("find_too", operation="attendees.of", result="people")
    text = added(CLAIM, second, line("f_too", "find_too", "join"), lane="inspection")
    assert kinds(bundle(reflow(text, "f_paid", to="find_too"))) == {"parallel-name"}


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("score &gt;= 3", "score &lt; 3", None),
        ("score &gt; 3", "score &lt; 3", "gateway-uncovered"),
        ("score &gt;= 3", "score &lt;= 3", "gateway-overlap"),
        ("1 &lt; score &lt;= 3", "score &lt;= 1 or score &gt; 3", None),
        ("score", "not score", None),
        ("score == True", "score == False", None),
        ('score == "A"', 'score == "B"', "gateway-uncovered"),
        ('score == "A"', 'score != "A"', None),
        ("score == None", "score != None", None),
        ("score in (1, 2)", "score not in (1, 2)", None),
        ('score == "A" and kind == "REPORT"', 'score != "A" or kind != "REPORT"', None),
        ('score == "A" and kind == "REPORT"', 'score != "A"', "gateway-uncovered"),
        ("region &lt; kind", "region &gt;= kind", None),
        ("region &lt; kind", "region &gt; kind", "gateway-uncovered"),
        ("score == None or score &gt; 3", "score &lt;= 3", "condition-error"),
    ],
)
def test_a_gateway_covers_each_value_of_a_computed_name_once(
    first: str, second: str, kind: str | None
) -> None:
    compute = service("rate", operation="attendees.of", result="score")
    flows = (
        line("f_rate", "rate", "by_score"),
        line("f_high", "by_score", "start_clock", first),
        line("f_low", "by_score", "urge", second),
    )
    gate = '<bpmn:exclusiveGateway id="by_score" name="分数"/>'
    text = added(reflow(CLAIM, "f_start", to="rate"), compute, gate, *flows, lane="intake")
    assert kinds(bundle(text)) == ({kind} if kind else set())


def test_a_second_gateway_need_cover_only_what_the_first_lets_through() -> None:
    second = '<bpmn:exclusiveGateway id="again" name="再问？"/>'
    flows = (
        line("f_second", "again", "triage", 'review == "ACCEPT"'),
        line("f_never", "again", "urge", 'review == "{}"'),
    )
    text = added(reflow(CLAIM, "f_accept", to="again"), second, *flows)
    assert kinds(bundle(text.replace("{}", "REJECT"))) == {"flow-never"}
    text = reflow(without(text, "f_more"), "f_accept", when='review != "REJECT"')
    assert kinds(bundle(text.replace("{}", "MORE"))) == set()


def test_a_gateway_over_too_many_values_needs_a_default() -> None:
    many = ", ".join(map(str, range(30)))
    names = " and ".join(f"{name} in ({many})" for name in ("region", "kind", "entry", "case_id"))
    assert "gateway-too-wide" in kinds(bundle(reflow(CLAIM, "f_settled", when=names)))


def test_the_answer_unknown_of_a_rule_is_covered_and_comes_to_a_person() -> None:
    decided = 'triage_status == "decided" and triage_route == "INSPECT" or triage_status == "needs_decision"'
    text = reflow(changed(CLAIM, 'default="f_assign"', ""), "f_assign", when=decided)
    (fault,) = check_bundle(bundle(text), VOCABULARY)
    assert fault.kind == "gateway-uncovered"
    assert "triage_status=unknown" in fault.sentence
    text = added(text, line("f_unknown", "route", "assign", 'triage_status == "unknown"'))
    assert kinds(bundle(text)) == set()
    assert kinds(bundle(reflow(text, "f_unknown", to="end_rejected"))) == {"rule-unknown"}
    assert "rule-unknown" in kinds(bundle(reflow(CLAIM, "f_assign", to="end_rejected")))


def test_outputs_of_a_rule_are_read_only_where_it_has_answered() -> None:
    text = reflow(CLAIM, "f_mediate", when='triage_route == "MEDIATE"')
    (fault,) = check_bundle(bundle(text), VOCABULARY)
    assert (fault.kind, fault.element, dict(fault.values)["name"]) == ("rule-unset", "route", "triage_route")
    first = '<bpmn:exclusiveGateway id="known" name="有结论？" default="f_known"/>'
    flows = (
        line("f_known", "known", "route"),
        line("f_unknown", "known", "urge", 'triage_status == "unknown"'),
    )
    asked = added(reflow(text, "f_triage", to="known"), first, *flows)
    assert kinds(bundle(asked)) == set()
    back = reflow(asked, "f_urge", to="route")
    assert "rule-unset" in kinds(bundle(back)), "a person had it, but the rule still has no answer"


def test_the_answer_unknown_may_pass_through_automatic_steps_before_a_person_has_it() -> None:
    note = service("note", operation="attendees.of")
    text = added(reflow(CLAIM, "f_assign", to="note"), note, line("f_note", "note", "{}"), lane="intake")
    assert kinds(bundle(text.replace("{}", "assign"))) == set()
    assert "rule-unknown" in kinds(bundle(text.replace("{}", "end_rejected")))


def test_what_a_called_process_returns_keeps_its_values() -> None:
    text = reflow(
        reflow(CLAIM, "f_settled", when='talked == "SETTLED"'), "f_failed", when='talked == "FAILD"'
    )
    assert kinds(bundle(text)) == {"value-unknown", "gateway-uncovered"}


def test_a_name_that_is_passed_to_a_called_process_may_be_read_there() -> None:
    talks = reflow(TALKS, "t_settled", when='talked == "SETTLED" and triage_score == 1')
    talks = reflow(talks, "t_failed", when='talked == "FAILED" or talked == "SETTLED" and triage_score != 1')
    assert kinds(bundle(talks=talks)) == {"name-unknown"}
    returns = '<spiffworkflow:property name="returns" value="talked"/>'
    passes = '<spiffworkflow:property name="passes" value="triage_score"/>'
    assert kinds(bundle(changed(CLAIM, returns, returns + passes), talks)) == set()


def test_the_same_step_id_in_two_processes_makes_not_by_ambiguous() -> None:
    claim = CLAIM.replace('value="talked"', 'value="review"')
    forms = {**FORMS, "forms/talks/review.json": FORMS["forms/talks/talked.json"]}
    assert "not-by-ambiguous" in kinds(bundle(claim, TALKS.replace("talked", "review"), forms))


def test_a_process_that_is_started_must_exist() -> None:
    text = added(reflow(CLAIM, "f_start", to="side"), service("side", operation="run.start", process="{}"),
                 line("f_side", "side", "start_clock"), lane="intake")  # fmt: skip
    assert kinds(bundle(text.replace("{}", "talks"))) == set()
    assert kinds(bundle(text.replace("{}", "walks"))) == {"call-missing"}


def test_clocks_and_steps_of_other_processes_are_known() -> None:
    claim = changed(
        changed(CLAIM, "due('acceptance')", "due('award')"), 'value="review"', 'value="decide_award"'
    )
    assert kinds(bundle(claim)) == {"timer-clock", "not-by-unknown"}
    other = changed(
        changed(CLAIM, 'name="key" value="acceptance"', 'name="key" value="award"'),
        '"assign"',
        '"decide_award"',
    )
    assert kinds(bundle(claim), gathered(VOCABULARY, [bundle(other)])) == set()
