"""One measured figure, and the table of them."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

ANSWER = {True: "yes", False: "NO", None: ""}


@dataclass(frozen=True)
class Figure:
    """What was measured: ours, the floor of the same run if there is one, and the budget."""

    what: str
    ours: str
    budget: str
    ok: bool | None
    """Is the budget met? None where there is none."""
    floor: str = ""
    ratio: str = ""
    how: str = ""
    """How often it was repeated, and what the number leaves out."""


def machine() -> str:
    """The machine and the day: figures of two machines are not compared."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{cpu}, {os.cpu_count()} cores (load {load}), Python {platform.python_version()}, "
        f"{datetime.now():%Y-%m-%d %H:%M}"
    )


def table(figures: list[Figure]) -> str:
    """The figures as aligned text; how each was taken stands below."""
    head = ("what", "floor", "ours", "ratio", "budget", "ok")
    rows = [(f.what, f.floor, f.ours, f.ratio, f.budget, ANSWER[f.ok]) for f in figures]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    notes = [f"{figure.what}: {figure.how}" for figure in figures if figure.how]
    return "\n".join([*(line.rstrip() for line in lines), "", *notes])


def as_json(figures: list[Figure], where: str) -> str:
    """The same for a program."""
    return json.dumps({"machine": where, "figures": [asdict(figure) for figure in figures]}, indent=2) + "\n"
