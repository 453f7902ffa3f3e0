"""How a case moves: one straight path and one transaction.

Every move locks the case row, then its run, always in that order; resumes the run; lets the engine advance; records
what it shows; works off what other runs of the case were sent or told to start. Nothing here commits.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions as case_actions
from app.cases import journal
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import SYSTEM, Move
from app.cases.rules import ENDED, MATTER
from app.casework import advance, definitions, queries, record, steps, terms
from app.casework.models import CaseRun
from app.casework.queries import MAIN
from app.db import db
from app.documents import actions as documents
from app.engine import notation, operations
from app.errors import Conflict, NotAllowed, NotFound
from app.forms import answers as forms
from app.forms.definition import Definition as Form
from app.inbox import actions as inbox
from app.inbox.models import Task
from app.org.models import User


class NoDepartment(Conflict):
    """No department up to the country holds the group that a step goes to."""


@dataclass(frozen=True)
class Opened:
    """A new case: the code is shown once and then only its hash is kept."""

    case: Case
    query_code: str
    duplicates: list[Case]


def open_case(complaint: case_actions.Complaint, by: User | None) -> Opened:
    """Register a complaint and start its main run; the number is drawn as the last act.

    :raises Invalid: the complaint does not hold.
    """
    actor = by.username if by else "portal"
    case = case_actions.register(complaint, actor)
    code = case_actions.give_query_code(case)
    row = advance.new_run(case, MAIN, actor)
    move = Move(case=case, run_id=row.id, process=MAIN, today=clock.today(), by=by)
    advance.start(row, move)
    advance.work_off(move)
    terms.follow_clocks()
    number(case, actor)
    return Opened(case, code, case_queries.likely_duplicates(case))


def number(case: Case, actor: str) -> None:
    """Number a new case, its tasks and its papers: the last act before commit."""
    case_actions.draw_number(case)
    db.session.execute(
        db.update(Task)
        .filter_by(case_id=case.id)
        .values(case_number=case.number)
        .execution_options(synchronize_session="fetch")
    )
    journal.write(case, "case.number", {"number": case.number}, actor)
    documents.draw_numbers(case)


def complete_task(task_id: str, raw: dict[str, Any], user: User) -> Task:
    """办理: complete a human step with what was typed, and move the case on.

    :raises NoSuchTask: there is none.
    :raises AlreadyHandled: somebody was first, or the case has moved on.
    :raises NotYours: another department's, or separated from this person's earlier steps. Whether the person may know
        of the task at all is for the edge to ask.
    :raises Invalid: the answers do not hold; nothing is kept.
    """
    case, task, row, drafted = _at(task_id)
    properties = definitions.definition(row.version_id).step_properties(task.process, task.step)
    not_by = inbox.separated(task, notation.parse_list(properties.get("not_by", "")))
    inbox.ensure_may_act(task, user, not_by)
    form = definitions.form(row.version_id, task.process, task.step)
    given = steps.as_known(form, raw, case)
    answers = forms.check(form, given, files=documents.is_usable(user))
    move = Move(
        case=case,
        run_id=row.id,
        process=task.process,
        today=clock.today(),
        by=user,
        step=task.step,
        task_id=task.id,
        outcome=answers.get("outcome"),
        answers=answers,
        on_behalf_of=_on_behalf(task, user),
    )
    run = advance.resume(row, move)
    if task.incident:
        advance.look_again(case)
    _write(task, move)
    if drafted:
        inbox.drop_drafts(task)
    with forms.as_given(form, given):
        _apply(move, form, properties)
    for group in filter(None, (task.group, task.home_group)):
        case_actions.takes_part(case, group, task.region_code)
    run.complete(task.id, move.outcome)
    _close(task, move, user)
    record.follow(row, run, move)
    _settle(move)
    return task


def _settle(move: Move) -> None:
    """How every move ends: the other runs of the case, the timers behind its clocks, the numbers of its papers."""
    _follow(move)
    documents.draw_numbers(move.case)


def _follow(move: Move) -> None:
    advance.work_off(move)
    terms.follow_clocks()


def _at(task_id: str) -> tuple[Case, Task, CaseRun, bool]:
    """The case of a task, locked; behind that the task, the run it belongs to, and whether there are drafts of it."""
    case = inbox.lock_case(task_id)
    return case, *advance.locked_with_task(task_id)


def _close(task: Task, move: Move, user: User) -> None:
    task.claimed_by_id = task.claimed_by_id or user.id
    task.claimed_at = task.claimed_at or clock.now()
    task.state, task.done_by_id, task.done_at, task.outcome = "done", user.id, clock.now(), move.outcome


def _write(task: Task, move: Move) -> None:
    journal.write(
        move.case,
        "task.complete",
        {
            "task": task.id,
            "process": task.process,
            "step": task.step,
            "outcome": move.outcome,
            "answers": case_actions.answers_hash(move.answers or {}),
            "for": move.on_behalf_of,
        },
        move.actor,
    )


def _apply(move: Move, form: Form, properties: Mapping[str, str]) -> None:
    """Keep the answers and let them change the case: facts, answer words, papers, uploads."""
    case_actions.keep_answers(move, form.facts)
    for word in notation.parse_list(properties.get("applies", "")):
        operations.find("answer", word).function(move, move.answers)
    documents.attach(move, form)
    for paper in notation.parse_documents(properties.get("document", "")):
        if paper.outcome in (None, move.outcome):
            documents.issue(move, paper.name)


def _on_behalf(task: Task, user: User) -> str | None:
    """The outside party's group when an officer of the home group records for it."""
    own = {(post.group, post.region_code) for post in user.posts}
    return None if (task.group, task.region_code) in own or not task.home_group else task.group


def start_run(case: Case, process: str, raw: dict[str, Any], user: User) -> CaseRun:
    """Start a process of a case with its start form: a side procedure (joint interview, police referral, fund …),
    or the main process again on a case that has ended (重新启动). A finished run is never revived.

    :raises NotFound: no such process can be started by a person.
    :raises NotAllowed: the user's departments may not start it here.
    :raises Conflict: one is under way already, or the case has (or has not) ended.
    :raises Invalid: the start form does not hold.
    """
    case = case_actions.lock(case.id)
    version = definitions.active(process)
    properties = definitions.definition(version.id).properties(process)
    starters = notation.parse_list(properties.get("started_by", ""))
    if not starters or properties.get("opens"):
        raise NotFound(_("没有可以发起的流程“%(name)s”。", name=process))
    if not queries.groups_around(case, user).intersection(starters):
        raise NotAllowed(_("您的部门不能为本案发起此流程。"), reason="not_starter")
    _ensure_startable(case, process)
    form = definitions.form(version.id, process, "start")
    answers = forms.check(form, steps.as_known(form, raw, case), files=documents.is_usable(user))
    row = begin(case, process, form, answers, user)
    documents.draw_numbers(case)
    return row


def begin(case: Case, process: str, form: Form, answers: dict[str, Any], user: User | None) -> CaseRun:
    """Start a process with the checked answers to its start form; numbers are still to be drawn.

    ``user``: None where the system does it by itself. Whether it may be started is for the caller to have asked.
    """
    actor = user.username if user else SYSTEM
    row = advance.new_run(case, process, actor, entry=answers.get("stage", ""))
    row.start_answers_task = str(uuid.uuid4())
    move = Move(
        case=case,
        run_id=row.id,
        process=process,
        today=clock.today(),
        by=user,
        step="start",
        task_id=row.start_answers_task,
        outcome=answers.get("outcome"),
        answers=answers,
    )
    _apply(move, form, definitions.definition(row.version_id).properties(process))
    if process == MAIN:
        case_actions.reopen(case, row.entry, actor)
    advance.start(row, move)
    _follow(move)
    return row


def _ensure_startable(case: Case, process: str) -> None:
    """:raises Conflict: the case has ended (the main process: it has not), or such a run is under way."""
    if case.kind == MATTER:
        raise Conflict(_("这是事项而不是欠薪案件，不能另行发起流程。"), state=case.state)
    ended = case.state in ENDED
    if process == MAIN and not ended:
        raise Conflict(_("案件尚未结束，不需要重新启动。"), state=case.state)
    if process != MAIN and ended:
        raise Conflict(_("案件已结束，不能再发起流程；如有新情况，请先申请重新启动案件。"), state=case.state)
    if queries.open_runs(case.id, process):
        raise Conflict(_("本案已有一个正在进行的同类流程。请在案件页面查看其进展。"), state="open")


def wake(run_id: int) -> bool:
    """Let what has fallen due in a run happen. False when nothing is due any more."""
    row, case = advance.locked_with_case(run_id)
    if row.status != "open" or row.wake_at is None or row.wake_at > clock.now():
        return False
    move = Move(case=case, run_id=row.id, process=row.process, today=clock.today())
    run = advance.resume(row, move)
    advance.look_again(case)
    run.wake()
    record.follow(row, run, move)
    _settle(move)
    return True


def assign_again(task_id: str) -> None:
    """Give an open task to its department once more, after one was set up.

    :raises NoDepartment: there is still none.
    """
    case, task, row, _drafted = _at(task_id)
    move = Move(case=case, run_id=row.id, process=task.process, today=clock.today())
    run = advance.resume(row, move)
    for step in run.steps():
        if step.id == task.id and not record.assign(task, run, step, move):
            raise NoDepartment(_("本地区及上级仍没有部门可以承办，请先设立该部门。"), state=task.state)


def deliver(case: Case, by: User | None = None) -> None:
    """Offer what is waiting to the runs of the case (after a message came from outside, and in the daily sweep)."""
    move = Move(case=case_actions.lock(case.id), run_id=0, process="", today=clock.today(), by=by)
    advance.look_again(case)
    _settle(move)
