"""Writes a drawing into a BPMN file: the old diagram goes, the new one comes, the rest stays byte for byte."""

import re
from xml.sax.saxutils import quoteattr

from app.engine.faults import BrokenDefinition
from app.engine.layout.drawing import Box, Drawing
from app.engine.layout.flow import Process

NAMESPACES = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
DIAGRAM = re.compile(rb"\s*<(?:[\w.-]+:)?BPMNDiagram\b.*?</(?:[\w.-]+:)?BPMNDiagram\s*>", re.DOTALL)
END = re.compile(rb"\s*</(?:[\w.-]+:)?definitions\s*>\s*$")


def without_diagram(source: bytes) -> bytes:
    """The file without its diagram."""
    return DIAGRAM.sub(b"", source)


def with_diagram(source: bytes, process: Process, drawing: Drawing) -> bytes:
    """The file with ``drawing`` as its only diagram."""
    bare = without_diagram(source)
    end = END.search(bare)
    if end is None:
        raise BrokenDefinition(process.id, "bpmn:definitions", "文件没有以 </bpmn:definitions> 结尾。")
    lines = _diagram(process, drawing, _undeclared(bare))
    return bare[: end.start()] + ("\n" + "\n".join(lines)).encode() + b"\n" + bare[end.start() :].lstrip()


def _undeclared(source: bytes) -> dict[str, str]:
    head = re.search(rb"<(?:[\w.-]+:)?definitions\b[^>]*>", source)
    declared = head.group().decode() if head else ""
    return {
        p: uri
        for p, uri in NAMESPACES.items()
        if not re.search(rf'xmlns:{p}\s*=\s*["\']{re.escape(uri)}["\']', declared)
    }


def _diagram(process: Process, drawing: Drawing, missing: dict[str, str]) -> list[str]:
    declarations = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in missing.items())
    lines = [
        f'  <bpmndi:BPMNDiagram{declarations} id="{process.id}_diagram">',
        f'    <bpmndi:BPMNPlane id="{process.id}_plane" bpmnElement="{process.id}">',
    ]
    for lane, box in zip(process.lanes, drawing.lanes, strict=True):
        if lane:
            lines += _shape(lane.id, ' isHorizontal="true"', box, None)
    for node in process.nodes.values():
        marker = ' isMarkerVisible="true"' if node.tag == "exclusiveGateway" else ""
        lines += _shape(node.id, marker, drawing.shapes[node.id], drawing.labels.get(node.id))
    for flow in process.flows:
        lines.append(f'      <bpmndi:BPMNEdge id="{flow.id}_di" bpmnElement="{flow.id}">')
        lines += [f'        <di:waypoint x="{x}" y="{y}" />' for x, y in drawing.edges[flow.id]]
        lines += _label(drawing.labels.get(flow.id))
        lines.append("      </bpmndi:BPMNEdge>")
    return [*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"]


def _shape(id_: str, attributes: str, box: Box, label: Box | None) -> list[str]:
    return [
        f'      <bpmndi:BPMNShape id="{id_}_di" bpmnElement="{id_}"{attributes}>',
        f"        {_bounds(box)}",
        *_label(label),
        "      </bpmndi:BPMNShape>",
    ]


def _label(box: Box | None) -> list[str]:
    if box is None:
        return []
    return ["        <bpmndi:BPMNLabel>", f"          {_bounds(box)}", "        </bpmndi:BPMNLabel>"]


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'
