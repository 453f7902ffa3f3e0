"""What the worker does again and again: each piece claimed by its row, idempotent, one transaction of its own."""

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import structlog
from sqlalchemy import select

from app import clock
from app.cases import actions as case_actions
from app.cases import journal
from app.cases.models import Case
from app.casework import actions as casework
from app.casework import health, incidents, warnings
from app.casework.models import Incident, Message
from app.db import db, transaction
from app.documents import actions as documents
from app.errors import AppError
from app.inbox import actions as inbox_actions
from app.inbox import queries as inbox
from app.inbox.models import Task
from app.notices import actions as notices
from app.org import sessions

log = structlog.get_logger()
MOST_TRIES = 4


def wake_due() -> int:
    """Let every timer that has fallen due happen, one transaction each. A poisoned run does not hold up the others."""
    woken = 0
    for run_id in health.due_runs():
        try:
            with incidents.moving("wake", run_id=run_id):
                woken += casework.wake(run_id)
        except AppError as refusal:
            log.warning("not woken", run=run_id, why=refusal.message)
    return woken


def retry_incidents() -> int:
    """Try again what failed without a person in front of it, a few times and ever more rarely."""
    waiting = db.session.scalars(
        select(Incident.id).where(
            Incident.resolved_at.is_(None),
            Incident.action == "wake",
            Incident.attempts <= MOST_TRIES,
            Incident.next_try <= clock.now(),
        )
    ).all()
    db.session.rollback()
    for number in waiting:
        with transaction():
            row = db.session.get_one(Incident, number)
            incidents.thaw(row)
            run_id = row.run_id
        if run_id is None:
            continue
        try:
            with incidents.moving("wake", run_id=run_id):
                casework.wake(run_id)
        except AppError as refusal:
            log.warning("failed again", incident=number, why=refusal.message)
    return len(waiting)


def send_notices() -> int:
    """Empty the outbox: lease, send outside any transaction, settle."""
    with transaction():
        leased = notices.due()
    for notice_id in leased:
        error = notices.send(notice_id)
        db.session.rollback()
        with transaction():
            notices.settle(notice_id, error)
    return len(leased)


def offer_messages() -> int:
    """Offer waiting messages once more: what another case's run left is worked off here, one transaction a case."""
    waiting = db.session.scalars(select(Message.case_id).filter_by(state="waiting").distinct()).all()
    db.session.rollback()
    for case_id in waiting:
        try:
            with incidents.moving("deliver", case_id=case_id):
                casework.deliver(db.session.get_one(Case, case_id))
        except AppError as refusal:
            log.warning("not delivered", case=case_id, why=refusal.message)
    return len(waiting)


def open_warnings(day: date) -> int:
    """Open an early warning for each employer with many complaints, one transaction each."""
    found = list(warnings.suspects(day))
    db.session.rollback()
    opened = 0
    for suspect in found:
        try:
            with incidents.moving("start"):
                opened += warnings.open_for(suspect, day) is not None
        except AppError as refusal:
            log.warning("no warning opened", employer=suspect.employer, why=refusal.message)
    return opened


def sweep(day: date) -> dict[str, int]:
    """Once a day: prove that no run is silent, seal the journals, forget what has run out, open warnings."""
    silent = health.silent_runs()
    if silent:
        log.error("silent runs", runs=silent)
    with transaction():
        journal.seal(day - timedelta(days=1))
        sessions.sweep()
        unused = documents.sweep_unused()
    return {
        "silent_runs": len(silent),
        "unused_files": unused,
        "messages": offer_messages(),
        "reminded": remind(day),
        "warnings": open_warnings(day),
    }


def remind(day: date) -> int:
    """Remind of every task that has come to its last third, its last day or beyond, one transaction a case."""
    tasks = inbox.to_remind(day)
    told = 0
    for case_id, rows in groupby([(task.case_id, task.id) for task in tasks], key=itemgetter(0)):
        with transaction():
            case = case_actions.lock(case_id)
            told += sum(
                inbox_actions.remind(db.session.get_one(Task, task_id), case, day) for _case, task_id in rows
            )
    return told
