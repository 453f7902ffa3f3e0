"""``./dev bench``: every figure in one run."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import completions, crowd, lists, papers, storage
from bench.figures import Figure, as_json, machine, table
from bench.office import Office, prepared

FIGURES: dict[str, Callable[[Office], list[Figure]]] = {
    "completions": completions.measure,
    "storage": storage.measure,
    "lists": lists.measure,
    "crowd": crowd.measure,
    "papers": papers.measure,
}


def main() -> int:
    """Measure and print; a missed budget is said, not punished."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--only", choices=FIGURES, action="append")
    parser.add_argument("--large", action="store_true", help="also the inbox at 100,000 open tasks")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--profile", action="store_true", help="where the time of a completion goes")
    asked = parser.parse_args()
    begun = datetime.now(UTC)
    figures: list[Figure] = []
    with prepared() as office:
        if asked.profile:
            sys.stdout.write(completions.profile(office) + "\n")
            return 0
        for name in asked.only or FIGURES:
            sys.stderr.write(f"{name} …\n")
            figures += FIGURES[name](office)
        if asked.large:
            figures += lists.measure(office, 100_000)
    where = machine()
    sys.stdout.write(f"{where}\n\n{table(figures)}\n")
    sys.stdout.write(f"took {(datetime.now(UTC) - begun).seconds} s\n")
    if asked.json:
        asked.json.write_text(as_json(figures, where), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
