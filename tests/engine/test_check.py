"""The deployment gate refuses what the engine would ignore, do wrongly, or stop at; and passes what is right."""

import re
from pathlib import Path

import pytest

from app.engine import parser
from app.engine.check.gate import check_bundle
from app.engine.check.sentences import SENTENCES
from tests.engine.gate_sample import CLAIM, TALKS, TIMER, VOCABULARY, bundle, changed, kinds

START = '<bpmn:startEvent id="start"/>'
PAID = '<bpmn:messageEventDefinition id="m_paid" messageRef="msg_paid"/>'
TERMINATE = '<bpmn:terminateEventDefinition id="t"/>'
OUTPUT = '<bpmn:outputDataItem id="heard"/>'
REVIEW = "<bpmn:flowNodeRef>review</bpmn:flowNodeRef>"
PROPERTIES = "<spiffworkflow:properties>"


def test_the_sample_passes_the_gate_and_the_engine_reads_it() -> None:
    files = bundle()
    assert check_bundle(files, VOCABULARY) == []
    spec, called = parser.parse("claim", {name: files[f"bpmn/{name}.bpmn"] for name in ("claim", "talks")})
    assert (spec.name, list(called)) == ("claim", ["talks"])


def test_a_fault_names_file_element_kind_and_reason() -> None:
    (fault,) = check_bundle(bundle(changed(CLAIM, 'name="审查投诉"', "")), VOCABULARY)
    assert (fault.file, fault.element, fault.kind) == ("bpmn/claim.bpmn", "review", "name-missing")
    assert "(review)" in fault.sentence
    assert fault.template == SENTENCES["name-missing"]
    assert str(fault) == f"bpmn/claim.bpmn#review [name-missing] {fault.sentence}"


def test_all_faults_come_at_once_in_a_fixed_order() -> None:
    files = bundle(
        changed(changed(CLAIM, "5WD:inspection:1", "soon"), 'value="clock.start"', 'value="clock.go"')
    )
    faults = check_bundle(files, VOCABULARY)
    assert {"property-unreadable", "operation-unknown"} <= {fault.kind for fault in faults}
    assert faults == sorted(set(faults)) == check_bundle(dict(reversed(files.items())), VOCABULARY)


def test_the_page_about_the_gate_lists_every_kind() -> None:
    page = (Path(__file__).parents[2] / "docs" / "gate.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == sorted(SENTENCES)


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("event-subprocess", 'subProcess triggeredByEvent="true"'),
        ("subprocess", "subProcess"),
        ("ad-hoc", "adHocSubProcess"),
        ("transaction", "transaction"),
        ("inclusive-gateway", "inclusiveGateway"),
        ("complex-gateway", "complexGateway"),
        ("script", "scriptTask"),
        ("untyped-task", "task"),
        ("manual-task", "manualTask"),
        ("send-task", "sendTask"),
        ("receive-task", "receiveTask"),
        ("throw-event", "intermediateThrowEvent"),
        ("data-object", "dataObject"),
        ("not-in-use", 'callChoreography initiatingParticipantRef="x"'),
    ],
)
def test_an_element_not_in_use_is_refused(kind: str, element: str) -> None:
    assert kind in kinds(bundle(changed(CLAIM, START, f'<bpmn:{element} id="x"/>{START}')))


def test_a_root_element_not_in_use_is_refused() -> None:
    signal = '<bpmn:signal id="s" name="s"/><bpmn:error'
    assert kinds(bundle(changed(CLAIM, "<bpmn:error", signal))) == {"not-in-use"}


ALWAYS = "<bpmn:condition>True</bpmn:condition>"
CONDITIONAL = f'<bpmn:conditionalEventDefinition id="t">{ALWAYS}</bpmn:conditionalEventDefinition>'
MESSAGE_START = f'<bpmn:startEvent id="start">{PAID.replace("m_paid", "t2")}</bpmn:startEvent>'

EVENTS = [
    ("signal", TERMINATE, '<bpmn:signalEventDefinition id="t"/>'),
    ("compensation", TERMINATE, '<bpmn:compensateEventDefinition id="t"/>'),
    ("escalation", TERMINATE, '<bpmn:escalationEventDefinition id="t"/>'),
    ("cancel", TERMINATE, '<bpmn:cancelEventDefinition id="t"/>'),
    ("event-not-in-use", TERMINATE, '<bpmn:messageEventDefinition id="t" messageRef="msg_paid"/>'),
    ("error-uncalled", TERMINATE, '<bpmn:errorEventDefinition id="t" errorRef="error_absent"/>'),
    ("link", PAID, '<bpmn:linkEventDefinition id="t2" name="l"/>'),
    ("conditional", PAID, CONDITIONAL.replace('"t"', '"t2"')),
    ("several-events", PAID, PAID + TIMER),
    ("typed-start", START, MESSAGE_START),
    ("message-name", 'id="msg_withdrawn" name="withdrawn"', 'id="msg_withdrawn"'),
    ("message-name", 'id="m_withdrawn" messageRef="msg_withdrawn"', 'id="m_withdrawn"'),
    ("timer-form", "due('acceptance')", "'P5D'"),
    ("timer-form", "due('acceptance')", "due('acceptance') or due('award')"),
    ("timer-clock", "due('acceptance')", "due('award')"),
    ("boundary-host", 'id="withdrawn" attachedToRef="review"', 'id="withdrawn" attachedToRef="triage"'),
    ("boundary-host", 'id="absent" attachedToRef="mediate"', 'id="absent" attachedToRef="assign"'),
]

EXTENSIONS = [
    ("script", PROPERTIES, f"<spiffworkflow:preScript>x=1</spiffworkflow:preScript>{PROPERTIES}"),
    (
        "extension",
        PROPERTIES,
        f"<spiffworkflow:calledDecisionId>x</spiffworkflow:calledDecisionId>{PROPERTIES}",
    ),
    ("compensation", 'id="pay"', 'id="pay" isForCompensation="true"'),
]

MULTI_INSTANCE = [
    ("mi-sequential", 'isSequential="false"', 'isSequential="true"'),
    ("mi-items", OUTPUT, ""),
    ("mi-items", '<bpmn:inputDataItem id="person"/>', ""),
    ("mi-items", "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>", ""),
    ("mi-condition", OUTPUT, OUTPUT + "<bpmn:completionCondition>True</bpmn:completionCondition>"),
    ("mi-clash", 'inputDataItem id="person"', 'inputDataItem id="people"'),
    ("mi-clash", 'inputDataItem id="person"', 'inputDataItem id="region"'),
    ("mi-clash", 'outputDataItem id="heard"', 'outputDataItem id="list"'),
    ("mi-list", ">people</bpmn:loopDataInputRef>", ">nobody</bpmn:loopDataInputRef>"),
    ("assignee-alone", 'name="level" value="county"', 'name="assignee_from" value="item"'),
    ("property-value", 'name="level" value="county"', 'name="assignee_from" value="people"'),
]

REFERENCES = [
    ("reference", 'default="f_assign"', 'default="f_nothing"'),
    ("reference", 'sourceRef="urge" targetRef="end_urged"', 'sourceRef="urge" targetRef="nowhere"'),
    ("reference", 'attachedToRef="mediate"', 'attachedToRef="nowhere"'),
    ("reference", REVIEW, f"{REVIEW}<bpmn:flowNodeRef>ghost</bpmn:flowNodeRef>"),
    (
        "reference",
        START,
        '<bpmn:startEvent id="start"><bpmn:outgoing>ghost</bpmn:outgoing></bpmn:startEvent>',
    ),
    ("id-form", 'id="end_paid"', 'id="EndPaid"'),
]

NAMES = [
    ("expression", 'review == "ACCEPT"', 'review = "ACCEPT"'),
    ("expression", 'review == "ACCEPT"', 'review.upper() == "ACCEPT"'),
    ("expression", 'value="=region"', 'value="=region +"'),
    ("name-unknown", 'review == "ACCEPT"', 'reviewed == "ACCEPT"'),
    ("name-unknown", 'value="=region"', 'value="=regions"'),
    ("bare-outcome", 'review == "ACCEPT"', 'outcome == "ACCEPT"'),
    ("form-outcome", 'mediate == "SETTLED"', 'assign == "SETTLED"'),
    ("value-unknown", 'review == "ACCEPT"', 'review in ("ACCEPT", "ACEPT")'),
    ("value-unknown", 'triage_status == "decided"', 'triage_status == "DECIDED"'),
    ("value-unknown", 'triage_route == "MEDIATE"', 'triage_route == "MEDIATION"'),
    ("value-unknown", 'mediate != "SETTLED"', 'mediate != "SETLED"'),
    ("gateway-uncovered", 'review in ("MORE",)', 'review == "ACCEPT"'),
    ("gateway-overlap", 'mediate != "SETTLED"', 'mediate in ("SETTLED", "FAILED")'),
    ("name-reserved", 'name="result" value="people"', 'name="result" value="round"'),
    ("name-reserved", 'name="result" value="people"', 'name="result" value="class"'),
    ("name-clash", 'name="result" value="people"', 'name="result" value="review"'),
    ("name-clash", 'name="result" value="people"', 'name="result" value="region"'),
    ("name-form", 'name="result" value="people"', 'name="result" value="the people"'),
]

CALLS = [
    ("call-missing", 'calledElement="talks"', 'calledElement="talk"'),
    ("call-recursion", 'calledElement="talks"', 'calledElement="claim"'),
    ("returns-unknown", 'name="returns" value="talked"', 'name="returns" value="talks"'),
    ("passes-unknown", 'name="returns" value="talked"', 'name="passes" value="talked"'),
    ("error-uncaught", 'name="缺席" errorCode="ABSENT"', 'name="缺席" errorCode="AWAY"'),
    ("shared-id", 'name="缺席" errorCode="ABSENT"', 'name="缺席" errorCode="AWAY"'),
    ("rule-missing", 'name="rule" value="triage"', 'name="rule" value="triag"'),
]

WORDS = [
    ("property-unknown", 'name="deadline" ', 'name="dedline" '),
    ("property-unknown", 'name="home" ', 'name="hom" '),
    ("property-value", 'name="level" value="county"', 'name="level" value="country"'),
    ("property-value", 'name="level" value="county"', 'name="level" value="fact:"'),
    ("property-value", 'name="blocks_closing" value="true"', 'name="blocks_closing" value="yes"'),
    ("property-value", 'name="blocks_closing" value="true"', 'name="opens" value="case"'),
    ("matter-subject", 'name="blocks_closing" value="true"', 'name="opens" value="matter"'),
    ("property-unreadable", "acceptance; 7D@41", "acceptance; 7 days"),
    ("property-unreadable", "5WD; 7D@41", "5WD; 7 days"),
    ("property-unreadable", "第15条@41", "第15条@河南"),
    ("property-unreadable", "2WD:inspection:1", "2WD:inspection"),
    ("article-region", "第15条@41", "第15条@34"),
    ("group-unknown", "2WD:inspection:1", "2WD:inspector:1"),
    ("property-unreadable", "5WD:inspection:1", "5WD:inspection"),
    ("group-unknown", "5WD:inspection:1", "5WD:inspector:1"),
    ("group-unknown", 'name="started_by" value="intake"', 'name="started_by" value="nobody"'),
    ("group-unknown", 'name="home" value="intake"', 'name="home" value="nobody"'),
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
]

DRAWING = [
    ("lane-unknown", 'name="inspection"', 'name="inspektion"'),
    ("lane-name", 'id="lane_inspection" name="inspection"', 'id="lane_inspection"'),
    ("lane-missing", REVIEW, ""),
    ("lane-twice", REVIEW, f"{REVIEW}<bpmn:flowNodeRef>pay</bpmn:flowNodeRef>"),
    ("name-missing", 'name="受理？"', ""),
    ("name-missing", 'id="end_paid" name="付清"', 'id="end_paid"'),
    ("process-name", 'name="审查" ', ""),
    ("documentation-missing", "<bpmn:documentation>逐项核对。</bpmn:documentation>", ""),
]

FILE = [
    ("xsd", "<bpmn:exclusiveGateway", "<bpmn:exclusiveGateways"),
    ("process-id", 'process id="claim"', 'process id="claims"'),
    ("not-executable", 'isExecutable="true"', 'isExecutable="false"'),
    ("unreadable", "</bpmn:process>", ""),
    (
        "doctype",
        "<bpmn:definitions",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><bpmn:definitions',
    ),
]

CHANGES = EVENTS + EXTENSIONS + MULTI_INSTANCE + REFERENCES + NAMES + CALLS + WORDS + DRAWING + FILE


@pytest.mark.parametrize(("kind", "old", "new"), CHANGES, ids=[f"{kind} {new}" for kind, _, new in CHANGES])
def test_one_change_to_the_sample_is_refused(kind: str, old: str, new: str) -> None:
    assert kind in kinds(bundle(changed(CLAIM, old, new)))


def test_a_called_process_says_how_it_ended() -> None:
    assert "result-missing" in kinds(bundle(talks=changed(TALKS, ' value="FAILED"', ' value=""')))


def test_steps_of_outside_parties_need_somebody_who_acts_for_them() -> None:
    assert kinds(bundle(talks=TALKS.replace("inspection", "ext_worker"))) == {"home-missing"}


def test_only_user_tasks_are_done_by_many_and_nothing_is_looped_by_a_marker() -> None:
    closing = "</bpmn:multiInstanceLoopCharacteristics>"
    many = CLAIM[CLAIM.index("<bpmn:multiInstance") : CLAIM.index(closing) + len(closing)]
    single = changed(CLAIM, many, "")
    assert "mi-host" in kinds(bundle(changed(single, "</bpmn:serviceTask>", f"{many}</bpmn:serviceTask>")))
    loop = "<bpmn:standardLoopCharacteristics/></bpmn:serviceTask>"
    assert "standard-loop" in kinds(bundle(changed(single, "</bpmn:serviceTask>", loop)))


@pytest.mark.parametrize(
    ("kind", "element"),
    [("shape-missing", "review"), ("shape-missing", "lane_intake"), ("edge-missing", "f_review")],
)
def test_everything_is_drawn_and_nothing_else(kind: str, element: str) -> None:
    files = bundle()
    text = changed(files["bpmn/claim.bpmn"].decode(), f'bpmnElement="{element}"', 'bpmnElement="ghost"')
    assert kinds({**files, "bpmn/claim.bpmn": text.encode()}) == {kind, "drawn-unknown"}


def test_a_document_type_is_found_in_any_encoding() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'
    assert kinds({"bpmn/x.bpmn": text.encode("utf-16")}) == {"doctype"}
