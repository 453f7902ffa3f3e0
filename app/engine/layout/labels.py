"""Finds a free place for every name that stands beside a shape or a line."""

from collections.abc import Iterator
from itertools import pairwise
from math import inf

from app.engine.layout.drawing import Box, Drawing
from app.engine.layout.flow import Flow, Process
from app.engine.layout.measure import GAP
from app.engine.layout.text import label_size

COVERS, ON_LINE, ON_BORDER, CLOSE, SHARED, LATER = 1000, 60, 25, 8, 16, 4
NARROW = 2
ROUNDS = 3
Candidate = tuple[float, Box]
Corner = tuple[int, int]


def place_labels(process: Process, drawing: Drawing) -> None:
    """Add the labels to the drawing, then let each look again for its best place among the others."""
    lines = {id_: [_stretch(a, b) for a, b in pairwise(points)] for id_, points in drawing.edges.items()}
    everything = [line for stretches in lines.values() for line in stretches]
    candidates: dict[str, list[Candidate]] = {}
    for node in process.nodes.values():
        if node.label:
            shape, above = drawing.shapes[node.id], node.id in drawing.above
            candidates[node.id] = [
                (wish + narrow, box)
                for narrow, size in _sizes(node.label)
                for wish, box in (_hanging(shape, size, above) if node.host else _standing(shape, size))
            ]
    for flow in process.flows:
        if flow.name:
            others = [line for id_, stretches in lines.items() if id_ != flow.id for line in stretches]
            candidates[flow.id] = [
                (wish + narrow, box)
                for narrow, size in _sizes(flow.name)
                for wish, box in _beside_line(flow, drawing.edges[flow.id], size, others)
            ]
    for _ in range(ROUNDS):
        for id_, places in candidates.items():
            taken = [label for other, label in drawing.labels.items() if other != id_]
            drawing.labels[id_] = _best(places, drawing, taken, everything)


def _sizes(name: str) -> list[tuple[int, tuple[int, int]]]:
    """The room a name takes, and the less broad one it can take in a tight spot."""
    return [(0, label_size(name)), (NARROW, label_size(name, 4))]


def _best(candidates: list[Candidate], drawing: Drawing, taken: list[Box], lines: list[Box]) -> Box:
    """The candidate that is wished for most and covers least; the first of equals.

    Nothing costs less than what is wished against it, so the search ends where the wish alone is too dear.
    """
    borders = [lane.y for lane in drawing.lanes] + [drawing.lanes[-1].bottom]

    def cost(wish: float, box: Box) -> float:
        covered = sum(box.overlaps(other, 1) for other in [*drawing.shapes.values(), *taken])
        crossed = sum(box.overlaps(line) for line in lines)
        close = sum(box.overlaps(label, 6) for label in taken)
        bordered = sum(box.y < edge < box.bottom for edge in borders)
        return wish + COVERS * covered + ON_LINE * crossed + CLOSE * close + ON_BORDER * bordered

    lowest, best = inf, 0
    for place, (wish, box) in sorted(enumerate(candidates), key=lambda one: one[1][0]):
        if wish > lowest:
            break
        lowest, best = min((lowest, best), (cost(wish, box), place))
    return candidates[best][1]


def _stretch(a: Corner, b: Corner) -> Box:
    return Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]) + 1, abs(a[1] - b[1]) + 1)


def _standing(shape: Box, size: tuple[int, int]) -> Iterator[Candidate]:
    """Below, above, at a corner beside a line that leaves upward or downward, then ever farther off."""
    (w, h), x = size, shape.middle[0]
    yield 0, Box(x - w // 2, shape.bottom + GAP, w, h)
    yield 1, Box(x - w // 2, shape.y - GAP - h, w, h)
    for wish, left in ((2, x - 8 - w), (5, x + 8), (6, x - 4 - w), (9, x + 4)):
        yield wish, Box(left, shape.y - 2 - h, w, h)
        yield wish + 2, Box(left, shape.bottom + 2, w, h)
    for far in range(10, 130, 10):
        yield 10 + far, Box(x - w // 2, shape.bottom + GAP + far, w, h)
        yield 11 + far, Box(x - w // 2, shape.y - GAP - h - far, w, h)


def _hanging(shape: Box, size: tuple[int, int], above: bool) -> Iterator[Candidate]:
    """Beside a boundary event, outside its host, on the side away from the middle of the event's own line."""
    (w, h), (x, y) = size, shape.middle
    side, beyond = (y - 4 - h, shape.y - 2 - h) if above else (y + 4, shape.bottom + 2)
    for wish, left, top in (
        (0, shape.x - 2 - w, side),
        (1, x - 4 - w, beyond),
        (2, x + 4, beyond),
        (3, shape.right + 2, side),
    ):
        yield wish, Box(left, top, w, h)
    for far in range(10, 130, 10):
        yield 10 + far, Box(x - 4 - w, beyond - far if above else beyond + far, w, h)
        yield 11 + far, Box(x + 4, beyond - far if above else beyond + far, w, h)


def _beside_line(
    flow: Flow, points: list[Corner], size: tuple[int, int], others: list[Box]
) -> Iterator[Candidate]:
    """Along the flow from its source on, preferably where it runs alone and clear of the mark of a default flow."""
    w, h = size
    for position, (a, b) in enumerate(pairwise(points)):
        start = 16 if flow.is_default and position == 0 else 3
        flat = a[1] == b[1]
        length = abs(b[0] - a[0]) if flat else abs(b[1] - a[1])
        extent = w if flat else h
        for shift in range(start, max(length - extent - 6, start + 1), 8):
            wish = LATER * position + shift / 20 + (6 if length < extent + start else 0)
            if flat:
                x = a[0] + shift if b[0] > a[0] else a[0] - shift - w
                beside = Box(x, a[1], w, 1)
                places = [(0, Box(x, a[1] - 3 - h, w, h)), (1, Box(x, a[1] + 4, w, h))]
            else:
                y = a[1] + shift if b[1] > a[1] else a[1] - shift - h
                beside = Box(a[0], y, 1, h)
                places = [(2, Box(a[0] + 4, y, w, h)), (3, Box(a[0] - 4 - w, y, w, h))]
            wish += SHARED * any(beside.overlaps(other) for other in others)
            yield from ((wish + more, box) for more, box in places)
