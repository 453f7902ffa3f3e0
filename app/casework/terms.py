"""Timers and due dates follow the law's time: a clock that was changed, or the calendar itself."""

from app import clock
from app.cases.models import Case
from app.cases.move import Move
from app.casework import advance, definitions, queries, record
from app.casework.models import CaseRun
from app.db import db
from app.deadlines import actions as deadline_actions
from app.deadlines import queries as deadlines
from app.inbox import queries as inbox
from app.inbox.models import Task


def retime(case: Case, keys: set[str]) -> None:
    """A clock was changed: rewrite the waiting timers that follow it, and the due dates of open tasks."""
    instants = {key: deadlines.instant_at(case.id, key) for key in keys}
    versions = {}
    for row in queries.open_runs(case.id):
        versions[row.id] = definition = definitions.definition(row.version_id)
        if keys & definition.clocks and row.state is not None:
            run = advance.resume(
                row, Move(case=case, run_id=row.id, process=row.process, today=clock.today())
            )
            run.retime(instants)
            row.state, row.wake_at = run.save(), run.wake_at
    for task in inbox.open_of_case(case.id):
        record.term(task, versions[task.run_id].step_properties(task.process, task.step), case)


def follow_clocks() -> None:
    """Bring timers and tasks along with every clock that this transaction has changed."""
    by_case: dict[int, set[str]] = {}
    for case_id, key in deadline_actions.take_changed():
        by_case.setdefault(case_id, set()).add(key)
    for case_id, keys in by_case.items():
        retime(db.session.get_one(Case, case_id), keys)


def follow_calendar(by: str) -> int:
    """The calendar was changed: reckon every open clock again, and the tasks that have a term of their own.

    :returns: how many clocks moved, each with an entry in its case's journal.
    """
    moved = deadline_actions.recompute(by)
    follow_clocks()
    own = (
        db.select(Task, CaseRun.version_id, Case)
        .join(CaseRun, CaseRun.id == Task.run_id)
        .join(Case, Case.id == Task.case_id)
    )
    of_their_own = (
        Task.state.in_(("open", "claimed")),
        Task.due.is_not(None),
        Task.term_source.not_like("clock:%"),
    )
    for task, version_id, case in db.session.execute(own.where(*of_their_own)):
        record.term(task, definitions.definition(version_id).step_properties(task.process, task.step), case)
    return len(moved)
