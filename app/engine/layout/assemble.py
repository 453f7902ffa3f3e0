"""Puts lanes, shapes and edges in their places once the lattice has its measures."""

from itertools import pairwise

from app.engine.layout.drawing import Box, Drawing
from app.engine.layout.flow import Flow, Node
from app.engine.layout.grid import Grid
from app.engine.layout.measure import HEADER, LEFT, Scale
from app.engine.layout.tracks import Tracks


def boundary_offsets(grid: Grid) -> dict[str, int]:
    """How far right of its host's middle each boundary event sits; what leads nearer stands further right."""
    offsets: dict[str, int] = {}
    for host in grid.process.nodes.values():
        for side in ("N", "S"):
            events = [
                event for event in grid.process.boundary_events(host.id) if grid.hangs[event.id] == side
            ]
            events.sort(key=lambda event: _distance(grid, event))
            for position, event in enumerate(events):
                offsets[event.id] = host.size[0] // 2 - 24 - 42 * position
    return offsets


def _distance(grid: Grid, event: Node) -> int:
    ends = [grid.at[flow.target] for flow in grid.process.flows if flow.source == event.id]
    return max((abs(end.y - grid.at[event.id].y) * 100 + end.x for end in ends), default=0)


def assemble(grid: Grid, tracks: Tracks, across: Scale, down: Scale, offsets: dict[str, int]) -> Drawing:
    """The drawing without its labels. ``offsets``: see ``boundary_offsets``."""
    drawing = Drawing(above={id_ for id_, side in grid.hangs.items() if side == "N"})
    width = HEADER + across.starts[-1] + across.sizes[-1] - across.starts[0]
    for lane in range(len(grid.process.lanes)):
        ys = grid.lines_of(lane)
        top = down.starts[ys[0]]
        drawing.lanes.append(Box(LEFT, top, width, down.starts[ys[-1]] + down.sizes[ys[-1]] - top))
    for node in grid.process.nodes.values():
        x, y = across.middles[grid.at[node.id].x], down.middles[grid.at[node.id].y]
        if node.host:
            x += offsets[node.id]
            y += (1 if grid.hangs[node.id] == "S" else -1) * grid.process.nodes[node.host].size[1] // 2
        w, h = node.size
        drawing.shapes[node.id] = Box(x - w // 2, y - h // 2, w, h)
    for flow in grid.process.flows:
        drawing.edges[flow.id] = _waypoints(flow, tracks, drawing, across, down)
    return drawing


def _waypoints(
    flow: Flow, tracks: Tracks, drawing: Drawing, across: Scale, down: Scale
) -> list[tuple[int, int]]:
    """Corners of an edge, from border to border."""
    runs = tracks.runs[flow.id]
    source, target = drawing.shapes[flow.source], drawing.shapes[flow.target]
    places = []
    for run in runs:
        if run in tracks.track:
            places.append((across if run.vertical else down).of_track(tracks, run))
        elif run.vertical:
            places.append((source if run is runs[0] else target).middle[0])
        else:
            places.append(down.middles[run.line])
    first, last = runs[0], runs[-1]
    points = [_border(source, first.vertical, first.end > first.start, places[0])]
    for run, (here, after) in zip(runs, pairwise(places), strict=False):
        points.append((here, after) if run.vertical else (after, here))
    points.append(_border(target, last.vertical, last.end < last.start, places[-1]))
    return points


def _border(shape: Box, vertical: bool, far: bool, place: int) -> tuple[int, int]:
    if vertical:
        return place, shape.bottom if far else shape.y
    return (shape.right if far else shape.x), place
