"""Advancing runs: start, resume, and work off what the runs of a case asked of each other.

Always behind the lock of the case row; used by :mod:`app.casework.actions`, which says who may.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, exists, select, text
from sqlalchemy.orm import undefer

from app import clock
from app.cases import actions as case_actions
from app.cases import journal
from app.cases.models import Case
from app.cases.move import Move
from app.casework import definitions, pending, queries, record
from app.casework.host import CaseHost
from app.casework.models import CaseRun, Message
from app.db import db
from app.engine.run import Run, Scalar
from app.inbox.models import Draft, Task

MAX_HOPS = 50
LEFT = text(
    "SELECT EXISTS (SELECT 1 FROM case_run WHERE case_id = :case AND status = 'starting') "
    "OR EXISTS (SELECT 1 FROM message WHERE state = 'waiting' AND case_id = :case)"
)
TASK_AND_RUN = (
    select(Task, CaseRun, exists().where(Draft.task_id == Task.id))
    .join(CaseRun, CaseRun.id == Task.run_id)
    .where(Task.id == bindparam("task"))
    .options(undefer(CaseRun.state))
    .with_for_update(of=CaseRun)
    .execution_options(populate_existing=True)
)


class TooManyHops(Exception):
    """Runs of one case kept starting or messaging each other."""


def new_run(case: Case, process: str, by: str, entry: str = "") -> CaseRun:
    """A run on the active version, not started yet."""
    row = CaseRun(
        case_id=case.id,
        process=process,
        version_id=definitions.active(process).id,
        status="starting",
        entry=entry,
        awaits=[],
        passed={},
        here=[],
        started_at=clock.now(),
        started_by=by,
    )
    db.session.add(row)
    db.session.flush()
    pending.mark(case.id)
    return row


def request_run(case: Case, process: str, by: str, entry: str = "") -> CaseRun | None:
    """Ask for a run of a process on this case; it is started when the present move has been saved.

    None where one is under way already: a rule may ask again and again.
    """
    return None if queries.open_runs(case.id, process) else new_run(case, process, by, entry=entry)


def send(case: Case, name: str, unique_key: str, value: Any, from_run_id: int | None = None) -> None:
    """Leave a message for the runs of a case; the same key twice is one message."""
    known = db.session.scalar(db.select(Message).filter_by(case_id=case.id, unique_key=unique_key))
    if known is None:
        db.session.add(
            Message(
                case_id=case.id,
                from_run_id=from_run_id,
                name=name,
                unique_key=unique_key,
                value=value,
                state="waiting",
                at=clock.now(),
            )
        )
        db.session.flush()
        pending.mark(case.id)


def look_again(case: Case) -> None:
    """Something may have come for a run of the case while it was frozen by an incident, or from outside."""
    if db.session.connection().scalar(LEFT, {"case": case.id}):
        pending.mark(case.id)


def start(row: CaseRun, move: Move) -> None:
    """Let a new run go to its first human steps or waits."""
    case = move.case
    data: dict[str, Scalar] = {
        "case_id": case.id,
        "region": case.region_code,
        "kind": case.kind,
        "entry": row.entry,
    }
    if move.outcome is not None:
        data["start"] = move.outcome
    journal.write(
        case, "run.start", {"process": row.process, "run": row.id, "version": row.version_id[:12]}, move.actor
    )
    run = Run.start(definitions.definition(row.version_id), CaseHost(move), data)
    record.follow(row, run, move)


def resume(row: CaseRun, move: Move) -> Run:
    """The run as it was saved, on the version it started with."""
    if row.state is None:
        raise RuntimeError(f"run {row.id} has no state to resume")
    return Run.resume(definitions.definition(row.version_id), row.state, CaseHost(move))


def locked(run_id: int) -> CaseRun:
    """The run row, locked; its case is locked already."""
    wanted = db.select(CaseRun).filter_by(id=run_id).options(undefer(CaseRun.state)).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def locked_with_task(task_id: str) -> tuple[Task, CaseRun, bool]:
    """A task and its run, locked; its case is locked already. And whether anybody has a draft of it."""
    task, row, drafted = db.session.execute(TASK_AND_RUN, {"task": task_id}).one()
    return task, row, drafted


def locked_with_case(run_id: int) -> tuple[CaseRun, Case]:
    """A run and its case, locked in the order that everybody keeps: the case first."""
    case_id = db.session.scalars(db.select(CaseRun.case_id).filter_by(id=run_id)).one()
    case = case_actions.lock(case_id)
    return locked(run_id), case


def work_off(move: Move) -> None:
    """Start the runs that were asked for and deliver the messages that wait, in the same transaction.

    :raises TooManyHops: runs of the case keep answering each other.
    """
    if not pending.take(move.case.id):
        return
    for _hop in range(MAX_HOPS):
        if not (_start_next(move) or _deliver_next(move)):
            pending.take(move.case.id)
            return
    raise TooManyHops(f"case {move.case.id}: more than {MAX_HOPS} hops in one move")


def _start_next(move: Move) -> bool:
    row = next((row for row in queries.open_runs(move.case.id) if row.status == "starting"), None)
    if row is None:
        return False
    start(row, _between(move, row))
    return True


def _deliver_next(move: Move) -> bool:
    waiting = list(
        db.session.scalars(
            db.select(Message).filter_by(case_id=move.case.id, state="waiting").order_by(Message.id)
        )
    )
    if not waiting:
        return False
    for row in queries.open_runs(move.case.id):
        for message in waiting:
            if row.status == "open" and message.name in row.awaits:
                here = _between(move, row)
                run = resume(row, here)
                if run.deliver(message.name, message.value):
                    message.state = "delivered"
                    record.follow(row, run, here)
                    return True
    return False


def _between(move: Move, row: CaseRun) -> Move:
    return replace(
        move, run_id=row.id, process=row.process, step="", task_id=None, outcome=None, answers=None
    )
