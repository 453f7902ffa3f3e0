"""Finds a free place for every name that stands beside a shape or a line."""

from collections.abc import Iterator
from itertools import pairwise

from app.engine.layout.flow import Process
from app.engine.layout.geometry import GAP, Box, Drawing
from app.engine.layout.text import label_size

ON_SHAPE, ON_LABEL, ON_LINE, ON_BORDER, LATER = 1000, 1000, 60, 25, 4

Candidate = tuple[float, Box]


def place_labels(process: Process, drawing: Drawing) -> None:
    """Add the labels to the drawing: first those of shapes, then those of flows."""
    lines = {
        (flow, position): _segment_box(a, b)
        for flow, points in drawing.edges.items()
        for position, (a, b) in enumerate(pairwise(points))
    }
    taken: list[Box] = []
    for node in process.nodes.values():
        if node.label:
            size = label_size(node.label)
            candidates = _beside_shape(drawing.shapes[node.id], size, bool(node.host))
            drawing.labels[node.id] = _best(candidates, drawing, taken, list(lines.values()))
            taken.append(drawing.labels[node.id])
    for flow in process.flows:
        if flow.name:
            candidates = _beside_line(drawing.edges[flow.id], label_size(flow.name))
            drawing.labels[flow.id] = _best(candidates, drawing, taken, list(lines.values()))
            taken.append(drawing.labels[flow.id])


def _best(candidates: Iterator[Candidate], drawing: Drawing, taken: list[Box], lines: list[Box]) -> Box:
    def cost(candidate: Candidate) -> float:
        wish, box = candidate
        on_shapes = sum(box.overlaps(shape, 1) for shape in drawing.shapes.values())
        on_labels = sum(box.overlaps(label, 1) for label in taken)
        on_lines = sum(box.overlaps(line) for line in lines)
        on_borders = sum(lane.y - 1 < box.bottom and box.y < lane.y + 1 for lane in drawing.lanes[1:])
        return (
            wish + ON_SHAPE * on_shapes + ON_LABEL * on_labels + ON_LINE * on_lines + ON_BORDER * on_borders
        )

    return min(candidates, key=cost)[1]


def _segment_box(a: tuple[int, int], b: tuple[int, int]) -> Box:
    x, y = min(a[0], b[0]), min(a[1], b[1])
    return Box(x, y, abs(a[0] - b[0]) + 1, abs(a[1] - b[1]) + 1)


def _beside_shape(shape: Box, size: tuple[int, int], hanging: bool) -> Iterator[Candidate]:
    w, h = size
    x, y = shape.x + shape.width // 2, shape.y + shape.height // 2
    left, right = x - 4 - w, x + 4
    if hanging:
        yield 0, Box(shape.x - 2 - w, y + 4, w, h)
        yield 1, Box(left, shape.bottom + 2, w, h)
        yield 2, Box(right, shape.bottom + 2, w, h)
        yield 3, Box(shape.right + 2, y + 4, w, h)
        yield 5, Box(shape.x - 2 - w, y - 4 - h, w, h)
        yield 6, Box(shape.right + 2, y - 4 - h, w, h)
    yield 0 if not hanging else 20, Box(x - w // 2, shape.bottom + GAP, w, h)
    yield 1 if not hanging else 20, Box(x - w // 2, shape.y - GAP - h, w, h)
    for wish, bx in ((2, left), (3, right)):
        yield wish, Box(bx, shape.y - 2 - h, w, h)
        yield wish + 2, Box(bx, shape.bottom + 2, w, h)
    for far in range(10, 130, 10):
        yield 10 + far, Box(x - w // 2, shape.bottom + GAP + far, w, h)
        yield 11 + far, Box(x - w // 2, shape.y - GAP - h - far, w, h)


def _beside_line(points: list[tuple[int, int]], size: tuple[int, int]) -> Iterator[Candidate]:
    w, h = size
    for position, (a, b) in enumerate(pairwise(points)):
        late = LATER * position
        if a[1] == b[1]:
            yield from _along_row(a, b, w, h, late)
        else:
            length, down = abs(b[1] - a[1]), b[1] > a[1]
            for shift in range(3, max(length - h - 2, 4), 8):
                y = a[1] + shift if down else a[1] - shift - h
                yield late + 2 + shift / 20, Box(a[0] + 4, y, w, h)
                yield late + 3 + shift / 20, Box(a[0] - 4 - w, y, w, h)


def _along_row(a: tuple[int, int], b: tuple[int, int], w: int, h: int, late: float) -> Iterator[Candidate]:
    length, right = abs(b[0] - a[0]), b[0] > a[0]
    short = 6 if length < w else 0
    for shift in range(3, max(length - w - 6, 4), 10):
        x = a[0] + shift if right else a[0] - shift - w
        yield late + short + shift / 20, Box(x, a[1] - 3 - h, w, h)
        yield late + short + 1 + shift / 20, Box(x, a[1] + 4, w, h)
