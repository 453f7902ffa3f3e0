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


@dataclass
class Plan:
    """What placing a node looks at. ``detours``: flows into a side step that soon rejoins the main way."""

    process: Process
    column: dict[str, int]
    arriving: dict[str, list[Flow]]
    leaving: dict[str, list[Flow]]
    detours: set[str] = field(default_factory=set)
    row: dict[str, int] = field(default_factory=dict)


def rows(process: Process, column: dict[str, int], back: set[str]) -> dict[str, int]:
    """Row of each node within its lane, from 0 at the top. A boundary event is in the row of its host."""
    plan = _plan(process, column, back)
    priority = remaining(process, back)
    order = {id_: position for position, id_ in enumerate(process.nodes)}
    bands = [Band() for _ in process.lanes]
    anchors = [node for node in process.nodes.values() if not node.host]
    for node in sorted(anchors, key=lambda node: (column[node.id], -priority[node.id], order[node.id])):
        band = bands[node.lane]
        low, high = band.span
        free = [r for r in range(low - REACH, high + REACH + 1) if (column[node.id], r) not in band.taken]
        costs = {r: (_cost(plan, node, r, band), abs(r)) for r in free}
        best = min(costs, key=lambda r: costs[r])
        plan.row[node.id] = best
        band.taken[column[node.id], best] = node.id
        for flow in plan.arriving[node.id]:
            source = process.anchor(flow.source)
            if source.lane == node.lane and plan.row[source.id] == best:
                band.passed |= {(c, best) for c in range(column[source.id] + 1, column[node.id])}
    return _from_zero(process, plan.row)


def _plan(process: Process, column: dict[str, int], back: set[str]) -> Plan:
    plan = Plan(process, column, defaultdict(list), defaultdict(list))
    for flow in process.flows:
        if flow.id not in back:
            plan.arriving[flow.target].append(flow)
            plan.leaving[process.anchor(flow.source).id].append(flow)
    for flows in list(plan.leaving.values()):
        for flow in flows:
            nodes = {after.target for after in plan.leaving.get(flow.target, [])}
            nodes |= {after.target for node in list(nodes) for after in plan.leaving.get(node, [])}
            rejoined = {other.target for other in flows if other.source == flow.source} & nodes
            lane = process.nodes[flow.source].lane
            if any(process.nodes[node].lane == lane for node in rejoined):
                plan.detours.add(flow.id)
    return plan


def _cost(plan: Plan, node: Node, r: int, band: Band) -> float:
    """How badly row ``r`` suits ``node``, given what is placed to its left."""
    low, high = band.span
    here = plan.column[node.id]
    total = 0.2 * abs(r) + (1.5 if not low <= r <= high else 0) + (0.2 if r < low else 0)
    if (here, r) in band.passed:
        total += 2
    for flow in plan.arriving[node.id]:
        source = plan.process.anchor(flow.source)
        if source.lane != node.lane:
            total += 0.15 * max(0, r - low if source.lane < node.lane else high - r)
            continue
        hanging = flow.source != source.id  # a boundary event hangs below its host
        total += 2 * abs(r - plan.row[source.id] - hanging)
        if r == plan.row[source.id]:
            total += 4 * (flow.id in plan.detours)
            total += 2 * any((c, r) in band.taken for c in range(plan.column[source.id] + 1, here))
    for flow in plan.leaving[node.id]:
        target = plan.process.anchor(flow.target)
        if target.lane != node.lane:
            total += 0.1 * max(0, r - low if target.lane < node.lane else high - r)
    return total


def _from_zero(process: Process, row: dict[str, int]) -> dict[str, int]:
    """Number the rows in use from 0 in each lane."""
    used = defaultdict(set)
    for id_, r in row.items():
        used[process.nodes[id_].lane].add(r)
    rank = {lane: {r: position for position, r in enumerate(sorted(values))} for lane, values in used.items()}
    return {id_: rank[node.lane][row[process.anchor(id_).id]] for id_, node in process.nodes.items()}
