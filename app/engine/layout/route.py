"""Finds for every flow the cheapest way over the lattice: short, few bends, few crossings, never through a shape."""

from collections import defaultdict
from heapq import heappop, heappush
from itertools import pairwise

from app.engine.layout.flow import Flow
from app.engine.layout.grid import OPPOSITE, STEP, Grid, Point, Side

ACROSS, DOWN, LANE_BORDER = 60, 45, 20
BEND = 50
CROSSING = 40
CHANNEL = 10
COMPANY = 4
SHARED_EXIT: dict[Side, int] = {"N": 60, "E": 100, "S": 60, "W": 100}
MIXED_SIDE = 300
PASSES = 2

Way = list[Point]
State = tuple[Point, Side]


class Traffic:
    """Which flows use which steps, crossings and sides of nodes."""

    def __init__(self, flows: dict[str, Flow]) -> None:
        self.flows = flows
        self.ways: dict[str, Way] = {}
        self.steps: dict[tuple[Point, Point], set[str]] = defaultdict(set)
        self.straight: dict[tuple[Point, bool], set[str]] = defaultdict(set)
        self.turns: dict[Point, set[str]] = defaultdict(set)
        self.exits: dict[tuple[str, Side], set[str]] = defaultdict(set)
        self.entries: dict[tuple[str, Side], set[str]] = defaultdict(set)

    def add(self, flow: Flow, way: Way) -> None:
        self.ways[flow.id] = way
        self._note(flow, way, adding=True)

    def remove(self, flow: Flow) -> None:
        self._note(flow, self.ways.pop(flow.id), adding=False)

    def _note(self, flow: Flow, way: Way, adding: bool) -> None:
        def mark(users: set[str]) -> None:
            (users.add if adding else users.discard)(flow.id)

        for a, b in pairwise(way):
            mark(self.steps[min(a, b), max(a, b)])
        for a, b, c in zip(way, way[1:], way[2:], strict=False):
            mark(self.straight[b, a.y == b.y] if heading(a, b) == heading(b, c) else self.turns[b])
        mark(self.exits[flow.source, heading(way[0], way[1])])
        mark(self.entries[flow.target, OPPOSITE[heading(way[-2], way[-1])]])

    def strangers(self, flow: Flow, users: set[str]) -> int:
        """How many of ``users`` share neither source nor target with ``flow`` (those who do may run together)."""
        return sum(
            self.flows[other].target != flow.target and self.flows[other].source != flow.source
            for other in users
        )


def heading(a: Point, b: Point) -> Side:
    """The direction of the step from ``a`` to its neighbour ``b``."""
    return next(side for side, step in STEP.items() if step == (b.x - a.x, b.y - a.y))


def route(grid: Grid, back: set[str]) -> dict[str, Way]:
    """The way of each flow as the points it passes, from the place of its source to that of its target."""
    traffic = Traffic({flow.id: flow for flow in grid.process.flows})

    def difficulty(flow: Flow) -> tuple[bool, int, int]:
        a, b = grid.at[flow.source], grid.at[flow.target]
        return flow.id in back, 100 * abs(a.x - b.x) + 60 * abs(a.y - b.y), grid.process.flows.index(flow)

    flows = sorted(grid.process.flows, key=difficulty)
    for flow in flows:
        traffic.add(flow, _way(grid, traffic, flow))
    for _ in range(PASSES):
        for flow in flows:
            traffic.remove(flow)
            traffic.add(flow, _way(grid, traffic, flow))
    return traffic.ways


def _way(grid: Grid, traffic: Traffic, flow: Flow) -> Way:
    start, goal = grid.at[flow.source], grid.at[flow.target]
    source, target = grid.process.nodes[flow.source], grid.process.nodes[flow.target]
    entries = grid.entries(target)
    queue: list[tuple[float, float, int, State]] = []
    best: dict[State, float] = {}
    came: dict[State, State] = {}
    serial = 0

    def push(state: State, cost: float, origin: State | None) -> None:
        nonlocal serial
        if cost >= best.get(state, float("inf")):
            return
        best[state] = cost
        if origin:
            came[state] = origin
        serial += 1
        ahead = ACROSS * abs(goal.x - state[0].x) + LANE_BORDER * abs(goal.y - state[0].y)
        heappush(queue, (cost + ahead, cost, serial, state))

    for side, preference in grid.exits(source).items():
        point = _next(grid, start, side)
        if point is None or (point in grid.occupied and point != goal):
            continue
        step = _step(grid, traffic, flow, start, point, bool(source.host))
        if step is not None:
            shared = SHARED_EXIT[side] * bool(traffic.exits[source.id, side])
            mixed = MIXED_SIDE * bool(traffic.entries[source.id, side])
            push((point, side), preference + shared + mixed + step, None)
    while queue:
        _, cost, _, (point, side) = heappop(queue)
        if cost > best[point, side]:
            continue
        if point == goal:
            return _trace(came, (point, side), start)
        for turn in STEP:
            after = _next(grid, point, turn)
            if turn == OPPOSITE[side] or after is None or (after in grid.occupied and after != goal):
                continue
            extra: float = 0
            if turn != side:
                if not _may_turn(grid, traffic, flow, point):
                    continue
                if side in "NS" and grid.is_gutter(point.x) and _swaps(traffic, flow, came, (point, side)):
                    continue
                extra = BEND
            elif others := traffic.straight.get((point, side in "NS")):
                extra = CROSSING * traffic.strangers(flow, others)
            if after == goal:
                arrival = OPPOSITE[turn]
                if arrival not in entries:
                    continue
                extra += entries[arrival] + MIXED_SIDE * bool(traffic.exits[target.id, arrival])
            if turn in "NS" and not grid.is_gutter(point.x) and point.x not in (start.x, goal.x):
                continue
            step = _step(grid, traffic, flow, point, after, bool(source.host) and point.x == start.x)
            if step is not None:
                push((after, turn), cost + extra + step, (point, side))
    raise AssertionError(f"no way for {flow.id}")  # the outer channels and gutters are always open


def _next(grid: Grid, point: Point, side: Side) -> Point | None:
    x, y = point.x + STEP[side][0], point.y + STEP[side][1]
    return Point(x, y) if 0 <= x < grid.width and 0 <= y < len(grid.lines) else None


def _may_turn(grid: Grid, traffic: Traffic, flow: Flow, point: Point) -> bool:
    """Anywhere in a gutter; in a column only at either end of the flow, and where no other flow has its corner."""
    if grid.is_gutter(point.x):
        return True
    if point.x not in (grid.at[flow.source].x, grid.at[flow.target].x):
        return False
    return grid.is_channel(point.y) or not traffic.strangers(flow, traffic.turns.get(point, set()))


def _swaps(traffic: Traffic, flow: Flow, came: dict[State, State], state: State) -> bool:
    """Whether the stretch that ends here has both corners where another flow has its two: no order frees them."""
    before = state
    while before[1] == state[1]:
        before = came[before]
    return (
        traffic.strangers(flow, traffic.turns.get(state[0], set()) & traffic.turns.get(before[0], set())) > 0
    )


def _step(grid: Grid, traffic: Traffic, flow: Flow, a: Point, b: Point, beside: bool) -> float | None:
    """Cost of one step; None where another flow has the only track. ``beside``: it runs beside the column's middle."""
    strangers = traffic.strangers(flow, traffic.steps.get((min(a, b), max(a, b)), set()))
    if a.y == b.y:
        if grid.is_channel(a.y):
            return ACROSS + CHANNEL + COMPANY * strangers
        return None if strangers else ACROSS
    length = LANE_BORDER if grid.is_channel(a.y) and grid.is_channel(b.y) else DOWN
    if grid.is_gutter(a.x):
        return length + COMPANY * strangers
    return None if strangers and not beside else length


def _trace(came: dict[State, State], state: State, start: Point) -> Way:
    way = [state[0]]
    while state in came:
        state = came[state]
        way.append(state[0])
    return [start, *reversed(way)]
