"""``python -m bench``: measure, print the table, and perhaps write it as JSON."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import completions, contention, figures, inbox, papers, storage, timers
from bench.figures import Figure
from bench.office import Office, prepared

Measure = Callable[[Office], list[Figure]]


def main() -> int:
    """Measure what was asked for; the status tells errors only, never a missed budget."""
    read = argparse.ArgumentParser(prog="bench", description=__doc__)
    read.add_argument("only", nargs="*", help="a few of the measurements; all without")
    read.add_argument("--large", action="store_true", help="100,000 open tasks and timers as well")
    read.add_argument("--profile", action="store_true", help="where the time of a completion goes")
    read.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    asked = read.parse_args()
    measures = _measures(asked.large)
    if unknown := set(asked.only) - measures.keys():
        read.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(measures)}")
    where, found = figures.machine(), []
    with prepared() as office:
        for name in asked.only or measures:
            print(f"{name} …", file=sys.stderr, flush=True)
            begun = time.monotonic()
            found += measures[name](office)
            print(f"  {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        split = completions.profile(office) if asked.profile else ""
    print(f"\n{where}\n\n{figures.table(found)}")
    if split:
        print(f"\nwhere a completion's time goes (cProfile): {split}")
    if asked.json:
        asked.json.write_text(figures.as_json(found, where), "utf-8")
    return 0


def _measures(large: bool) -> dict[str, Measure]:
    sizes = (5_000, 100_000) if large else (5_000,)
    waiting = 100_000 if large else 10_000
    return {
        "completions": completions.measure,
        "storage": storage.measure,
        "inbox": lambda office: [figure for size in sizes for figure in inbox.measure(office, size)],
        "contention": contention.measure,
        "papers": papers.measure,
        "timers": lambda office: timers.measure(office, waiting),
    }


if __name__ == "__main__":
    sys.exit(main())
