"""What happens when a move fails for a technical reason: the whole step is undone and an incident is left.

``moving`` is how an edge opens the transaction of a move. A refusal (AppError) passes through. Anything else rolls
back everything, then a second, small transaction records the incident and freezes the run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from flask_babel import gettext as _

from app import clock, faults
from app.cases import actions as case_actions
from app.casework.models import CaseRun, Incident
from app.db import db, transaction
from app.errors import AppError, Conflict
from app.inbox.models import Task
from app.marking import N_

log = structlog.get_logger()
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))


class StepFailed(AppError):
    """A technical fault: nothing of the step was kept but the draft, and the administrators know."""

    status = 500
    title = N_("技术故障")


@contextmanager
def moving(
    action: str, *, task_id: str | None = None, run_id: int | None = None, case_id: int | None = None
) -> Iterator[None]:
    """Open the transaction of one move: of a task, of a run that the clock moves, of a case, or of something new.

    A refusal passes through to whoever asked. Where nobody did (``run_id``, ``case_id``) it is an incident as well:
    the clock does not read it.

    :raises StepFailed: after an incident was recorded.
    """
    alone = run_id is not None or case_id is not None
    try:
        with transaction():
            yield
            _resolve(action, task_id, run_id, case_id)
    except Exception as fault:
        if isinstance(fault, AppError) and fault.status < 500 and not alone:
            raise
        number = record(fault, action, task_id=task_id, run_id=run_id, case_id=case_id)
        raise StepFailed(
            _(
                "技术故障，已通知管理员（故障编号 %(number)s）。您填写的内容已保留，此任务仍在待办中，稍后可重试。",
                number=number,
            ),
            incident=number,
        ) from fault


def _resolve(action: str, task_id: str | None, run_id: int | None, case_id: int | None) -> None:
    """It went well: what had failed before is put right."""
    task = db.session.get(Task, task_id) if task_id else None
    if task and action == "complete" and not task.incident:
        return
    for row in _open(action, task_id, run_id, case_id):
        row.resolved_at = clock.now()
    if task:
        task.incident = False


def record(
    fault: Exception,
    action: str,
    *,
    task_id: str | None = None,
    run_id: int | None = None,
    case_id: int | None = None,
) -> int:
    """Leave an incident and freeze the run it happened in; the same fault again counts as another attempt."""
    log.error("move failed", action=action, task=task_id, run=run_id, case=case_id, exc_info=fault)
    with transaction():
        task = db.session.get(Task, task_id) if task_id else None
        run_id = run_id or (task.run_id if task else None)
        run = db.session.get(CaseRun, run_id) if run_id else None
        case_id = run.case_id if run else case_id
        if case_id is not None:
            case_actions.lock(case_id)
        row = next(iter(_open(action, task_id, run_id, case_id)), None)
        if row is None:
            row = Incident(action=action, attempts=0, opened_at=clock.now())
            db.session.add(row)
        row.task_id, row.run_id, row.case_id = task_id, run_id, case_id
        row.error = faults.told(fault)[:500]
        row.trace = faults.trace(fault)[-8000:]
        row.attempts += 1
        row.next_try = clock.now() + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
        # Somebody else may have moved the run on meanwhile: then there is nothing to freeze.
        if run_id is not None:
            frozen = db.update(CaseRun).filter_by(id=run_id, status="open").values(status="incident")
            db.session.execute(frozen)
        if task_id is not None:
            flagged = db.update(Task).filter_by(id=task_id).where(Task.state.in_(("open", "claimed")))
            db.session.execute(flagged.values(incident=True))
        db.session.flush()
        return row.id


def _open(action: str, task_id: str | None, run_id: int | None, case_id: int | None) -> Iterator[Incident]:
    """The unresolved incidents of this very move. What failed without a task, run or case stands by itself."""
    wanted = db.select(Incident).where(Incident.resolved_at.is_(None))
    if task_id:
        wanted = wanted.filter_by(task_id=task_id)
    elif run_id:
        wanted = wanted.filter_by(run_id=run_id, task_id=None)
    elif case_id:
        wanted = wanted.filter_by(case_id=case_id, run_id=None)
    else:
        return
    yield from db.session.scalars(wanted.filter_by(action=action).order_by(Incident.id))


def unresolved() -> list[Incident]:
    """The incidents that nobody has put right yet, oldest first."""
    return list(
        db.session.scalars(db.select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id))
    )


def thaw(incident: Incident) -> None:
    """Give a frozen run free for another try: its task may be completed again, its timers fire again.

    A task that is not open any more needs no other try.

    :raises Conflict: it has been put right already.
    """
    if incident.resolved_at is not None:
        raise Conflict(_("此故障已处理。"), state="resolved")
    if incident.case_id is not None:
        case_actions.lock(incident.case_id)
    if incident.run_id is not None:
        frozen = db.update(CaseRun).filter_by(id=incident.run_id, status="incident")
        db.session.execute(frozen.values(status="open"))
    task = db.session.get(Task, incident.task_id) if incident.task_id else None
    if task is not None and task.state in ("done", "withdrawn"):
        incident.resolved_at = clock.now()
    incident.next_try = clock.now()
