"""Tasks as a person meets them: which they may open, what they may do with one, what its form shows them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from app import clock
from app.cases.models import Answer, Case
from app.cases.move import Move
from app.cases.visibility import visible
from app.casework import steps
from app.casework.models import CaseRun
from app.casework.steps import Step
from app.db import db
from app.documents import actions as documents
from app.errors import AppError, Invalid
from app.forms import answers as forms
from app.forms import masking
from app.inbox import actions as inbox
from app.inbox import queries
from app.inbox.models import Task
from app.org import access
from app.org.models import User

OPEN_OF_CASE = (
    select(Task, CaseRun.version_id)
    .join(CaseRun, CaseRun.id == Task.run_id)
    .where(Task.case_id == bindparam("case"), Task.state.in_(("open", "claimed")))
    .order_by(Task.created_at, Task.id)
)


def find(task_id: str, user: User) -> Task:
    """The task, if it is the user's to take or the user may see its case.

    :raises NoSuchTask: there is none, or the user may not see it: the two are not told apart.
    """
    task = db.session.get(Task, task_id) if inbox.is_id(task_id) else None
    if task is None or not (access.may_take(user, task) or _sees(user, task)):
        raise inbox.NoSuchTask()
    return task


def _sees(user: User, task: Task) -> bool:
    return db.session.scalar(select(Case.id).where(Case.id == task.case_id, visible(user))) is not None


def ensure_may_act(step: Step, user: User) -> None:
    """May this person take and complete the task now? A look ahead: actions decide again behind the lock.

    :raises AlreadyHandled: it is done, withdrawn, or held by another.
    :raises NotYours: another department's, or separated from this person's earlier steps.
    """
    inbox.ensure_may_act(step.task, user, inbox.separated(step.task, step.not_by))


def may_do(step: Step, user: User) -> list[str]:
    """What the person may do with it now, of claim, release, draft, preview, complete."""
    try:
        ensure_may_act(step, user)
    except AppError:
        return []
    hold = "release" if step.task.claimed_by_id == user.id else "claim"
    return [hold, "draft", *(["preview"] if step.papers else []), "complete"]


def values(step: Step, user: User) -> dict[str, Any]:
    """What the form shows this person: what was answered, else their draft as typed, else the first values.

    Numbers of people are masked but in one's own draft. Nothing to whom the task is not theirs to take.
    """
    if not access.may_take(user, step.task):
        return {}
    if step.task.state == "done":
        answer = db.session.get(Answer, step.task.id)
        return masking.hide(step.form, forms.for_edit(step.form, answer.answers)) if answer else {}
    draft = queries.draft_of(step.task, user)
    return draft.answers if draft else step.first_values()


def open_for(user: User, case: Case) -> list[Task]:
    """The open tasks of a case that this person may take now."""
    rows = db.session.execute(OPEN_OF_CASE, {"case": case.id}).all()
    mine = [
        Step(task, case, version_id)
        for task, version_id in rows
        if access.may_take(user, task) and task.claimed_by_id in (None, user.id)
    ]
    return [step.task for step in mine if user.username not in inbox.separated(step.task, step.not_by)]


def preview(step: Step, user: User, kind: str, typed: Mapping[str, Any]) -> bytes:
    """A paper of the step as PDF, from the answers as typed. Nothing is stored.

    :raises Invalid: the step does not issue such a paper.
    """
    offered = sorted({paper.name for paper in step.papers})
    if kind not in offered:
        names = _("、").join(offered) or _("无")
        raise Invalid(errors={"document": [_("此步骤不出具这种文书。可以预览的：%(names)s", names=names)]})
    outcome = typed.get("outcome")
    move = Move(
        case=step.case,
        run_id=step.task.run_id,
        process=step.task.process,
        today=clock.today(),
        by=user,
        step=step.task.step,
        task_id=step.task.id,
        outcome=outcome if isinstance(outcome, str) else None,
        answers=steps.as_known(step.form, typed, step.case),
    )
    return documents.preview(move, kind, step.form)
