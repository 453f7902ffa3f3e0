"""Turns the lattice into pixels: how wide each column and gutter, how high each row and channel must be."""

from dataclasses import dataclass

from app.engine.layout.grid import OPPOSITE, Grid, Side
from app.engine.layout.route import Way, heading
from app.engine.layout.text import label_size, width_of
from app.engine.layout.tracks import Run, Tracks

LEFT, TOP = 160, 80  # where bpmn-js puts a new diagram
HEADER = 30  # the strip with the lane's name
TRACK = 12
GAP = 5  # between a shape and its label
GUTTER = 44


@dataclass(frozen=True)
class Scale:
    """The lines of one direction in pixels: where each begins, how broad it is, where nodes have their middle."""

    starts: list[int]
    sizes: list[int]
    middles: list[int]

    def of_track(self, tracks: Tracks, run: Run) -> int:
        """Where a run in a gutter or channel lies."""
        spread = TRACK * (tracks.count[run.vertical, run.line] - 1)
        return self.starts[run.line] + (self.sizes[run.line] - spread) // 2 + TRACK * tracks.track[run]


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
        outer = x in (0, grid.width - 1)
        sizes[x] = 20 + TRACK * count if outer else max(GUTTER, GUTTER - 4 + TRACK * (count - 1))
    for flow in grid.process.flows:
        way = ways[flow.id]
        a, b = way[0].x, way[-1].x
        if not flow.name or b != a + 2 or heading(way[-2], way[-1]) != "E":
            continue
        source, target = grid.process.nodes[flow.source], grid.process.nodes[flow.target]
        room = (sizes[a] + sizes[b] - target.size[0]) // 2
        if heading(way[0], way[1]) == "E":
            room -= source.size[0] // 2
        needed = label_size(flow.name)[0] + (26 if flow.is_default else 16)
        sizes[a + 1] = max(sizes[a + 1], needed - room)
    starts = _starts(LEFT + HEADER, sizes)
    return Scale(starts, sizes, [start + size // 2 for start, size in zip(starts, sizes, strict=True)])


def down(grid: Grid, tracks: Tracks, ways: dict[str, Way]) -> Scale:
    """Rows and channels. A row has room for its labels and boundary events; a lane is high enough for its name."""
    used = sides_in_use(grid, ways)
    extents = [
        _extent(grid, used, y) if line.row is not None else (0, 0) for y, line in enumerate(grid.lines)
    ]
    sizes = [sum(extent) or _channel(grid, tracks, y) for y, extent in enumerate(extents)]
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


def _channel(grid: Grid, tracks: Tracks, y: int) -> int:
    count = tracks.count.get((False, y), 0)
    lines = grid.lines_of(grid.lines[y].lane)
    if y in (lines[0], lines[-1]):
        return 12 + TRACK * count
    return 10 if not count else 16 + TRACK * count


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
