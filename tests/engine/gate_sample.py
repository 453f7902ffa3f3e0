"""A small bundle that uses every element in use and passes the gate; the tests break it in one place each."""

import json
import re
from pathlib import Path
from typing import Any

from app.engine.check.gate import check_bundle
from app.engine.check.vocabulary import Vocabulary

FOLDER = Path(__file__).parent / "gate_samples"
CLAIM = (FOLDER / "claim.bpmn").read_text("utf-8")
TALKS = (FOLDER / "talks.bpmn").read_text("utf-8")
TIMER = (
    '<bpmn:timerEventDefinition id="another"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">'
    "due('acceptance')</bpmn:timeDate></bpmn:timerEventDefinition>"
)
VOCABULARY = Vocabulary(
    groups=frozenset({"intake", "inspection", "ext_worker"}),
    operations={
        "clock.start": tuple((name, name == "key") for name in ("key", "since", "term", "article", "extend")),
        "attendees.of": (("extra", False),),
        "run.start": (("process", True),),
    },
    answers=frozenset({"claims.verify"}),
    prefills=frozenset({"case.who"}),
    rules={"triage": {"route": frozenset({"MEDIATE", "INSPECT"}), "score": None}},
    documents=frozenset({"notice", "receipt"}),
)


def form(*outcomes: str) -> dict[str, Any]:
    """A form with a decision."""
    choices = [{"const": outcome, "title": outcome} for outcome in outcomes]
    return {"title": "表", "type": "object", "properties": {"outcome": {"type": "string", "oneOf": choices}}}


FORMS: dict[str, Any] = {
    "forms/claim/start.json": {"title": "启动", "type": "object", "properties": {}},
    "forms/claim/review.json": form("ACCEPT", "REJECT", "MORE"),
    "forms/claim/urge.json": form("DONE"),
    "forms/claim/assign.json": {"type": "object", "properties": {"who": {"x-prefill": "case.who"}}},
    "forms/claim/pay.json": form("PAID", "PART"),
    "forms/claim/hear.json": form("CAME", "ABSENT"),
    "forms/talks/talked.json": {"type": "object", "properties": {"outcome": {"$ref": "shared/talk.json"}}},
    "forms/shared/talk.json": {"type": "string", "enum": ["SETTLED", "FAILED", "ABSENT"]},
}


def bundle(claim: str = CLAIM, talks: str = TALKS, forms: dict[str, Any] = FORMS) -> dict[str, bytes]:
    """The files of the bundle, drawn."""
    written = {path: json.dumps(value).encode() for path, value in forms.items()}
    return {"bpmn/claim.bpmn": drawn(claim).encode(), "bpmn/talks.bpmn": drawn(talks).encode(), **written}


def kinds(files: dict[str, bytes], vocabulary: Vocabulary = VOCABULARY) -> set[str]:
    """The kinds of fault that the gate finds; each must be able to say its sentence."""
    faults = check_bundle(files, vocabulary)
    assert all(fault.sentence for fault in faults)
    return {fault.kind for fault in faults}


def changed(text: str, old: str, new: str) -> str:
    """The sample with one thing replaced."""
    assert old in text, f"the sample has no {old}"
    return text.replace(old, new, 1)


def reflow(text: str, flow: str, *, to: str | None = None, when: str | None = None) -> str:
    """The sample with a sequence flow that leads elsewhere or has another condition (empty: none)."""
    match = re.search(
        rf'<bpmn:sequenceFlow id="{flow}" sourceRef="(\w+)" targetRef="(\w+)"(?:/>|>(.*?)</bpmn:seq\w+>)',
        text,
    )
    assert match, f"the sample has no flow {flow}"
    old = re.sub("<.*?>", "", match[3] or "")
    return text.replace(match[0], line(flow, match[1], to or match[2], old if when is None else when))


def without(text: str, *flows: str) -> str:
    """The sample without some sequence flows."""
    for flow in flows:
        text, found = re.subn(rf'\s*<bpmn:sequenceFlow id="{flow}".*', "", text)
        assert found == 1, f"the sample has no flow {flow}"
    return text


def added(text: str, *elements: str, lane: str = "") -> str:
    """The sample with elements put at the end of the process, their nodes into a lane."""
    for id_ in re.findall(r'<bpmn:(?:\w+Task|\w+Gateway) id="(\w+)"', "".join(elements)) if lane else ():
        text = changed(text, f'name="{lane}">', f'name="{lane}"><bpmn:flowNodeRef>{id_}</bpmn:flowNodeRef>')
    return changed(text, "</bpmn:process>", "".join(elements) + "</bpmn:process>")


def line(id_: str, source: str, target: str, condition: str = "") -> str:
    """A sequence flow."""
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return (
        f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
    )


def service(id_: str, **properties: str) -> str:
    """A service task with its properties."""
    items = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in properties.items())
    inner = f"<spiffworkflow:properties>{items}</spiffworkflow:properties>"
    extensions = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"
    return f'<bpmn:serviceTask id="{id_}" name="{id_}">{extensions}</bpmn:serviceTask>'


def drawn(xml: str) -> str:
    """The same with a shape for every node and lane, and an edge for every flow."""
    nodes = re.findall(r'<bpmn:(?:\w+(?:Event|Task|Gateway|Activity)|lane|task) id="(\w+)"', xml)
    flows = re.findall(r'<bpmn:sequenceFlow id="(\w+)"', xml)
    bounds, point = '<dc:Bounds x="1" y="1" width="9" height="9"/>', '<di:waypoint x="1" y="1"/>'
    shapes = [("BPMNShape", id_, bounds) for id_ in nodes] + [("BPMNEdge", id_, 2 * point) for id_ in flows]
    inner = "\n".join(
        f'<bpmndi:{tag} id="{id_}_di" bpmnElement="{id_}">{where}</bpmndi:{tag}>'
        for tag, id_, where in shapes
    )
    process = "".join(re.findall(r'<bpmn:process id="(\w*)"', xml))
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="{process}">{inner}</bpmndi:BPMNPlane>'
    diagram = f'<bpmndi:BPMNDiagram id="diagram">{plane}</bpmndi:BPMNDiagram>'
    return xml.replace("</bpmn:definitions>", diagram + "</bpmn:definitions>")
