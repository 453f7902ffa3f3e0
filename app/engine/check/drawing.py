"""What a person must be able to see and read: lanes, names, instructions, shapes and lines."""

from collections.abc import Iterator

from app.engine.check.diagram import BPMNDI, Process, local
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material
from app.engine.xml import NS

IN_A_LANE = ("userTask", "serviceTask", "businessRuleTask", "callActivity")
OUTSIDE = ("bank", "court")


def outside(group: str) -> bool:
    """Is this a group of outside parties (ext_*, bank, court), who may not use the portal?"""
    return group.startswith("ext_") or group in OUTSIDE


def check_drawing(material: Material) -> Iterator[Fault]:
    """Lanes are groups; people can read what they see; everything is drawn."""
    for process in material.processes.values():
        yield from _lanes(process, material)
        yield from _names(process)
        yield from _shapes(process)


def _lanes(process: Process, material: Material) -> Iterator[Fault]:
    for lane in process.element.iterfind(".//bpmn:lane", NS):
        name, id_ = lane.get("name", ""), lane.get("id", "")
        if not name:
            yield fault(process.file, id_, "lane-name")
        elif name not in material.vocabulary.groups:
            yield fault(process.file, id_, "lane-unknown", name=name)
    for node in process.nodes.values():
        if node.tag in IN_A_LANE and not node.lanes:
            yield process.fault(node, "lane-missing")
        if len(node.lanes) > 1:
            yield process.fault(node, "lane-twice", lanes="、".join(node.lanes))
    people = {lane for node in process.of("userTask") for lane in node.lanes if outside(lane)}
    if people and not process.properties.get("home"):
        yield fault(process.file, process.id, "home-missing", groups="、".join(sorted(people)))


def _names(process: Process) -> Iterator[Fault]:
    if not process.element.get("name", "").strip():
        yield fault(process.file, process.id, "process-name")
    for node in process.nodes.values():
        asks = node.tag == "exclusiveGateway" and len(node.outgoing) > 1
        if not node.name and (asks or node.tag in ("userTask", "callActivity", "endEvent")):
            yield process.fault(node, "name-missing")
        text = node.element.findtext("bpmn:documentation", "", NS)
        if node.tag == "userTask" and not text.strip():
            yield process.fault(node, "documentation-missing")


def _shapes(process: Process) -> Iterator[Fault]:
    drawn = {"BPMNShape": set[str](), "BPMNEdge": set[str]()}
    for element in process.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        drawn[local(element)].add(element.get("bpmnElement", ""))
    lanes = [lane.get("id", "") for lane in process.element.iterfind(".//bpmn:lane", NS)]
    for id_ in [*process.nodes, *lanes]:
        if id_ not in drawn["BPMNShape"]:
            yield fault(process.file, id_, "shape-missing")
    for flow in process.flows:
        if flow.id not in drawn["BPMNEdge"]:
            yield fault(process.file, flow.id, "edge-missing")
    ids = {element.get("id") for element in process.root.iter() if element.get("id")}
    for id_ in sorted((drawn["BPMNShape"] | drawn["BPMNEdge"]) - ids):
        yield fault(process.file, id_, "drawn-unknown")
