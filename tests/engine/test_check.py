"""The deployment gate refuses what the engine would ignore, do wrongly, or stop at; and passes what is right."""

import copy
import re
from typing import Any

import pytest

from app.engine import parser
from app.engine.check.faults import Fault
from app.engine.check.gate import check_bundle
from app.engine.check.sentences import SENTENCES
from app.engine.check.vocabulary import Vocabulary
from tests.engine import gate_sample as sample
from tests.engine.gate_sample import CLAIM, FORMS, TALKS, VOCABULARY, bundle, end, flow, properties, step

PAID_EVENT = '<bpmn:messageEventDefinition id="m_paid" messageRef="msg_paid"/>'
TERMINATE = '<bpmn:terminateEventDefinition id="t"/>'
NODE = '<bpmn:startEvent id="start"/>'
MANY = "<bpmn:outputDataItem id=\"heard\"/>"


def kinds(files: dict[str, bytes], vocabulary: Vocabulary = VOCABULARY) -> set[str]:
    faults = check_bundle(files, vocabulary)
    assert all(fault.sentence for fault in faults)
    return {fault.kind for fault in faults}


def broken(text: str, old: str, new: str) -> str:
    assert old in text, f"the sample has no {old}"
    return text.replace(old, new, 1)


def event(id_: str, tag: str, attributes: str = "", inner: str = "") -> str:
    return f'<bpmn:{tag} id="{id_}" {attributes}>{inner}</bpmn:{tag}>\n'


def test_the_sample_passes_the_gate_and_the_engine_reads_it() -> None:
    assert check_bundle(bundle(), VOCABULARY) == []
    files = bundle()
    spec, called = parser.parse("claim", {"claim": files["bpmn/claim.bpmn"], "talks": files["bpmn/talks.bpmn"]})
    assert (spec.name, list(called)) == ("claim", ["talks"])


def test_a_fault_names_file_element_kind_and_reason() -> None:
    (fault,) = check_bundle(bundle(broken(CLAIM, 'name="审查投诉"', "")), VOCABULARY)
    assert (fault.file, fault.element, fault.kind) == ("bpmn/claim.bpmn", "review", "name-missing")
    assert "review" in fault.sentence
    assert fault.template in SENTENCES.values()


def test_all_faults_come_at_once_in_a_fixed_order() -> None:
    text = broken(broken(CLAIM, "5WD:inspection:1", "soon"), 'operation" value="clock.start"', 'operation" value="x"')
    faults = check_bundle(bundle(text), VOCABULARY)
    assert {"property-unreadable", "operation-unknown"} <= {fault.kind for fault in faults}
    assert faults == sorted(set(faults)) == check_bundle(dict(reversed(bundle(text).items())), VOCABULARY)
    assert all(isinstance(fault, Fault) for fault in faults)


# What is put before the first node, and the kind it must be refused for.
FOREIGN = {
    "event-subprocess": event("x", "subProcess", 'triggeredByEvent="true"'),
    "subprocess": event("x", "subProcess"),
    "ad-hoc": event("x", "adHocSubProcess"),
    "transaction": event("x", "transaction"),
    "inclusive-gateway": event("x", "inclusiveGateway"),
    "complex-gateway": event("x", "complexGateway"),
    "script": event("x", "scriptTask"),
    "untyped-task": event("x", "task"),
    "manual-task": event("x", "manualTask"),
    "send-task": event("x", "sendTask"),
    "receive-task": event("x", "receiveTask"),
    "throw-event": event("x", "intermediateThrowEvent"),
    "data-object": event("x", "dataObject"),
    "not-in-use": event("x", "callChoreography", 'initiatingParticipantRef="x"'),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_an_element_not_in_use_is_refused(kind: str) -> None:
    assert kind in kinds(bundle(broken(CLAIM, NODE, FOREIGN[kind] + NODE)))


# Where the sample is changed, into what, and exactly which kinds of fault that must give.
CHANGES: list[tuple[str, str, str]] = [
    # events
    ("signal", TERMINATE, '<bpmn:signalEventDefinition id="t"/>'),
    ("compensation", TERMINATE, '<bpmn:compensateEventDefinition id="t"/>'),
    ("escalation", TERMINATE, '<bpmn:escalationEventDefinition id="t"/>'),
    ("cancel", TERMINATE, '<bpmn:cancelEventDefinition id="t"/>'),
    ("event-not-in-use", TERMINATE, '<bpmn:messageEventDefinition id="t" messageRef="msg_paid"/>'),
    ("error-uncalled", TERMINATE, '<bpmn:errorEventDefinition id="t" errorRef="error_absent"/>'),
    ("link", PAID_EVENT, '<bpmn:linkEventDefinition id="t" name="l"/>'),
    (
        "conditional",
        PAID_EVENT,
        '<bpmn:conditionalEventDefinition id="t"><bpmn:condition>True</bpmn:condition></bpmn:conditionalEventDefinition>',
    ),
    ("several-events", PAID_EVENT, PAID_EVENT + sample.TIMER.format("more")),
    (
        "typed-start",
        NODE,
        event("start", "startEvent", inner='<bpmn:messageEventDefinition id="t" messageRef="msg_paid"/>'),
    ),
    ("message-name", '<bpmn:message id="msg_withdrawn" name="withdrawn"/>', '<bpmn:message id="msg_withdrawn"/>'),
    ("message-name", 'id="m_withdrawn" messageRef="msg_withdrawn"', 'id="m_withdrawn"'),
    ("timer-form", "due('acceptance')", "'P5D'"),
    ("timer-clock", "due('acceptance')", "due('award')"),
    ("boundary-host", 'id="withdrawn" attachedToRef="review"', 'id="withdrawn" attachedToRef="triage"'),
    ("boundary-host", 'id="absent" attachedToRef="mediate"', 'id="absent" attachedToRef="assign"'),
    # scripts and extensions
    ("script", "<spiffworkflow:properties>", "<spiffworkflow:preScript>x=1</spiffworkflow:preScript><spiffworkflow:properties>"),
    ("extension", "<spiffworkflow:properties>", "<spiffworkflow:other>x</spiffworkflow:other><spiffworkflow:properties>"),
    ("compensation", 'id="pay"', 'id="pay" isForCompensation="true"'),
    # multi-instance
    ("mi-sequential", 'isSequential="false"', 'isSequential="true"'),
    ("mi-items", MANY, ""),
    ("mi-items", '<bpmn:inputDataItem id="person"/>', ""),
    ("mi-condition", MANY, MANY + "<bpmn:completionCondition>True</bpmn:completionCondition>"),
    ("mi-clash", 'inputDataItem id="person"', 'inputDataItem id="people"'),
    ("mi-clash", 'inputDataItem id="person"', 'inputDataItem id="region"'),
    ("mi-list", ">people\n</bpmn:loopDataInputRef>".replace("\n", ""), ">nobody</bpmn:loopDataInputRef>"),
    ("attendees-alone", 'name="extend"', 'name="attendees"'),
    # flow
    ("condition-ignored", flow("f_pay", "fork", "pay"), flow("f_pay", "fork", "pay", "True")),
    ("condition-ignored", flow("f_assigned", "assign", "merge"), flow("f_assigned", "assign", "merge", "True")),
    ("condition-alone", flow("f_merge", "merge", "fork"), flow("f_merge", "merge", "fork", "True")),
    ("condition-missing", flow("f_reject", "decide", "end_rejected", 'review == "REJECT"'), flow("f_reject", "decide", "end_rejected")),
    ("condition-on-default", flow("f_assign", "route", "assign"), flow("f_assign", "route", "assign", 'region == "41"')),
    ("split-without-gateway", flow("f_urge", "urge", "end_urged"), flow("f_urge", "urge", "end_urged") + flow("f_x", "urge", "end_rejected")),
    ("after-end", flow("f_urge", "urge", "end_urged"), flow("f_urge", "urge", "end_urged") + flow("f_x", "end_urged", "end_rejected")),
    ("reference", 'default="f_assign"', 'default="f_nothing"'),
    ("reference", 'id="f_urge" sourceRef="urge" targetRef="end_urged"', 'id="f_urge" sourceRef="urge" targetRef="nowhere"'),
    ("reference", 'attachedToRef="mediate"', 'attachedToRef="nowhere"'),
    ("reference", "<bpmn:flowNodeRef>review</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>review</bpmn:flowNodeRef><bpmn:flowNodeRef>ghost</bpmn:flowNodeRef>"),
    ("event-gateway-target", flow("f_wait_paid", "wait", "paid"), flow("f_wait_paid", "wait", "paid") + flow("f_x", "wait", "assign")),
    ("two-timers", PAID_EVENT, sample.TIMER.format("paid")),
    ("endless-loop", flow("f_more", "decide", "start_clock", 'review in ("MORE",)'), flow("f_more", "decide", "decide", 'review in ("MORE",)')),
    ("endless-loop", flow("f_end_unpaid", "unpaid", "end_unpaid"), flow("f_end_unpaid", "unpaid", "wait")),
    ("endless-loop", flow("f_late", "late", "urge"), flow("f_late", "late", "review")),
    # names and expressions
    ("expression", "review == &quot;", "x"),
    ("expression", 'review == "ACCEPT"', 'review = "ACCEPT"'),
    ("expression", 'review == "ACCEPT"', 'review.upper() == "ACCEPT"'),
    ("expression", 'value="=region"', 'value="=region +"'),
    ("name-unknown", 'review == "ACCEPT"', 'reviewed == "ACCEPT"'),
    ("name-unknown", 'value="=region"', 'value="=regions"'),
    ("bare-outcome", 'review == "ACCEPT"', 'outcome == "ACCEPT"'),
    ("form-outcome", 'mediate == "SETTLED"', 'assign == "SETTLED"'),
    ("value-unknown", 'review == "ACCEPT"', 'review in ("ACCEPT", "ACEPT")'),
    ("gateway-uncovered", 'review in ("MORE",)', 'review == "ACCEPT"'),
    ("gateway-overlap", 'mediate != "SETTLED"', 'mediate in ("SETTLED", "FAILED")'),
    ("name-unset", 'mediate == "SETTLED"', 'mediate == "SETTLED" or assign_x'),
    ("name-reserved", 'name="result" value="people"', 'name="result" value="round"'),
    ("name-clash", 'name="result" value="people"', 'name="result" value="review"'),
    ("name-clash", 'name="result" value="people"', 'name="result" value="region"'),
    ("name-form", 'name="result" value="people"', 'name="result" value="the people"'),
    ("id-form", 'id="end_paid"', 'id="EndPaid"'),
    # calls and rules
    ("call-missing", 'calledElement="talks"', 'calledElement="talk"'),
    ("call-recursion", 'calledElement="talks"', 'calledElement="claim"'),
    ("returns-unknown", 'name="returns" value="talked"', 'name="returns" value="talks"'),
    ("passes-unknown", 'name="returns" value="talked"', 'name="passes" value="talked"'),
    ("error-uncaught", 'name="缺席" errorCode="ABSENT"', 'name="缺席" errorCode="AWAY"'),
    ("shared-id", 'name="缺席" errorCode="ABSENT"', 'name="缺席" errorCode="AWAY"'),
    ("rule-unknown", flow("f_assign", "route", "assign"), flow("f_assign", "route", "end_rejected")),
    ("rule-missing", 'name="rule" value="triage"', 'name="rule" value="triag"'),
    # words
    ("property-unknown", 'name="deadline" ', 'name="dedline" '),
    ("property-unknown", 'name="home" ', 'name="hom" '),
    ("property-value", 'name="level" value="county"', 'name="level" value="country"'),
    ("property-value", 'name="blocks_closing" value="true"', 'name="blocks_closing" value="yes"'),
    ("property-unreadable", "7D@41", "7 days"),
    ("property-unreadable", "5WD:inspection:1", "5WD:inspection"),
    ("group-unknown", "5WD:inspection:1", "5WD:inspector:1"),
    ("group-unknown", 'name="started_by" value="intake"', 'name="started_by" value="nobody"'),
    ("clock-unknown", 'name="deadline" value="acceptance', 'name="deadline" value="award'),
    ("clock-unknown", 'name="deadline_from" value="acceptance"', 'name="deadline_from" value="award"'),
    ("document-unknown", "; receipt", "; reciept"),
    ("document-outcome", "notice@REJECT", "notice@REJECTED"),
    ("answer-unknown", "claims.verify", "claims.verifi"),
    ("not-by-unknown", 'name="not_by" value="review"', 'name="not_by" value="reviews"'),
    ("operation-unknown", 'value="attendees.of"', 'value="attendees.off"'),
    ("operation-unknown", 'name="operation" value="attendees.of"', 'name="extra" value="attendees.of"'),
    ("parameter-missing", 'name="key" value="acceptance"', 'name="since" value="acceptance"'),
    ("parameter-unknown", 'name="extra" ', 'name="extras" '),
    # drawing
    ("lane-unknown", 'name="inspection"', 'name="inspektion"'),
    ("lane-name", 'id="lane_inspection" name="inspection"', 'id="lane_inspection"'),
    ("lane-missing", "<bpmn:flowNodeRef>review</bpmn:flowNodeRef>", ""),
    ("lane-twice", "<bpmn:flowNodeRef>review</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>review</bpmn:flowNodeRef><bpmn:flowNodeRef>pay</bpmn:flowNodeRef>"),
    ("name-missing", 'name="受理？"', ""),
    ("name-missing", 'id="end_paid" name="付清"', 'id="end_paid"'),
    ("process-name", 'name="审查" ', ""),
    ("documentation-missing", "<bpmn:documentation>核对。</bpmn:documentation>", ""),
    # file
    ("xsd", "<bpmn:exclusiveGateway", "<bpmn:exclusiveGateways"),
    ("process-id", 'process id="claim"', 'process id="claims"'),
    ("not-executable", 'isExecutable="true"', 'isExecutable="false"'),
    ("unreadable", "</bpmn:process>", ""),
    ("doctype", "<bpmn:definitions", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><bpmn:definitions'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "old", "new"), [c for c in CHANGES if c[1] in CLAIM])
def test_one_change_to_the_sample_is_refused(kind: str, old: str, new: str) -> None:
    assert kind in kinds(bundle(broken(CLAIM, old, new)))
