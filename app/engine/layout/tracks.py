"""Spreads the flows that share a gutter or a channel over parallel tracks, in the order with the fewest crossings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, pairwise, permutations

from app.engine.layout.grid import Grid, Point
from app.engine.layout.route import Way

ALL_ORDERS = 6  # up to this many bundles every order is tried
OVERLAP = 100


@dataclass(frozen=True)
class Run:
    """A straight stretch of a flow along one line, from one corner to the next."""

    flow: str
    vertical: bool
    line: int
    start: Point
    end: Point

    @property
    def low(self) -> int:
        return min(self.start.y, self.end.y) if self.vertical else min(self.start.x, self.end.x)

    @property
    def high(self) -> int:
        return max(self.start.y, self.end.y) if self.vertical else max(self.start.x, self.end.x)


@dataclass
class Bundle:
    """Runs that share a track. ``joints``: where other lines meet it, and whether from its far (right, lower) side."""

    runs: list[Run]
    joints: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def hull(self) -> tuple[int, int]:
        return min(run.low for run in self.runs), max(run.high for run in self.runs)

    @property
    def reach(self) -> tuple[float, float]:
        places = [place for place, _ in self.joints]
        return min(places), max(places)

    def touches(self, other: "Bundle") -> bool:
        return self.hull[0] <= other.hull[1] and other.hull[0] <= self.hull[1]


@dataclass
class Tracks:
    """The track of each run, and how many tracks each gutter and channel has."""

    runs: dict[str, list[Run]]
    track: dict[Run, int] = field(default_factory=dict)
    count: dict[tuple[bool, int], int] = field(default_factory=dict)

    def place(self, run: Run, offset: float = 0) -> float:
        """Where the run lies, in line numbers with its track as a fraction."""
        number = self.count.get((run.vertical, run.line), 0)
        return (
            run.line + offset
            if run not in self.track
            else run.line + 0.8 * (self.track[run] + 1) / (number + 1) - 0.4
        )


def runs_of(flow: str, way: Way) -> list[Run]:
    """Cut a way into its straight runs."""
    corners = [way[0]]
    for a, b, c in zip(way, way[1:], way[2:], strict=False):
        if (a.x == b.x) != (b.x == c.x):
            corners.append(b)
    corners.append(way[-1])
    return [Run(flow, a.x == b.x, a.x if a.x == b.x else a.y, a, b) for a, b in pairwise(corners)]


def spread(grid: Grid, ways: dict[str, Way], offsets: dict[str, float]) -> Tracks:
    """Give every run in a gutter or channel its track. ``offsets``: how far beside its column a flow starts."""
    tracks = Tracks({flow: runs_of(flow, way) for flow, way in ways.items()})
    by_line: dict[tuple[bool, int], list[Run]] = defaultdict(list)
    for runs in tracks.runs.values():
        for run in runs:
            if grid.is_gutter(run.line) if run.vertical else grid.is_channel(run.line):
                by_line[run.vertical, run.line].append(run)
    gutters = sorted(key for key in by_line if key[0])
    channels = sorted(key for key in by_line if not key[0])
    for key in [*gutters, *channels, *gutters, *channels]:
        _assign(grid, tracks, key, by_line[key], offsets)
    return tracks


def _assign(
    grid: Grid, tracks: Tracks, key: tuple[bool, int], runs: list[Run], offsets: dict[str, float]
) -> None:
    choices = []
    for bundles in (_bundles(grid, runs), [Bundle([run]) for run in runs]):
        for bundle in bundles:
            bundle.joints = [joint for run in bundle.runs for joint in _joints(tracks, run, offsets)]
        choices.append(_best_order(bundles))
    together, apart = choices
    _, ordered = apart if together[0] >= OVERLAP and apart[0] < together[0] else together
    number: dict[int, int] = {}
    for position, bundle in enumerate(ordered):
        below = [number[i] for i in range(position) if ordered[i].touches(bundle)]
        number[position] = 1 + max(below, default=-1)
        for run in bundle.runs:
            tracks.track[run] = number[position]
    tracks.count[key] = 1 + max(number.values())


def _bundles(grid: Grid, runs: list[Run]) -> list[Bundle]:
    """Let runs to the same target, then runs from the same source, share a track where they meet."""
    flows = {flow.id: flow for flow in grid.process.flows}
    bundles = [Bundle([run]) for run in runs]
    for end in ("target", "source"):
        merged: list[Bundle] = []
        for bundle in bundles:
            mine = {getattr(flows[run.flow], end) for run in bundle.runs}
            for other in merged:
                theirs = {getattr(flows[run.flow], end) for run in other.runs}
                if mine == theirs and len(mine) == 1 and bundle.touches(other):
                    other.runs += bundle.runs
                    break
            else:
                merged.append(bundle)
        bundles = merged
    return bundles


def _joints(tracks: Tracks, run: Run, offsets: dict[str, float]) -> list[tuple[float, bool]]:
    """Both ends of a run: where its neighbour run lies, and whether that is on the right or lower side."""
    runs = tracks.runs[run.flow]
    position = runs.index(run)
    joints = []
    for neighbour, far_end in ((position - 1, "start"), (position + 1, "end")):
        other = runs[neighbour]
        beyond = other.start if far_end == "start" else other.end
        side = beyond.x > run.line if run.vertical else beyond.y > run.line
        joints.append((tracks.place(other, offsets.get(run.flow, 0) if neighbour == 0 else 0), side))
    return joints


def _best_order(bundles: list[Bundle]) -> tuple[int, list[Bundle]]:
    """The best order found, and what it costs."""
    cost = {(id(a), id(b)): _crossings(a, b) for a in bundles for b in bundles if a is not b}

    def total(order: Iterable[Bundle]) -> int:
        return sum(cost[id(a), id(b)] for a, b in combinations(order, 2))

    if len(bundles) <= ALL_ORDERS:
        best = list(min(permutations(bundles), key=total))
        return total(best), best
    order = list(bundles)
    improved = True
    while improved:
        improved = False
        for i in range(len(order)):
            for j in range(len(order)):
                trial = order[:i] + order[i + 1 :]
                trial.insert(j, order[i])
                if total(trial) < total(order):
                    order, improved = trial, True
    return total(order), order


def _crossings(first: Bundle, second: Bundle) -> int:
    """Crossings if ``first`` lies left of (above) ``second``; lines that would cover each other count as many."""
    low, high = second.reach
    total = sum(far and low < place < high for place, far in first.joints)
    low, high = first.reach
    total += sum(not far and low < place < high for place, far in second.joints)
    total += OVERLAP * sum(a == b for a, far in first.joints if far for b, away in second.joints if not away)
    return total
