"""Turns the lattice into pixels: how wide each column and gutter, how high each row and channel must be."""

from dataclasses import dataclass

from app.engine.layout.flow import Flow
from app.engine.layout.grid import OPPOSITE, Grid, Side
from app.engine.layout.route import Way, heading
from app.engine.layout.text import label_size, width_of
from app.engine.layout.tracks import Run, Tracks

LEFT, TOP = 160, 80  # where bpmn-js puts a new diagram
HEADER = 30  # the strip with the lane's name
TRACK = 12
GAP = 5  # between a shape and its label
MARGIN = 20  # between a track and the next shape: an arrow head and a little more


@dataclass(frozen=True)
class Scale:
    """The lines of one direction in pixels: where each begins, how broad it is, where nodes have their middle."""

    starts: list[int]
    sizes: list[int]
    middles: list[int]

    def of_track(self, tracks: Tracks, run: Run) -> int:
        """Where a run in a gutter or channel lies."""
        count = tracks.count[run.vertical, run.line]
        end = self.starts[run.line] + self.sizes[run.line]
        return end - MARGIN - TRACK * (count - 1 - tracks.track[run])


def sides_in_use(grid: Grid, ways: dict[str, Way]) -> dict[str, set[Side]]:
    """The sides of each node at which a flow leaves or arrives."""
    used: dict[str, set[Side]] = {id_: set() for id_ in grid.process.nodes}
    for flow in grid.process.flows:
        way = ways[flow.id]
        used[flow.source].add(heading(way[0], way[1]))
        used[flow.target].add(OPPOSITE[heading(way[-2], way[-1])])
    return used


def across(grid: Grid, tracks: Tracks, ways: dict[str, Way]) -> Scale:
    """Columns and gutters. A gutter has room for its tracks and for the name of a flow that goes straight through."""
    sizes = [0] * grid.width
    for node in grid.process.nodes.values():
        x = grid.at[node.id].x
        labelled = label_size(node.label)[0] if node.label and not node.host else 0
        sizes[x] = max(sizes[x], node.size[0], labelled)
    for x in range(0, grid.width, 2):
        count = tracks.count.get((True, x), 0)
        sizes[x] = (
            MARGIN + TRACK * count if x in (0, grid.width - 1) else 2 * MARGIN + TRACK * max(count - 1, 0)
        )
    for flow in grid.process.flows:
        gutter = ways[flow.id][0].x + 1
        sizes[gutter] = max(sizes[gutter], _needed(grid, tracks, ways[flow.id], flow, sizes))
    starts = _starts(LEFT + HEADER, sizes)
    return Scale(starts, sizes, [start + size // 2 for start, size in zip(starts, sizes, strict=True)])


def _needed(grid: Grid, tracks: Tracks, way: Way, flow: Flow, sizes: list[int]) -> int:
    """How broad the gutter after the source must be for the name of a flow that only crosses this gutter."""
    a, b = way[0].x, way[-1].x
    if not flow.name or b != a + 2 or heading(way[-2], way[-1]) != "E":
        return 0
    source, target = grid.process.nodes[flow.source], grid.process.nodes[flow.target]
    room = sizes[a] // 2
    if heading(way[0], way[1]) == "E":
        room -= source.size[0] // 2
    runs = [run for runs in tracks.runs.values() for run in runs if run.vertical and run.line == a + 1]
    if any(run.low <= way[-1].y <= run.high for run in runs):
        room -= MARGIN + TRACK * (tracks.count[True, a + 1] - 1)
    else:
        room += (sizes[b] - target.size[0]) // 2
    return label_size(flow.name)[0] + (26 if flow.is_default else 14) - room


def down(grid: Grid, tracks: Tracks, ways: dict[str, Way]) -> Scale:
    """Rows and channels. A row has room for its labels and boundary events; a lane is high enough for its name."""
    used = sides_in_use(grid, ways)
    extents = [
        _extent(grid, used, y) if line.row is not None else (0, 0) for y, line in enumerate(grid.lines)
    ]
    sizes = [sum(extent) or _channel(tracks, y) for y, extent in enumerate(extents)]
    for lane, entry in enumerate(grid.process.lanes):
        ys = grid.lines_of(lane)
        lacking = (width_of(entry.name) + 24 if entry else 0) - sum(sizes[y] for y in ys)
        if lacking > 0:
            sizes[ys[0]] += lacking // 2
            sizes[ys[-1]] += lacking - lacking // 2
    starts = _starts(TOP, sizes)
    middles = [
        start + (extent[0] or size // 2) for start, size, extent in zip(starts, sizes, extents, strict=True)
    ]
    return Scale(starts, sizes, middles)


def _starts(first: int, sizes: list[int]) -> list[int]:
    starts = [first]
    for size in sizes[:-1]:
        starts.append(starts[-1] + size)
    return starts


def _channel(tracks: Tracks, y: int) -> int:
    count = tracks.count.get((False, y), 0)
    return 2 * MARGIN + TRACK * (count - 1) if count else 12


def _extent(grid: Grid, used: dict[str, set[Side]], y: int) -> tuple[int, int]:
    """Room above and below the middle of a row for its shapes, boundary events and their labels."""
    up = down = 28
    for node in grid.process.nodes.values():
        if grid.at[node.id].y != y:
            continue
        half = node.size[1] // 2
        label = label_size(node.label)[1] + GAP if node.label else 0
        if node.host:
            reach = grid.process.nodes[node.host].size[1] // 2 + max(half, label) + 4
            up, down = (max(up, reach), down) if grid.hangs[node.id] == "N" else (up, max(down, reach))
        else:
            up, down = max(up, half), max(down, half)
            if "S" not in used[node.id]:
                down = max(down, half + label)
            elif label:
                up = max(up, half + label)
    return up, down
