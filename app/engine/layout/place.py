"""Gives every node its row within its lane, so that main branches run straight and lanes stay low."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.engine.layout.flow import Flow, Node, Process
from app.engine.layout.rank import remaining

REACH = 6  # rows tried above and below the rows in use


@dataclass
class Band:
    """The rows of one lane while they fill up."""

    taken: dict[tuple[int, int], str] = field(default_factory=dict)
    passed: set[tuple[int, int]] = field(default_factory=set)

    @property
    def span(self) -> tuple[int, int]:
        rows = [row for _, row in self.taken] or [0]
        return min(rows), max(rows)


def rows(process: Process, column: dict[str, int], back: set[str]) -> dict[str, int]:
    """Row of each node within its lane, from 0 at the top. A boundary event is in the row of its host."""
    priority = remaining(process, back)
    order = {id_: position for position, id_ in enumerate(process.nodes)}
    arriving: dict[str, list[Flow]] = defaultdict(list)
    leaving: dict[str, list[Flow]] = defaultdict(list)
    for flow in process.flows:
        if flow.id not in back:
            arriving[flow.target].append(flow)
            leaving[process.anchor(flow.source).id].append(flow)
    bands = [Band() for _ in process.lanes]
    row: dict[str, int] = {}
    anchors = [node for node in process.nodes.values() if not node.host]
    for node in sorted(anchors, key=lambda node: (column[node.id], -priority[node.id], order[node.id])):
        band = bands[node.lane]
        low, high = band.span
        candidates = [
            r for r in range(low - REACH, high + REACH + 1) if (column[node.id], r) not in band.taken
        ]

        def cost(r: int, node: Node = node, band: Band = band) -> tuple[float, int]:
            return _cost(process, node, r, band, column, row, arriving[node.id], leaving[node.id]), abs(r)

        best = min(candidates, key=cost)
        row[node.id] = best
        band.taken[column[node.id], best] = node.id
        for flow in arriving[node.id]:
            source = process.anchor(flow.source)
            if source.lane == node.lane and row[source.id] == best:
                band.passed |= {(c, best) for c in range(column[source.id] + 1, column[node.id])}
    return _from_zero(process, row)


def _cost(
    process: Process,
    node: Node,
    r: int,
    band: Band,
    column: dict[str, int],
    row: dict[str, int],
    arriving: list[Flow],
    leaving: list[Flow],
) -> float:
    """How badly row ``r`` suits ``node``, given what is placed to its left."""
    low, high = band.span
    here = column[node.id]
    total = 0.05 * abs(r) + (1.5 if not low <= r <= high else 0) + (0.2 if r < low else 0)
    if (here, r) in band.passed:
        total += 2
    for flow in arriving:
        source = process.anchor(flow.source)
        if source.lane != node.lane:
            total += 0.4 * max(0, r - low if source.lane < node.lane else high - r)
            continue
        wanted = row[source.id]
        if flow.source != source.id:  # a boundary event hangs below its host
            wanted += 1
        total += 2 * abs(r - wanted)
        if r == row[source.id]:
            total += 2 * any((c, r) in band.taken for c in range(column[source.id] + 1, here))
    for flow in leaving:
        target = process.anchor(flow.target)
        if target.lane != node.lane:
            total += 0.3 * max(0, r - low if target.lane < node.lane else high - r)
    return total


def _from_zero(process: Process, row: dict[str, int]) -> dict[str, int]:
    """Number the rows in use from 0 in each lane."""
    used = defaultdict(set)
    for id_, r in row.items():
        used[process.nodes[id_].lane].add(r)
    rank = {lane: {r: position for position, r in enumerate(sorted(values))} for lane, values in used.items()}
    return {id_: rank[node.lane][row[process.anchor(id_).id]] for id_, node in process.nodes.items()}
