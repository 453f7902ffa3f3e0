"""Is everything alive: the worker's heart-beat, silent runs, incidents."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from app import clock
from app.casework.models import CaseRun, Heartbeat, Incident
from app.db import db
from app.documents.models import Document
from app.inbox.models import Task
from app.inbox.queries import lamp_is
from app.notices.models import Notice

FRESH = timedelta(seconds=60)


def beat(worker: str, started_at: datetime) -> None:
    """A worker says that it lives. Real time is kept, not the demo's."""
    row = db.session.get(Heartbeat, worker)
    if row is None:
        row = Heartbeat(worker=worker, started_at=started_at)
        db.session.add(row)
    row.at = clock.real()
    row.started_at = started_at


def last_beat() -> datetime | None:
    """The newest sign of life of any worker."""
    return db.session.scalar(select(func.max(Heartbeat.at)))


def worker_lives() -> bool:
    """Has a worker given a sign of life within a minute?"""
    last = last_beat()
    return last is not None and clock.real() - last < FRESH


def silent_runs() -> list[int]:
    """Open runs that nothing would ever move again: no open task, no timer, no awaited message. Must be empty."""
    waiting = exists().where(Task.run_id == CaseRun.id, Task.state.in_(("open", "claimed")))
    return list(
        db.session.scalars(
            select(CaseRun.id).where(
                CaseRun.status == "open", CaseRun.wake_at.is_(None), CaseRun.awaits == [], ~waiting
            )
        )
    )


def open_incidents() -> int:
    """How many incidents nobody has put right."""
    return (
        db.session.scalar(select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None)))
        or 0
    )


def due_runs(limit: int = 50) -> list[int]:
    """Runs whose timers have fallen due, the longest overdue first."""
    return list(
        db.session.scalars(
            select(CaseRun.id)
            .where(CaseRun.status == "open", CaseRun.wake_at <= clock.now())
            .order_by(CaseRun.wake_at)
            .limit(limit)
        )
    )


def load() -> dict[str, int]:
    """How much there is to do, by name: what the operator's gauges show."""
    return {
        "tasks_open": _count(select(Task.id).where(Task.state == "open")),
        "tasks_claimed": _count(select(Task.id).where(Task.state == "claimed")),
        "tasks_overdue": _count(select(Task.id).where(Task.state.in_(("open", "claimed")), lamp_is("black"))),
        "runs_open": _count(select(CaseRun.id).where(CaseRun.status == "open")),
        "runs_silent": len(silent_runs()),
        "timers_due": _count(
            select(CaseRun.id).where(CaseRun.status == "open", CaseRun.wake_at <= clock.now())
        ),
        "notices_waiting": _count(select(Notice.id).where(Notice.state == "waiting")),
        "papers_unrendered": _count(select(Document.id).where(Document.pdf_hash.is_(None))),
        "incidents_open": open_incidents(),
    }


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
