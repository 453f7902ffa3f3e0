"""The lattice that edges run on: columns with gutters between them, rows with channels above and below each.

Vertical lines are numbered from the left: gutter ``g`` is line ``2 g``, column ``c`` is line ``2 c + 1``. Horizontal
lines are numbered from the top: in each lane a channel, a row, a channel, a row … and a last channel.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.engine.layout.flow import Node, Process

Side = Literal["N", "E", "S", "W"]
STEP: dict[Side, tuple[int, int]] = {"N": (0, -1), "E": (1, 0), "S": (0, 1), "W": (-1, 0)}
OPPOSITE: dict[Side, Side] = {"N": "S", "E": "W", "S": "N", "W": "E"}


class Point(NamedTuple):
    """A crossing of two lines of the lattice."""

    x: int
    y: int


class Line(NamedTuple):
    """A horizontal line: a row that holds nodes, or (``row`` is None) a channel between rows."""

    lane: int
    row: int | None


@dataclass(frozen=True)
class Grid:
    """Where each node sits on the lattice."""

    process: Process
    lines: list[Line]
    column_count: int
    at: dict[str, Point]
    occupied: dict[Point, str]
    hangs: dict[str, Side]

    @property
    def width(self) -> int:
        """Number of vertical lines."""
        return 2 * self.column_count + 1

    def is_gutter(self, x: int) -> bool:
        return x % 2 == 0

    def is_channel(self, y: int) -> bool:
        return self.lines[y].row is None

    def lines_of(self, lane: int) -> list[int]:
        """Numbers of the horizontal lines of a lane."""
        return [y for y, line in enumerate(self.lines) if line.lane == lane]

    def exits(self, node: Node) -> dict[Side, int]:
        """Sides a flow may leave by, with what each costs."""
        if node.host:
            return {self.hangs[node.id]: 0}
        if node.is_gateway:
            return {"E": 0, "S": 5, "N": 8}
        return self._free(node, {"E": 0, "S": 70, "N": 70})

    def entries(self, node: Node) -> dict[Side, int]:
        """Sides a flow may arrive at, with what each costs."""
        other = 50 if not (node.is_gateway or node.is_event) else 12
        return self._free(node, {"W": 0, "N": other, "S": other})

    def _free(self, node: Node, sides: dict[Side, int]) -> dict[Side, int]:
        hung = {self.hangs[event.id] for event in self.process.boundary_events(node.id)}
        return {side: cost for side, cost in sides.items() if side not in hung}


def lay_out_grid(process: Process, column: dict[str, int], row: dict[str, int]) -> Grid:
    """Put the nodes, whose columns and rows are known, on a lattice."""
    lines: list[Line] = []
    y_of: dict[tuple[int, int], int] = {}
    for lane in range(len(process.lanes)):
        rows = 1 + max((row[node.id] for node in process.nodes.values() if node.lane == lane), default=0)
        for r in range(rows):
            lines.append(Line(lane, None))
            y_of[lane, r] = len(lines)
            lines.append(Line(lane, r))
        lines.append(Line(lane, None))
    at = {
        node.id: Point(2 * column[node.id] + 1, y_of[node.lane, row[node.id]])
        for node in process.nodes.values()
    }
    occupied = {at[node.id]: node.id for node in process.nodes.values() if not node.host}
    hangs: dict[str, Side] = {}
    for node in process.nodes.values():
        if node.host:
            targets = [at[flow.target].y for flow in process.flows if flow.source == node.id]
            hangs[node.id] = "N" if targets and max(targets) < at[node.id].y else "S"
    return Grid(process, lines, max(column.values(), default=0) + 1, at, occupied, hangs)
