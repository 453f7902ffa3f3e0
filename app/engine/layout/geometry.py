"""Turns the lattice into pixels: how wide each column and gutter, how high each row and channel must be."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from app.engine.layout.flow import Flow, Node
from app.engine.layout.grid import OPPOSITE, Grid, Side
from app.engine.layout.route import Way, heading
from app.engine.layout.text import label_size, width_of
from app.engine.layout.tracks import Tracks

LEFT, TOP = 160, 80  # where bpmn-js puts a new diagram
HEADER = 30  # the strip with the lane's name
TRACK = 12
GAP = 5  # between a shape and its label


class Box(NamedTuple):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def overlaps(self, other: "Box", margin: int = 0) -> bool:
        """Whether both share an area, or come closer than ``margin``."""
        return (
            self.x < other.right + margin
            and other.x < self.right + margin
            and self.y < other.bottom + margin
            and other.y < self.bottom + margin
        )


@dataclass
class Drawing:
    """Everything with its place in pixels."""

    lanes: list[Box] = field(default_factory=list)
    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)


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


def measure(grid: Grid, ways: dict[str, Way], tracks: Tracks, offsets: dict[str, int]) -> Drawing:
    """Place shapes and edges. Labels come later, in the room that is left for them here."""
    used = sides_in_use(grid, ways)
    lefts, widths = _columns(grid, tracks, ways)
    tops, heights = _rows(grid, tracks, used)
    drawing = Drawing()
    width = HEADER + lefts[-1] + widths[-1] - lefts[0]
    for lane in range(len(grid.process.lanes)):
        ys = [y for y, line in enumerate(grid.lines) if line.lane == lane]
        top = tops[ys[0]]
        drawing.lanes.append(Box(LEFT, top, width, tops[ys[-1]] + heights[ys[-1]] - top))
    middle_x = [left + width // 2 for left, width in zip(lefts, widths, strict=True)]
    middle_y = _middles(grid, used, tops, heights)
    for node in grid.process.nodes.values():
        x, y = middle_x[grid.at[node.id].x], middle_y[grid.at[node.id].y]
        if node.host:
            x += offsets[node.id]
            y += (1 if grid.hangs[node.id] == "S" else -1) * grid.process.nodes[node.host].size[1] // 2
        w, h = node.size
        drawing.shapes[node.id] = Box(x - w // 2, y - h // 2, w, h)
    for flow in grid.process.flows:
        drawing.edges[flow.id] = _waypoints(
            grid, flow, tracks, drawing, (lefts, widths, middle_x), (tops, heights, middle_y)
        )
    return drawing


def sides_in_use(grid: Grid, ways: dict[str, Way]) -> dict[str, set[Side]]:
    """The sides of each node at which a flow leaves or arrives."""
    used: dict[str, set[Side]] = {id_: set() for id_ in grid.process.nodes}
    for flow in grid.process.flows:
        way = ways[flow.id]
        used[flow.source].add(heading(way[0], way[1]))
        used[flow.target].add(OPPOSITE[heading(way[-2], way[-1])])
    return used


def _columns(grid: Grid, tracks: Tracks, ways: dict[str, Way]) -> tuple[list[int], list[int]]:
    """Left edge and width of every vertical line."""
    widths = [0] * grid.width
    for node in grid.process.nodes.values():
        x = grid.at[node.id].x
        labelled = label_size(node.label)[0] if node.label and not node.host else 0
        widths[x] = max(widths[x], node.size[0], labelled)
    for x in range(0, grid.width, 2):
        count = tracks.count.get((True, x), 0)
        widths[x] = max(44, 40 + TRACK * (count - 1)) if 0 < x < grid.width - 1 else 20 + TRACK * count
    for flow in grid.process.flows:
        if not flow.name:
            continue
        way = ways[flow.id]
        source, target = grid.process.nodes[flow.source], grid.process.nodes[flow.target]
        a, b = way[0].x, way[-1].x
        if b == a + 2 and heading(way[-2], way[-1]) == "E":
            room = (widths[a] + widths[b] - target.size[0]) // 2
            if heading(way[0], way[1]) == "E":
                room -= source.size[0] // 2
            widths[a + 1] = max(widths[a + 1], label_size(flow.name)[0] + 14 - room)
    lefts = [LEFT + HEADER]
    for width in widths[:-1]:
        lefts.append(lefts[-1] + width)
    return lefts, widths


def _rows(grid: Grid, tracks: Tracks, used: dict[str, set[Side]]) -> tuple[list[int], list[int]]:
    """Top edge and height of every horizontal line; a lane is high enough for its name."""
    heights = []
    for y, line in enumerate(grid.lines):
        count = tracks.count.get((False, y), 0)
        outer = (
            y in (0, len(grid.lines) - 1)
            or grid.lines[y - 1].lane != line.lane
            or grid.lines[y + 1].lane != line.lane
        )
        if line.row is None:
            heights.append((12 if outer else 10) + TRACK * count + (0 if outer or not count else 6))
        else:
            heights.append(sum(_extent(grid, used, y)))
    for lane, entry in enumerate(grid.process.lanes):
        ys = [y for y, line in enumerate(grid.lines) if line.lane == lane]
        lacking = (width_of(entry.name) + 24 if entry else 0) - sum(heights[y] for y in ys)
        if lacking > 0:
            heights[ys[0]] += lacking // 2
            heights[ys[-1]] += lacking - lacking // 2
    tops = [TOP]
    for height in heights[:-1]:
        tops.append(tops[-1] + height)
    return tops, heights


def _extent(grid: Grid, used: dict[str, set[Side]], y: int) -> tuple[int, int]:
    """Room above and below the middle of a row for its shapes, boundary events and their labels."""
    up = down = 28
    for node in grid.process.nodes.values():
        if grid.at[node.id].y != y:
            continue
        half = node.size[1] // 2
        label = label_size(node.label)[1] + GAP if node.label else 0
        if node.host:
            reach = grid.process.nodes[node.host].size[1] // 2 + max(18, label) + 4
            up, down = (max(up, reach), down) if grid.hangs[node.id] == "N" else (up, max(down, reach))
        else:
            up, down = max(up, half), max(down, half)
            if "S" not in used[node.id]:
                down = max(down, half + label)
            elif label:
                up = max(up, half + label)
    return up, down


def _middles(grid: Grid, used: dict[str, set[Side]], tops: list[int], heights: list[int]) -> list[int]:
    return [
        top + (height // 2 if grid.is_channel(y) else _extent(grid, used, y)[0])
        for y, (top, height) in enumerate(zip(tops, heights, strict=True))
    ]


def _waypoints(
    grid: Grid,
    flow: Flow,
    tracks: Tracks,
    drawing: Drawing,
    across: tuple[list[int], list[int], list[int]],
    down: tuple[list[int], list[int], list[int]],
) -> list[tuple[int, int]]:
    """Corners of an edge, from border to border."""
    runs = tracks.runs[flow.id]
    source, target = drawing.shapes[flow.source], drawing.shapes[flow.target]
    places = []
    for position, run in enumerate(runs):
        starts, sizes, middles = across if run.vertical else down
        if run in tracks.track:
            count = tracks.count[run.vertical, run.line]
            first = starts[run.line] + (sizes[run.line] - TRACK * (count - 1)) // 2
            places.append(first + TRACK * tracks.track[run])
        elif run.vertical:
            shape = source if position == 0 else target
            places.append(shape.x + shape.width // 2)
        else:
            places.append(middles[run.line])
    first, last = runs[0], runs[-1]
    points = [_border(source, first.vertical, first.end > first.start, places[0])]
    for (a, b), (here, after) in zip(pairwise(runs), pairwise(places), strict=True):
        points.append((here, after) if a.vertical else (after, here))
    points.append(_border(target, last.vertical, last.end < last.start, places[-1]))
    return points


def _border(shape: Box, vertical: bool, far: bool, place: int) -> tuple[int, int]:
    if vertical:
        return place, shape.bottom if far else shape.y
    return (shape.right if far else shape.x), place
