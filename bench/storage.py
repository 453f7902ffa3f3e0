"""What a finished case leaves in the database, papers aside."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

from app import clock
from app.db import db
from app.demo.player import Player
from bench.figures import Figure
from bench.office import MORNING, Office, scenario

ONE_WORKER = "mediated_two_instalments"
JOURNEYS = {ONE_WORKER: "J2, one worker", "j1_twelve_workers": "J1, twelve workers"}
CASES = 8  # of each journey
MOST_KB = 40.0
PAPERS = ("document", "template_version")


def measure(office: Office) -> list[Figure]:
    """Bytes for each finished case: the growth of the compacted SQLite file, and what of it are papers."""
    found = []
    for name, label in JOURNEYS.items():
        whole, aside = _grown(office, name)
        alone = name == ONE_WORKER
        found.append(
            Figure(
                f"stored for a finished case ({label})",
                ours=f"{aside / 1024:.1f} KB",
                budget=f"≤ {MOST_KB:.0f} KB" if alone else "",
                ok=aside / 1024 <= MOST_KB if alone else None,
                how=(
                    f"{CASES} cases played to the write-off, SQLite file after VACUUM, indexes included; papers aside: "
                    f"without the tables {' and '.join(PAPERS)} (papers; PDFs and uploads are files); "
                    f"with them {whole / 1024:.1f} KB"
                ),
            )
        )
    return found


def _grown(office: Office, name: str) -> tuple[float, float]:
    """Bytes a case: of everything, and without papers."""
    with office.copy() as copy, copy.app.app_context():
        before = _sizes(copy.database)
        for number in range(CASES):
            with clock.frozen(MORNING + timedelta(minutes=number)):
                Player(json.loads(json.dumps(scenario(name)))).play()
            db.session.remove()
        db.engine.dispose()
        after = _sizes(copy.database)
    whole, papers = after[0] - before[0], after[1] - before[1]
    return whole / CASES, (whole - papers) / CASES


def _sizes(database: Path) -> tuple[int, int]:
    """Bytes of the compacted file, and of the pages that hold papers with their indexes."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("vacuum")
        (pages,), (size,) = (
            connection.execute(f"pragma {what}").fetchone() for what in ("page_count", "page_size")
        )
        without = sqlite3.connect(":memory:")
        connection.backup(without)
        for table in PAPERS:
            without.execute(f"delete from {table}")
        without.commit()
        without.execute("vacuum")
        (left,) = without.execute("pragma page_count").fetchone()
        without.close()
        return pages * size, (pages - left) * size
    finally:
        connection.close()
