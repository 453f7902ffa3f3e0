"""A drawing: rectangles, lines and labels in pixels."""

from dataclasses import dataclass, field
from typing import NamedTuple


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

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

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
    """Everything with its place: lanes in their order, the rest by the id of its node or flow."""

    lanes: list[Box] = field(default_factory=list)
    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    above: set[str] = field(default_factory=set)
    """Boundary events on the upper border of their host."""
