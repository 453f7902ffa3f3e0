"""Reads from a BPMN file what a drawing needs: lanes, nodes with their sizes, sequence flows."""

from dataclasses import dataclass

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TASK_SIZE = (114, 80)  # eight Chinese characters a line
GATEWAY_SIZE = (50, 50)
EVENT_SIZE = (36, 36)


class LayoutError(ValueError):
    """The file cannot be drawn: it holds no process, or a flow leads nowhere."""


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
    lanes: list[Lane | None]
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
    """Read the first process of a BPMN file. Raises LayoutError if there is none or a reference is broken."""
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True))
    process = root.find(f"{{{BPMN}}}process")
    if process is None:
        raise LayoutError("文件中没有流程（bpmn:process）")
    leaves = [
        lane for lane in process.iter(f"{{{BPMN}}}lane") if lane.find(f"{{{BPMN}}}childLaneSet") is None
    ]
    lane_of = {
        (ref.text or "").strip(): position
        for position, lane in enumerate(leaves)
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef")
    }
    tags = {element: etree.QName(element).localname for element in process if isinstance(element.tag, str)}
    hosts = {element.get("id"): element.get("attachedToRef") for element in tags}
    nodes = {}
    for element, tag in tags.items():
        if not (
            tag.endswith(("Event", "Gateway", "ask")) or tag in ("callActivity", "subProcess", "transaction")
        ):
            continue
        id_, host = element.get("id", ""), element.get("attachedToRef")
        if host and host not in hosts:
            raise LayoutError(f"边界事件 {id_} 所附的节点 {host} 不存在")
        nodes[id_] = Node(id_, tag, element.get("name", ""), lane_of.get(host or id_, 0), host)
    defaults = {element.get("default") for element in tags}
    flows = [
        Flow(
            id_,
            element.get("sourceRef", ""),
            element.get("targetRef", ""),
            element.get("name", ""),
            id_ in defaults,
        )
        for element, tag in tags.items()
        if tag == "sequenceFlow" and (id_ := element.get("id", ""))
    ]
    for flow in flows:
        for end in (flow.source, flow.target):
            if end not in nodes:
                raise LayoutError(f"顺序流 {flow.id} 连接的节点 {end} 不存在")
    lanes: list[Lane | None] = [Lane(lane.get("id", ""), lane.get("name", "")) for lane in leaves]
    return Process(process.get("id", ""), lanes or [None], nodes, flows)
