"""Which BPMN elements are in use: everything else fails late or, worse, does the wrong thing silently."""

import re
from collections.abc import Iterator

from lxml import etree

from app.engine.check.diagram import NODES, Node, Process, local
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material
from app.engine.notation import Unreadable, parse_timer
from app.engine.xml import BPMN, NS, SPIFF

REFUSED = {
    "adHocSubProcess": "ad-hoc",
    "transaction": "transaction",
    "signalEventDefinition": "signal",
    "compensateEventDefinition": "compensation",
    "linkEventDefinition": "link",
    "conditionalEventDefinition": "conditional",
    "escalationEventDefinition": "escalation",
    "cancelEventDefinition": "cancel",
    "inclusiveGateway": "inclusive-gateway",
    "complexGateway": "complex-gateway",
    "scriptTask": "script",
    "task": "untyped-task",
    "manualTask": "manual-task",
    "sendTask": "send-task",
    "receiveTask": "receive-task",
    "intermediateThrowEvent": "throw-event",
    "standardLoopCharacteristics": "standard-loop",
    **dict.fromkeys(
        ("dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification", "property"),
        "data-object",
    ),
    **dict.fromkeys(("dataInputAssociation", "dataOutputAssociation"), "data-object"),
}
DRAWN = {
    "laneSet",
    "sequenceFlow",
    "textAnnotation",
    "association",
    "group",
    "documentation",
    "extensionElements",
}
AT_ROOT = {"process", "collaboration", "message", "error", "category", "documentation", "extensionElements"}
EVENTS = {
    "startEvent": {""},
    "endEvent": {"", "terminate", "error"},
    "boundaryEvent": {"timer", "message", "error"},
    "intermediateCatchEvent": {"timer", "message"},
}
TYPED = {"startEvent": "typed-start", "endEvent": "event-not-in-use"}
HOSTS = {
    "timer": {"userTask", "callActivity"},
    "message": {"userTask", "callActivity"},
    "error": {"callActivity"},
}
STEP_ID = re.compile(r"[a-z][a-z0-9_]*")


def check_elements(material: Material) -> Iterator[Fault]:
    """Elements, event kinds, multi-instance, extensions: one process at a time."""
    for process in material.processes.values():
        yield from _unused(process)
        for node in process.nodes.values():
            yield from _event(process, node, material)
            yield from _many(process, node)
            if not STEP_ID.fullmatch(node.id):
                yield process.fault(node, "id-form")


def timer_key(node: Node) -> str | None:
    """The clock key of ``due('<key>')``, or None if the timer is anything else."""
    definitions = node.element.findall("bpmn:timerEventDefinition/*", NS)
    if len(definitions) != 1 or local(definitions[0]) != "timeDate":
        return None
    try:
        return parse_timer(definitions[0].text)
    except Unreadable:
        return None


def message_name(process: Process, node: Node) -> str:
    """The name of the message an event waits for; empty if it has none."""
    definition = node.element.find("bpmn:messageEventDefinition", NS)
    message = None if definition is None else process.messages.get(definition.get("messageRef", ""))
    return "" if message is None else message.get("name", "").strip()


def _unused(process: Process) -> Iterator[Fault]:
    for element in process.root:
        tag = local(element)
        if tag and etree.QName(element).namespace == BPMN and tag not in AT_ROOT:
            yield fault(process.file, element.get("id", ""), "not-in-use", tag=tag)
    for element in process.element:
        tag = local(element)
        if tag and tag not in NODES | DRAWN and tag not in REFUSED:
            yield fault(process.file, element.get("id", ""), "not-in-use", tag=tag)
    for element in process.element.iter(f"{{{BPMN}}}*"):
        tag, owner = local(element), _owner(element)
        if tag == "subProcess":
            kind = "event-subprocess" if element.get("triggeredByEvent") == "true" else "subprocess"
            yield fault(process.file, owner, kind)
        elif tag in REFUSED:
            yield fault(process.file, owner, REFUSED[tag])
        elif element.get("isForCompensation") == "true":
            yield fault(process.file, owner, "compensation")
    for element in process.root.iter(f"{{{SPIFF}}}*"):
        tag = local(element)
        if tag in ("preScript", "postScript"):
            yield fault(process.file, _owner(element), "script")
        elif tag not in ("properties", "property", "messageVariable"):
            yield fault(process.file, _owner(element), "extension", tag=tag)


def _owner(element: etree._Element) -> str:
    """The id a person finds in the diagram: the nearest node, flow or root element around this one."""
    current: etree._Element | None = element
    while current is not None and not (
        current.get("id") and local(current) in NODES | {"process", "message"}
    ):
        current = current.getparent()
    return element.get("id", "") if current is None else current.get("id", "")


def _event(process: Process, node: Node, material: Material) -> Iterator[Fault]:
    if node.tag not in EVENTS:
        return
    if len(node.events) > 1:
        yield process.fault(node, "several-events")
    elif f"{node.event}EventDefinition" not in REFUSED and node.event not in EVENTS[node.tag]:
        yield process.fault(node, TYPED.get(node.tag, "event-not-in-use"), event=node.event or "none")
    if node.tag == "boundaryEvent":
        host = process.nodes.get(node.element.get("attachedToRef", ""))
        if host and node.event in HOSTS and host.tag not in HOSTS[node.event]:
            yield process.fault(node, "boundary-host", host=host.label)
    if "message" in node.events and not message_name(process, node):
        yield process.fault(node, "message-name")
    if "timer" in node.events:
        key = timer_key(node)
        if key is None:
            yield process.fault(node, "timer-form")
        elif key not in clocks_started(material):
            yield process.fault(node, "timer-clock", key=key)


def message_variable(process: Process, node: Node) -> str | None:
    """The name under which the scalar of a caught message is kept; written at the event or at the message."""
    definition = node.element.find("bpmn:messageEventDefinition", NS)
    if definition is None:
        return None
    places = (definition, process.messages.get(definition.get("messageRef", "")))
    path = "bpmn:extensionElements/spiffworkflow:messageVariable"
    found = [place.findtext(path, "", NS).strip() for place in places if place is not None]
    return next((name for name in found if name), None)


def clocks_started(material: Material) -> frozenset[str]:
    """Keys that a ``clock.start`` of the bundle or the world outside starts."""
    inside = {
        node.properties["key"]
        for process in material.processes.values()
        for node in process.of("serviceTask")
        if node.properties.get("operation") == "clock.start" and "key" in node.properties
    }
    return material.vocabulary.clocks | inside


def _many(process: Process, node: Node) -> Iterator[Fault]:
    loop = node.element.find("bpmn:multiInstanceLoopCharacteristics", NS)
    if loop is None:
        return
    if node.tag != "userTask":
        yield process.fault(node, "mi-host")
    if loop.get("isSequential") == "true":
        yield process.fault(node, "mi-sequential")
    if loop.find("bpmn:completionCondition", NS) is not None:
        yield process.fault(node, "mi-condition")
    missing = [
        part
        for part in ("loopDataInputRef", "inputDataItem", "outputDataItem")
        if loop.find(f"bpmn:{part}", NS) is None
    ]
    if missing:
        yield process.fault(node, "mi-items", missing="、".join(missing))
