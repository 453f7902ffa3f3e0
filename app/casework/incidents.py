"""What happens when a move fails for a technical reason: the whole step is undone and an incident is left.

``moving`` is how an edge opens the transaction of a move. A refusal (AppError) passes through. Anything else rolls
back everything, then a second, small transaction records the incident and freezes the run.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from flask_babel import gettext as _

from app import clock
from app.casework.models import CaseRun, Incident
from app.db import db, transaction
from app.errors import AppError, Conflict
from app.inbox.models import Task

log = structlog.get_logger()
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))


class StepFailed(AppError):
    """A technical fault: nothing of the step was kept but the draft, and the administrators know."""

    status = 500
    title = "技术故障"


@contextmanager
def moving(action: str, *, task_id: str | None = None, run_id: int | None = None) -> Iterator[None]:
    """Open the transaction of one move.

    :raises StepFailed: after an incident was recorded.
    """
    try:
        with transaction():
            yield
            _settle(task_id, run_id)
    except AppError:
        raise
    except Exception as fault:
        number = record(fault, action, task_id=task_id, run_id=run_id)
        raise StepFailed(
            _(
                "技术故障，已通知管理员（故障编号 %(number)s）。您填写的内容已保留，此任务仍在待办中，稍后可重试。",
                number=number,
            ),
            incident=number,
        ) from fault


def record(fault: Exception, action: str, *, task_id: str | None, run_id: int | None) -> int:
    """Leave an incident and freeze the run it happened in; the same fault again counts as another attempt."""
    log.error("move failed", action=action, task=task_id, run=run_id, exc_info=fault)
    with transaction():
        task = db.session.get(Task, task_id) if task_id else None
        run_id = run_id or (task.run_id if task else None)
        row = db.session.scalar(
            db.select(Incident).where(
                Incident.run_id == run_id, Incident.resolved_at.is_(None), Incident.action == action
            )
        )
        if row is None:
            run = db.session.get(CaseRun, run_id) if run_id else None
            row = Incident(
                run_id=run_id,
                case_id=run.case_id if run else None,
                action=action,
                attempts=0,
                opened_at=clock.now(),
            )
            db.session.add(row)
        row.task_id = task_id
        row.error = f"{type(fault).__name__}: {fault}"[:500]
        row.trace = "".join(traceback.format_exception(fault))[-8000:]
        row.attempts += 1
        row.next_try = clock.now() + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
        if run_id is not None:
            db.session.execute(db.update(CaseRun).filter_by(id=run_id).values(status="incident"))
        if task is not None:
            task.incident = True
        db.session.flush()
        return row.id


def _settle(task_id: str | None, run_id: int | None) -> None:
    """A move that succeeded puts the incident of its run right."""
    wanted = db.select(Incident).where(Incident.resolved_at.is_(None))
    if task_id:
        wanted = wanted.where(Incident.task_id == task_id)
    elif run_id:
        wanted = wanted.where(Incident.run_id == run_id)
    else:
        return
    for row in db.session.scalars(wanted):
        row.resolved_at = clock.now()


def unresolved() -> list[Incident]:
    """The incidents that nobody has put right yet, oldest first."""
    return list(
        db.session.scalars(db.select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id))
    )


def thaw(incident: Incident) -> None:
    """Give a frozen run free for another try: its task may be completed again, its timers fire again.

    :raises Conflict: it has been put right already.
    """
    if incident.resolved_at is not None:
        raise Conflict(_("此故障已处理。"), state="resolved")
    if incident.run_id is not None:
        db.session.execute(
            db.update(CaseRun).filter_by(id=incident.run_id, status="incident").values(status="open")
        )
    incident.next_try = clock.now()
