"""Reads a BPMN file into processes, nodes and flows, without believing anything in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator
from SpiffWorkflow.spiff.parser.process import SPIFF_XSD

from app.engine.check.faults import Fault, fault
from app.engine.xml import BPMN, NS, properties_of

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"

TASKS = frozenset({"userTask", "serviceTask", "businessRuleTask", "callActivity"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"})
REFUSED_NODES = frozenset(
    (
        "task",
        "manualTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "subProcess",
        "adHocSubProcess",
        "transaction",
    )
) | {"inclusiveGateway", "complexGateway", "intermediateThrowEvent"}
NODES = TASKS | GATEWAYS | EVENTS | REFUSED_NODES

_validating = Lock()  # a schema object keeps its last errors, so two threads must not share it at once


@dataclass(frozen=True)
class Flow:
    """A sequence flow (顺序流)."""

    id: str
    source: str
    target: str
    condition: str | None


@dataclass
class Node:
    """A flow node: event, task, gateway or call activity."""

    id: str
    tag: str
    name: str
    element: etree._Element
    properties: dict[str, str]
    events: tuple[str, ...]
    lanes: tuple[str, ...] = ()
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundaries: list["Node"] = field(default_factory=list)

    @property
    def label(self) -> str:
        """How a sentence calls it: its Chinese name and its id."""
        return f"「{self.name}」({self.id})" if self.name else f"({self.id})"

    @property
    def event(self) -> str:
        """The one thing an event waits for or throws: ``timer``, ``message`` …; empty for a plain one."""
        return self.events[0] if self.events else ""

    @property
    def many(self) -> bool:
        """A multi-instance step (多实例)."""
        return self.element.find("bpmn:multiInstanceLoopCharacteristics", NS) is not None

    @property
    def default(self) -> str:
        return self.element.get("default", "")


@dataclass
class Process:
    """One process of one file."""

    file: str
    id: str
    element: etree._Element
    properties: dict[str, str]
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    messages: dict[str, etree._Element] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> etree._Element:
        return self.element.getroottree().getroot()

    def of(self, *tags: str) -> Iterator[Node]:
        """The nodes with one of these tags, as they stand in the file."""
        return (node for node in self.nodes.values() if node.tag in tags)

    def fault(self, node: Node, kind: str, **values: object) -> Fault:
        """A fault at a node, which the sentence calls by its label."""
        return fault(self.file, node.id, kind, label=node.label, **values)


def local(element: etree._Element) -> str:
    """The tag without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def parse_xml(file: str, data: bytes) -> tuple[etree._Element | None, list[Fault]]:
    """The root of an untrusted XML file. Never loads anything else, never expands an entity."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None, [fault(file, "", "doctype")]
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, [fault(file, "", "unreadable", reason=error)]
    info: Any = root.getroottree().docinfo
    if info.doctype:  # one written in another encoding
        return None, [fault(file, "", "doctype")]
    return root, []


def read_process(file: str, data: bytes) -> tuple[Process | None, list[Fault]]:
    """The process of a BPMN file, and what is wrong with the file as a file."""
    root, faults = parse_xml(file, data)
    if root is None:
        return None, faults
    faults += _invalid(file, root)
    expected = PurePosixPath(file).stem
    elements = root.findall("bpmn:process", NS)
    if len(elements) != 1 or elements[0].get("id") != expected:
        found = "、".join(str(element.get("id")) for element in elements) or "—"
        faults.append(fault(file, "", "process-id", expected=expected, found=found))
    if not elements:
        return None, faults
    element = elements[0]
    if element.get("isExecutable", "true") != "true":
        faults.append(fault(file, expected, "not-executable"))
    process = Process(file, element.get("id", ""), element, properties_of(element))
    _read_nodes(process)
    faults += _read_flows(process)
    process.messages = {m.get("id", ""): m for m in root.findall("bpmn:message", NS)}
    process.errors = {e.get("id", ""): e.get("errorCode", "") for e in root.findall("bpmn:error", NS)}
    return process, faults


@cache
def _schema() -> Any:
    return BpmnValidator(imports={"spiffworkflow": SPIFF_XSD}).validator


def _invalid(file: str, root: etree._Element) -> list[Fault]:
    with _validating:
        _schema().validate(root)
        return [fault(file, "", "xsd", line=e.line, reason=e.message) for e in _schema().error_log]


def _read_nodes(process: Process) -> None:
    lanes: dict[str, list[str]] = {}
    for reference in process.element.iterfind(".//bpmn:flowNodeRef", NS):
        lane = reference.getparent()
        if lane is not None:
            lanes.setdefault((reference.text or "").strip(), []).append(lane.get("name", ""))
    for element in process.element:
        if (tag := local(element)) not in NODES:
            continue
        events = tuple(
            local(e)[: -len("EventDefinition")] for e in element if local(e).endswith("EventDefinition")
        )
        id_, name = element.get("id", ""), element.get("name", "").strip()
        node = Node(id_, tag, name, element, properties_of(element), events, tuple(lanes.get(id_, ())))
        process.nodes[id_] = node


def _read_flows(process: Process) -> list[Fault]:
    faults = []
    for element in process.element.findall("bpmn:sequenceFlow", NS):
        condition = element.find("bpmn:conditionExpression", NS)
        text = None if condition is None else "".join(str(part) for part in condition.itertext()).strip()
        flow = Flow(element.get("id", ""), element.get("sourceRef", ""), element.get("targetRef", ""), text)
        if flow.source not in process.nodes or flow.target not in process.nodes:
            missing = flow.source if flow.source not in process.nodes else flow.target
            faults.append(fault(process.file, flow.id, "reference", target=missing))
            continue
        process.flows.append(flow)
        process.nodes[flow.source].outgoing.append(flow)
        process.nodes[flow.target].incoming.append(flow)
    for node in process.of("boundaryEvent"):
        host = process.nodes.get(node.element.get("attachedToRef", ""))
        if host is None:
            faults.append(process.fault(node, "reference", target=node.element.get("attachedToRef", "")))
        else:
            host.boundaries.append(node)
    for node in process.nodes.values():
        if node.default and node.default not in {flow.id for flow in node.outgoing}:
            faults.append(process.fault(node, "reference", target=node.default))
    for reference in process.element.iter(
        *(f"{{{BPMN}}}{t}" for t in ("incoming", "outgoing", "flowNodeRef"))
    ):
        target, owner = (reference.text or "").strip(), reference.getparent()
        known = process.nodes if local(reference) == "flowNodeRef" else {flow.id for flow in process.flows}
        if (
            target not in known
            and owner is not None
            and (local(owner) == "lane" or owner.get("id") in process.nodes)
        ):
            faults.append(fault(process.file, owner.get("id", ""), "reference", target=target))
    return faults
