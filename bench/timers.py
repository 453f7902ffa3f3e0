"""How late a timer fires while very many others wait."""

import statistics
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from app import clock
from app.casework import health
from app.casework.models import CaseRun
from app.db import db, transaction
from app.demo.player import Player
from app.jobs import rounds
from bench.figures import Figure
from bench.office import MORNING, Office, scenario

ROUNDS = 50
POLL = 1.0  # seconds between two rounds of the worker
MOST = 5.0
FAR = datetime(2030, 1, 1, tzinfo=UTC)


def measure(office: Office, waiting: int) -> list[Figure]:
    """The pick-up query, and one real timer fired by the worker's round, among this many open timers."""
    with office.copy() as copy, copy.app.app_context():
        with clock.frozen(MORNING):
            player = Player(scenario("j1_twelve_workers"))
            player.walk("close_publicity")  # before it stands a timer; the play has waited for it
            run = (
                db.session.execute(select(CaseRun.__table__).filter_by(case_id=player.case.id))
                .mappings()
                .first()
            )
            _fill(dict(run or {}), waiting)
        with clock.frozen(player.now):
            took = statistics.median(_seconds() for _round in range(ROUNDS))
            with transaction():
                row = db.session.get_one(CaseRun, (run or {})["id"])
                row.wake_at = clock.now() - timedelta(seconds=1)
            begun = time.perf_counter()
            woken = rounds.wake_due()
            fired = time.perf_counter() - begun
    late = POLL + fired
    return [
        Figure(
            f"timer lateness at {waiting:,} open timers",
            ours=f"≤ {late:.2f} s",
            budget=f"≤ {MOST:.0f} s",
            ok=late <= MOST and woken == 1,
            how=(
                f"the worker looks every {POLL:.0f} s; picking up what is due takes {took * 1000:.2f} ms "
                f"(median of {ROUNDS}), waking one run with all that follows {fired * 1000:.0f} ms"
            ),
        )
    ]


def _fill(run: dict[str, object], waiting: int) -> None:
    rows = [
        {**run, "id": 1_000_000 + number, "status": "open", "wake_at": FAR + timedelta(minutes=number)}
        for number in range(waiting)
    ]
    db.session.rollback()
    with transaction() as session:
        for start in range(0, waiting, 5_000):
            session.connection().execute(insert(CaseRun.__table__), rows[start : start + 5_000])


def _seconds() -> float:
    begun = time.perf_counter()
    health.due_runs()
    return time.perf_counter() - begun
