"""A small bundle that uses every element in use, and passes the gate; the tests break it in one place each."""

import json
import re
from typing import Any

from app.engine.check.vocabulary import Vocabulary

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions" targetNamespace="q">
"""


def properties(**values: str) -> str:
    """The extension elements with our properties."""
    items = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in values.items())
    inner = f"<spiffworkflow:properties>{items}</spiffworkflow:properties>"
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def step(id_: str, name: str, **values: str) -> str:
    """A user task with instructions."""
    return (
        f'<bpmn:userTask id="{id_}" name="{name}"><bpmn:documentation>核对。</bpmn:documentation>'
        f"{properties(**values)}</bpmn:userTask>\n"
    )


def flow(id_: str, source: str, target: str, condition: str = "") -> str:
    """A sequence flow."""
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>\n'


def lane(group: str, *nodes: str) -> str:
    """A lane and what lies in it."""
    inner = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    return f'<bpmn:lane id="lane_{group}" name="{group}">{inner}</bpmn:lane>'


def end(id_: str, name: str, result: str) -> str:
    """An end event with its result."""
    return f'<bpmn:endEvent id="{id_}" name="{name}">{properties(result=result)}</bpmn:endEvent>\n'


TIMER = (
    '<bpmn:timerEventDefinition id="timer_{0}"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">'
    "due('acceptance')</bpmn:timeDate></bpmn:timerEventDefinition>"
)

CLAIM = (
    HEAD
    + """<bpmn:message id="msg_paid" name="paid"><bpmn:extensionElements><spiffworkflow:messageVariable>paid_by</spiffworkflow:messageVariable></bpmn:extensionElements></bpmn:message>
<bpmn:message id="msg_withdrawn" name="withdrawn"/>
<bpmn:error id="error_absent" name="缺席" errorCode="ABSENT"/>
<bpmn:process id="claim" name="审查" isExecutable="true">"""
    + properties(started_by="intake", home="intake", blocks_closing="true")
    + '<bpmn:laneSet id="lanes">'
    + lane(
        "intake",
        *(
            "start",
            "start_clock",
            "review",
            "withdrawn",
            "late",
            "urge",
            "decide",
            "triage",
            "route",
            "assign",
        ),
        *("end_rejected", "end_withdrawn", "end_urged"),
    )
    + lane(
        "inspection",
        "mediate",
        "absent",
        "settled",
        "merge",
        "fork",
        "pay",
        "find",
        "hear",
        "join",
        "wait",
        "paid",
        "unpaid",
        "end_paid",
        "end_unpaid",
    )  # fmt: skip
    + "</bpmn:laneSet>\n"
    + '<bpmn:startEvent id="start"/>\n<bpmn:serviceTask id="start_clock" name="起算">'
    + properties(operation="clock.start", key="acceptance")
    + "</bpmn:serviceTask>\n"
    + step(
        "review",
        "审查投诉",
        deadline="acceptance; 7D@41",
        deadline_from="acceptance",
        extend="5WD:inspection:1",
        level="county",
        document="notice@REJECT; receipt",
        applies="claims.verify",
        article="第18条",
    )  # fmt: skip
    + '<bpmn:boundaryEvent id="late" attachedToRef="review" cancelActivity="false">'
    + TIMER.format("late")
    + "</bpmn:boundaryEvent>\n"
    + '<bpmn:boundaryEvent id="withdrawn" attachedToRef="review">'
    + '<bpmn:messageEventDefinition id="m_withdrawn" messageRef="msg_withdrawn"/></bpmn:boundaryEvent>\n'
    + step("urge", "催办", not_by="review")
    + '<bpmn:exclusiveGateway id="decide" name="受理？"/>\n'
    + f'<bpmn:businessRuleTask id="triage" name="分流">{properties(rule="triage")}</bpmn:businessRuleTask>\n'
    + '<bpmn:exclusiveGateway id="route" name="去向？" default="f_assign"/>\n'
    + step("assign", "指派")
    + f'<bpmn:callActivity id="mediate" name="调解" calledElement="talks">{properties(returns="talked")}</bpmn:callActivity>\n'
    + '<bpmn:boundaryEvent id="absent" attachedToRef="mediate">'
    + '<bpmn:errorEventDefinition id="e_absent" errorRef="error_absent"/></bpmn:boundaryEvent>\n'
    + '<bpmn:exclusiveGateway id="settled" name="和解？"/>\n<bpmn:exclusiveGateway id="merge"/>\n'
    + '<bpmn:parallelGateway id="fork"/>\n'
    + step("pay", "付款核实")
    + f'<bpmn:serviceTask id="find" name="名单">{properties(operation="attendees.of", result="people", extra="=region")}</bpmn:serviceTask>\n'
    + step("hear", "约谈", attendees="people").replace(
        "</bpmn:userTask>",
        '<bpmn:multiInstanceLoopCharacteristics id="hear_each" isSequential="false"><bpmn:loopDataInputRef>people'
        '</bpmn:loopDataInputRef><bpmn:inputDataItem id="person"/><bpmn:outputDataItem id="heard"/>'
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
    )
    + '<bpmn:parallelGateway id="join"/>\n<bpmn:eventBasedGateway id="wait"/>\n'
    + '<bpmn:intermediateCatchEvent id="paid" name="到账">'
    + '<bpmn:messageEventDefinition id="m_paid" messageRef="msg_paid"/></bpmn:intermediateCatchEvent>\n'
    + '<bpmn:intermediateCatchEvent id="unpaid" name="到期">'
    + TIMER.format("unpaid")
    + "</bpmn:intermediateCatchEvent>\n"
    + end("end_paid", "付清", "PAID")
    + end("end_unpaid", "未付", "UNPAID")
    + end("end_rejected", "不予受理", "REJECTED")
    + end("end_urged", "已催办", "URGED")
    + '<bpmn:endEvent id="end_withdrawn" name="撤回"><bpmn:terminateEventDefinition id="t"/></bpmn:endEvent>\n'
    + flow("f_start", "start", "start_clock")
    + flow("f_clock", "start_clock", "review")
    + flow("f_late", "late", "urge")
    + flow("f_urge", "urge", "end_urged")
    + flow("f_withdrawn", "withdrawn", "end_withdrawn")
    + flow("f_review", "review", "decide")
    + flow("f_accept", "decide", "triage", 'review == "ACCEPT"')
    + flow("f_reject", "decide", "end_rejected", 'review == "REJECT"')
    + flow("f_more", "decide", "start_clock", 'review in ("MORE",)')
    + flow("f_triage", "triage", "route")
    + flow("f_mediate", "route", "mediate", 'triage_status == "decided" and triage_route == "MEDIATE"')
    + flow("f_assign", "route", "assign")
    + flow("f_assigned", "assign", "merge")
    + flow("f_mediated", "mediate", "settled")
    + flow("f_absent", "absent", "assign")
    + flow("f_settled", "settled", "merge", 'mediate == "SETTLED"')
    + flow("f_failed", "settled", "assign", 'mediate != "SETTLED"')
    + flow("f_merge", "merge", "fork")
    + flow("f_pay", "fork", "pay")
    + flow("f_find", "fork", "find")
    + flow("f_hear", "find", "hear")
    + flow("f_paid", "pay", "join")
    + flow("f_heard", "hear", "join")
    + flow("f_join", "join", "wait")
    + flow("f_wait_paid", "wait", "paid")
    + flow("f_wait_unpaid", "wait", "unpaid")
    + flow("f_end_paid", "paid", "end_paid")
    + flow("f_end_unpaid", "unpaid", "end_unpaid")
    + "</bpmn:process>\n</bpmn:definitions>"
)

TALKS = (
    HEAD
    + '<bpmn:error id="error_absent" name="缺席" errorCode="ABSENT"/>\n<bpmn:process id="talks" name="调解" isExecutable="true">'
    + properties()
    + '<bpmn:laneSet id="lanes">'
    + lane("inspection", "start", "talk", "done", "end_settled", "end_failed", "end_absent")
    + "</bpmn:laneSet>\n"
    + '<bpmn:startEvent id="start"/>\n'
    + step("talk", "调解").replace('id="talk"', 'id="talked"')
    + '<bpmn:exclusiveGateway id="done" name="结果？"/>\n'
    + end("end_settled", "和解", "SETTLED")
    + end("end_failed", "不成", "FAILED")
    + '<bpmn:endEvent id="end_absent" name="缺席"><bpmn:errorEventDefinition id="e" errorRef="error_absent"/></bpmn:endEvent>\n'
    + flow("t_start", "start", "talked")
    + flow("t_talk", "talked", "done")
    + flow("t_settled", "done", "end_settled", 'talked == "SETTLED"')
    + flow("t_failed", "done", "end_failed", 'talked == "FAILED"')
    + flow("t_absent", "done", "end_absent", 'talked == "ABSENT"')
    + "</bpmn:process>\n</bpmn:definitions>"
).replace("<bpmn:flowNodeRef>talk</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>talked</bpmn:flowNodeRef>")


def form(*outcomes: str) -> dict[str, Any]:
    """A form with a decision."""
    choices = [{"const": outcome, "title": outcome} for outcome in outcomes]
    return {"title": "表", "type": "object", "properties": {"outcome": {"type": "string", "oneOf": choices}}}


FORMS: dict[str, Any] = {
    "forms/claim/start.json": {"title": "启动", "type": "object", "properties": {}},
    "forms/claim/review.json": form("ACCEPT", "REJECT", "MORE"),
    "forms/claim/urge.json": form("DONE"),
    "forms/claim/assign.json": {
        "type": "object",
        "properties": {"who": {"type": "string", "x-prefill": "case.who"}},
    },
    "forms/claim/pay.json": form("PAID", "PART"),
    "forms/claim/hear.json": form("CAME", "ABSENT"),
    "forms/talks/talked.json": {"type": "object", "properties": {"outcome": {"$ref": "shared/talk.json"}}},
    "forms/shared/talk.json": {"type": "string", "enum": ["SETTLED", "FAILED", "ABSENT"]},
}

VOCABULARY = Vocabulary(
    groups=frozenset({"intake", "inspection", "ext_worker"}),
    operations={
        "clock.start": (("key", True), ("since", False)),
        "attendees.of": (("extra", False),),
        "run.start": (("process", True),),
    },
    answers=frozenset({"claims.verify"}),
    prefills=frozenset({"case.who"}),
    rules={"triage": {"route": frozenset({"MEDIATE", "INSPECT"}), "score": None}},
    documents=frozenset({"notice", "receipt"}),
)


def drawn(xml: str) -> str:
    """The same with a shape for every node and lane, and a line for every flow."""
    nodes = re.findall(r'<bpmn:(?:\w+(?:Event|Task|Gateway|Activity)|lane|task) id="(\w+)"', xml)
    flows = re.findall(r'<bpmn:sequenceFlow id="(\w+)"', xml)
    process = re.search(r'<bpmn:process id="(\w*)"', xml)
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{id_}_shape" bpmnElement="{id_}"><dc:Bounds x="1" y="1" width="9" height="9"/></bpmndi:BPMNShape>\n'
        for id_ in dict.fromkeys(nodes)
    )
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{id_}_edge" bpmnElement="{id_}"><di:waypoint x="1" y="1"/><di:waypoint x="2" y="2"/></bpmndi:BPMNEdge>\n'
        for id_ in dict.fromkeys(flows)
    )
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="{process[1] if process else ""}">{shapes}{edges}</bpmndi:BPMNPlane>'
    return xml.replace(
        "</bpmn:definitions>",
        f'<bpmndi:BPMNDiagram id="diagram">{plane}</bpmndi:BPMNDiagram></bpmn:definitions>',
    )


def bundle(claim: str = CLAIM, talks: str = TALKS, forms: dict[str, Any] | None = None) -> dict[str, bytes]:
    """The files of the bundle, drawn."""
    written = {path: json.dumps(value).encode() for path, value in (forms or FORMS).items()}
    return {"bpmn/claim.bpmn": drawn(claim).encode(), "bpmn/talks.bpmn": drawn(talks).encode(), **written}
