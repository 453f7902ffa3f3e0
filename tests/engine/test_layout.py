"""A drawn process can be read: nothing overlaps, every line begins and ends where it should, nothing else changes."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree
from SpiffWorkflow.spiff.parser import VALIDATOR

from app.engine.faults import BrokenDefinition
from app.engine.layout.draw import draw, layout
from app.engine.layout.drawing import Box, Drawing
from app.engine.layout.flow import Process, read
from app.engine.layout.write import without_diagram
from app.engine.parser import Parser
from app.paths import PROCESSES

DI = {
    "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
}
# Made-up processes that are hard to draw, and every process of the product.
SAMPLES = sorted((Path(__file__).parent / "layout_samples").glob("*.bpmn"), key=lambda path: path.name)
DIAGRAMS = [*SAMPLES, *sorted(PROCESSES.glob("*/*.bpmn"))]


@pytest.fixture(scope="module", params=DIAGRAMS, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> bytes:
    return request.param.read_bytes()


@pytest.fixture(scope="module")
def process(source: bytes) -> Process:
    return read(source)


@pytest.fixture(scope="module")
def drawn(source: bytes) -> bytes:
    return layout(source)


@pytest.fixture(scope="module")
def drawing(process: Process) -> Drawing:
    return draw(process)


def stretches(drawing: Drawing, flow: str) -> list[Box]:
    """The straight pieces of an edge as thin boxes."""
    return [
        Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]) + 1, abs(a[1] - b[1]) + 1)
        for a, b in pairwise(drawing.edges[flow])
    ]


def test_every_lane_node_and_flow_is_drawn(drawn: bytes, process: Process) -> None:
    root = etree.fromstring(drawn)
    shown = [
        element.get("bpmnElement")
        for element in root.iter(f"{{{DI['di']}}}BPMNShape", f"{{{DI['di']}}}BPMNEdge")
    ]
    lanes = [lane.id for lane in process.lanes if lane]
    assert sorted(shown) == sorted([*lanes, *process.nodes, *(flow.id for flow in process.flows)])


def test_every_name_beside_a_shape_or_line_has_a_label(process: Process, drawing: Drawing) -> None:
    named = {node.id for node in process.nodes.values() if node.label} | {
        flow.id for flow in process.flows if flow.name
    }
    assert set(drawing.labels) == named


def test_shapes_do_not_overlap_but_for_boundary_events_on_their_host(
    process: Process, drawing: Drawing
) -> None:
    for a, b in combinations(process.nodes.values(), 2):
        if a.host != b.id and b.host != a.id:
            assert not drawing.shapes[a.id].overlaps(drawing.shapes[b.id], 5), (a.id, b.id)


def test_nodes_lie_in_their_lane(process: Process, drawing: Drawing) -> None:
    for node in process.nodes.values():
        shape, lane = drawing.shapes[node.id], drawing.lanes[node.lane]
        assert lane.x + 30 <= shape.x < shape.right <= lane.right, node.id
        assert lane.y <= shape.y < shape.bottom <= lane.bottom, node.id


def test_lanes_follow_each_other_in_the_order_of_the_lane_set(drawing: Drawing) -> None:
    for upper, lower in pairwise(drawing.lanes):
        assert (upper.bottom, upper.x, upper.width) == (lower.y, lower.x, lower.width)


def test_flows_lead_to_the_right_unless_they_close_a_loop(process: Process, drawing: Drawing) -> None:
    leftward = [f for f in process.flows if drawing.shapes[f.target].x <= drawing.shapes[f.source].x]
    ahead = {flow.id for flow in process.flows} - {flow.id for flow in leftward}
    reached: dict[str, set[str]] = {}
    for node in sorted(process.nodes, key=lambda id_: -drawing.shapes[id_].x):
        steps = [f.target for f in process.flows if f.id in ahead and process.anchor(f.source).id == node]
        reached[node] = {node}.union(*(reached[process.anchor(step).id] for step in steps))
    for flow in leftward:
        assert process.anchor(flow.source).id in reached[flow.target], flow.id


def test_labels_are_clear_of_shapes_and_of_each_other(drawing: Drawing) -> None:
    for id_, label in drawing.labels.items():
        assert not [other for other, shape in drawing.shapes.items() if label.overlaps(shape)], id_
    for (a, first), (b, second) in combinations(drawing.labels.items(), 2):
        assert not first.overlaps(second), (a, b)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_line_runs_through_a_label(path: Path) -> None:
    process = read(path.read_bytes())
    drawing = draw(process)
    for id_, label in drawing.labels.items():
        crossing = [f.id for f in process.flows if any(label.overlaps(s) for s in stretches(drawing, f.id))]
        assert not crossing, id_


def test_edges_run_from_border_to_border(process: Process, drawing: Drawing) -> None:
    def borders(box: Box) -> set[tuple[int, int]]:
        x, y = box.middle
        return {(box.x, y), (box.right, y), (x, box.y), (x, box.bottom)}

    for flow in process.flows:
        points = drawing.edges[flow.id]
        assert points[0] in borders(drawing.shapes[flow.source]), flow.id
        assert points[-1] in borders(drawing.shapes[flow.target]), flow.id


def test_edges_are_made_of_horizontal_and_vertical_pieces(drawing: Drawing) -> None:
    for id_, points in drawing.edges.items():
        for a, b in pairwise(points):
            assert (a[0] == b[0]) != (a[1] == b[1]), id_


def test_no_edge_runs_through_a_shape(process: Process, drawing: Drawing) -> None:
    for flow in process.flows:
        own = {flow.source, flow.target, process.nodes[flow.source].host}
        for id_, shape in drawing.shapes.items():
            if id_ not in own:
                assert not any(piece.overlaps(shape) for piece in stretches(drawing, flow.id)), (flow.id, id_)
        target = drawing.shapes[flow.target]
        inside = Box(target.x + 1, target.y + 1, target.width - 2, target.height - 2)
        assert not any(piece.overlaps(inside) for piece in stretches(drawing, flow.id)), flow.id


def test_only_flows_from_one_node_or_to_one_node_share_a_line(process: Process, drawing: Drawing) -> None:
    for a, b in combinations(process.flows, 2):
        if a.source == b.source or a.target == b.target:
            continue
        for first in stretches(drawing, a.id):
            for second in stretches(drawing, b.id):
                parallel = (first.width > 1) == (second.width > 1)
                assert not (parallel and first.overlaps(second)), (a.id, b.id)


def test_drawing_twice_gives_the_same_bytes(drawn: bytes) -> None:
    assert layout(drawn) == drawn


def test_everything_but_the_diagram_stays_byte_for_byte(source: bytes, drawn: bytes) -> None:
    assert without_diagram(drawn) == without_diagram(source)


def test_the_engine_still_reads_the_file(drawn: bytes, process: Process) -> None:
    parser = Parser(validator=VALIDATOR)
    parser.add_bpmn_str(drawn, filename=process.id)
    spec = parser.get_spec(process.id)
    assert set(process.nodes) <= set(spec.task_specs)


def test_an_old_diagram_is_replaced() -> None:
    source = SAMPLES[0].read_bytes()
    moved = source.replace(b'<dc:Bounds x="', b'<dc:Bounds x="9')
    assert layout(moved) == layout(source) != moved


def test_a_file_without_the_prefixes_of_diagrams_gets_them() -> None:
    bare = without_diagram(SAMPLES[0].read_bytes())
    for prefix in (b"bpmndi", b"dc", b"di"):
        start = bare.index(b" xmlns:" + prefix + b"=")
        bare = bare[:start] + bare[bare.index(b'"', bare.index(b'"', start) + 1) + 1 :]
    assert etree.fromstring(layout(bare)).find("di:BPMNDiagram", DI) is not None


def test_a_flow_to_nowhere_is_refused() -> None:
    lost = SAMPLES[0].read_bytes().replace(b'targetRef="plan"', b'targetRef="nowhere"')
    with pytest.raises(BrokenDefinition, match="nowhere"):
        layout(lost)


def test_a_boundary_event_may_lead_back_to_its_own_host() -> None:
    looped = next(path for path in SAMPLES if path.stem == "parallel").read_bytes()
    assert b'sourceRef="hand_due" targetRef="warn"' in looped
    process = read(
        looped.replace(b'sourceRef="hand_due" targetRef="warn"', b'sourceRef="hand_due" targetRef="hand"')
    )
    flow = next(flow for flow in process.flows if flow.source == "hand_due")
    drawing = draw(process)
    first, *_, last = drawing.edges[flow.id]
    event, host = drawing.shapes["hand_due"], drawing.shapes["hand"]
    assert first == (event.middle[0], event.bottom)
    assert last in {(host.x, host.middle[1]), (host.middle[0], host.y)}
