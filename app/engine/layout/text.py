"""How much room a name takes when bpmn-js sets it beside a shape or a line."""

from math import ceil
from unicodedata import east_asian_width

FONT = 11
LINE = 14
PER_LINE = 6  # Chinese characters


def width_of(text: str) -> int:
    """Width in pixels of one line of text."""
    return sum(FONT if east_asian_width(char) in "WFA" else 7 for char in text)


def label_size(text: str, per_line: int = PER_LINE) -> tuple[int, int]:
    """Width and height of the box in which bpmn-js sets ``text`` in balanced lines.

    bpmn-js cuts a line that is too long one character short of the average that fits, hence the spare width.
    """
    full = width_of(text)
    lines = ceil(full / (per_line * FONT + 1))
    if lines == 1:
        return full + 6, LINE
    return ceil(ceil(full / FONT) / lines) * FONT + 8, lines * LINE
