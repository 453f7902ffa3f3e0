"""Reads from a BPMN file what a drawing needs: lanes, nodes with their sizes, sequence flows."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from app.engine.faults import BrokenDefinition
from app.engine.xml import NS, each, read_xml

TASK_SIZE = (114, 80)  # eight Chinese characters a line
GATEWAY_SIZE = (50, 50)
EVENT_SIZE = (36, 36)
FLOW_NODES = ("Event", "Gateway", "task", "Task", "callActivity", "subProcess")


@dataclass(frozen=True)
class Node:
    """A flow node. ``lane`` is the position of its lane; a boundary event is in the lane of its ``host``."""

    id: str
    tag: str
    name: str
    lane: int
    host: str | None = None

    @property
    def is_gateway(self) -> bool:
        return self.tag.endswith("Gateway")

    @property
    def is_event(self) -> bool:
        return self.tag.endswith("Event")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as bpmn-js draws them by default."""
        if self.is_gateway:
            return GATEWAY_SIZE
        return EVENT_SIZE if self.is_event else TASK_SIZE

    @property
    def label(self) -> str:
        """The name if it stands beside the shape; a task carries its name inside."""
        return self.name if self.is_gateway or self.is_event else ""


@dataclass(frozen=True)
class Flow:
    """A sequence flow. The default flow of a gateway bears a mark at its beginning."""

    id: str
    source: str
    target: str
    name: str
    is_default: bool


@dataclass(frozen=True)
class Lane:
    """A lane; its name is the candidate group."""

    id: str
    name: str


@dataclass(frozen=True)
class Process:
    """The flow of one process in document order. Without a lane set everything lies in one nameless band."""

    id: str
    lanes: Sequence[Lane | None]
    nodes: dict[str, Node]
    flows: list[Flow]

    def boundary_events(self, host: str) -> list[Node]:
        """Events attached to ``host``, in document order."""
        return [node for node in self.nodes.values() if node.host == host]

    def anchor(self, node_id: str) -> Node:
        """The node that takes a place of its own: the host of a boundary event, else the node itself."""
        node = self.nodes[node_id]
        return self.nodes[node.host] if node.host else node


def read(source: bytes) -> Process:
    """The first process of a BPMN file.

    :raises BrokenDefinition: when there is none, or a flow or boundary event refers to a node that is not there.
    """
    element = read_xml(source).find("bpmn:process", NS)
    if element is None:
        raise BrokenDefinition("", "bpmn:process", "文件里没有流程，请先写流程再绘图。")
    lanes = [lane for lane in each(element, "lane") if lane.find("bpmn:childLaneSet", NS) is None]
    process = Process(
        element.get("id", ""),
        [Lane(lane.get("id", ""), lane.get("name", "")) for lane in lanes] or [None],
        _nodes(element, lanes),
        _flows(element),
    )
    for node in process.nodes.values():
        if node.host and node.host not in process.nodes:
            raise BrokenDefinition(process.id, node.id, f"所附的步骤 {node.host} 不存在。")
    for flow in process.flows:
        for end in (flow.source, flow.target):
            if end not in process.nodes:
                raise BrokenDefinition(process.id, flow.id, f"所连的元素 {end} 不存在。")
    return process


def _nodes(process: etree._Element, lanes: list[etree._Element]) -> dict[str, Node]:
    lane_of = {
        (ref.text or "").strip(): position
        for position, lane in enumerate(lanes)
        for ref in lane.findall("bpmn:flowNodeRef", NS)
    }
    nodes = {}
    for element in process.iterchildren("{*}*"):
        tag, id_, host = etree.QName(element).localname, element.get("id", ""), element.get("attachedToRef")
        if tag.endswith(FLOW_NODES):
            nodes[id_] = Node(id_, tag, element.get("name", ""), lane_of.get(host or id_, 0), host)
    return nodes


def _flows(process: etree._Element) -> list[Flow]:
    defaults = {element.get("default") for element in process}
    return [
        Flow(
            flow.get("id", ""),
            flow.get("sourceRef", ""),
            flow.get("targetRef", ""),
            flow.get("name", ""),
            flow.get("id") in defaults,
        )
        for flow in process.findall("bpmn:sequenceFlow", NS)
    ]
