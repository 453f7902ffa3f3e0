"""The moves people make with tasks: claim, release, draft. Completing is casework's. Nothing here commits."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, select, text

from app import clock
from app.cases import journal
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import SYSTEM
from app.db import db
from app.errors import Conflict, NotAllowed, NotFound
from app.inbox import rules
from app.inbox.models import Draft, Reminder, Task
from app.marking import N_
from app.org import access
from app.org import queries as org
from app.org.models import User

CASE_OF_TASK = (
    select(Case)
    .where(Case.id == select(Task.case_id).where(Task.id == bindparam("task")).scalar_subquery())
    .with_for_update()
    .execution_options(populate_existing=True)
)
ID = re.compile(r"[0-9a-f-]{36}")
DROP_DRAFTS = text("DELETE FROM draft WHERE task_id = :task")


class AlreadyHandled(Conflict):
    """Somebody was first. Says who, when, and how the task stands now."""

    title = N_("已被处理")


class NoSuchTask(NotFound):
    """There is no such task, or this person may not see it: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("未找到此任务：编号有误，或该案件不属于您的查看范围。请从待办列表重新进入。"))


class NotYours(NotAllowed):
    """The task belongs to another department, or this person may not take it."""

    title = N_("无权办理此任务")


def is_id(text: str) -> bool:
    """Does it look like the id of a task? What does not is never sent to the database."""
    return bool(ID.fullmatch(text))


def lock_task(task_id: str) -> Task:
    """The task, re-read behind the lock of its case, so that what is decided now is true at commit.

    The caller has made sure that the task exists and that the user may see its case.
    """
    lock_case(task_id)
    wanted = db.select(Task).filter_by(id=task_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def lock_case(task_id: str) -> Case:
    """The case of a task, read anew behind the lock of its row.

    :raises NoSuchTask: there is none.
    """
    case = db.session.scalars(CASE_OF_TASK, {"task": task_id}).one_or_none() if is_id(task_id) else None
    if case is None:
        raise NoSuchTask()
    return case


def claim(task: Task, user: User, not_by: frozenset[str] = frozenset()) -> Task:
    """签收: take a task out of the department's pool. Claiming one's own again changes nothing.

    :param not_by: user names separated from this step (回避); :mod:`app.casework.claiming` knows them.
    :raises AlreadyHandled: it is done, withdrawn, or held by another.
    :raises NotYours: it is another department's, or separated from what this person did before.
    """
    ensure_may_act(task, user, not_by)
    if task.claimed_by_id == user.id:
        return task
    task.state, task.claimed_by_id, task.claimed_at = "claimed", user.id, clock.now()
    case = db.session.get_one(Case, task.case_id)
    journal.write(case, "task.claim", {"task": task.id, "step": task.step}, user.username)
    return task


def release(task: Task, user: User) -> Task:
    """退回待办: put a claimed task back into the pool; the draft stays with the person.

    :raises AlreadyHandled: it is done or withdrawn.
    :raises NotYours: it is held by another, or by nobody.
    """
    ensure_open(task)
    if task.claimed_by_id != user.id:
        raise NotYours(_("只有签收人本人可以退回此任务。"), reason="not_holder")
    task.state, task.claimed_by_id, task.claimed_at = "open", None, None
    case = db.session.get_one(Case, task.case_id)
    journal.write(case, "task.release", {"task": task.id, "step": task.step}, user.username)
    return task


def ensure_open(task: Task) -> None:
    """:raises AlreadyHandled: the task is done or has been withdrawn."""
    if task.state == "done":
        who = db.session.get(User, task.done_by_id) if task.done_by_id else None
        name, at = (who.name if who else _("系统")), task.done_at
        raise AlreadyHandled(
            _("此任务已由%(name)s于%(at)s办理，无需重复提交。请刷新待办列表。", name=name, at=_hm(at)),
            handled_by=name,
            handled_at=at.isoformat() if at else None,
            state=task.state,
        )
    if task.state == "withdrawn":
        raise AlreadyHandled(
            _("案件已进入其他环节，此任务已撤回。请打开案件查看进展。"),
            handled_by=None,
            handled_at=None,
            state=task.state,
        )


def ensure_may_act(task: Task, user: User, not_by: frozenset[str] = frozenset()) -> None:
    """May this person take and complete this task now?

    :param not_by: user names separated from this step by what they did earlier in the case (回避).
    """
    if not access.may_take(user, task):
        raise NotYours(_("此任务属于其他部门，您可以查看案件，但不能办理。"), reason="other_department")
    ensure_open(task)
    if user.username in not_by:
        raise NotYours(
            _("您办理过本案中与此步骤须分离的环节，按规定不能再办理此步骤。请由本部门其他人员办理。"),
            reason="separation",
        )
    if task.claimed_by_id not in (None, user.id):
        holder = db.session.get_one(User, task.claimed_by_id)
        raise AlreadyHandled(
            _("此任务已由%(name)s于%(at)s签收。", name=holder.name, at=_hm(task.claimed_at)),
            handled_by=holder.name,
            handled_at=task.claimed_at.isoformat() if task.claimed_at else None,
            state=task.state,
        )


def _hm(at: datetime | None) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""


def remind(task: Task, case: Case, today: date) -> int:
    """催办: tell the department, and from the second time overdue on those above it; once for each stage.

    The caller holds the case. Returns how many were told.
    """
    stage = rules.stage_of(task, today)
    known = set(db.session.scalars(select(Reminder.stage).filter_by(task_id=task.id)))
    if stage is None or stage in known:
        return 0
    told = {task.home_group or task.group: task.region_code}
    above = rules.SUPERVISORS.get(stage)
    if above and (region := org.nearest_holding(above, task.region_code)):
        told[above] = region
    for group, region in told.items():
        db.session.add(
            Reminder(task_id=task.id, stage=stage, to_group=group, to_region=region, at=clock.now())
        )
    what = {"task": task.id, "step": task.step, "stage": stage, "to": sorted(told)}
    journal.write(case, "task.remind", what, SYSTEM)
    return len(told)


def keep_draft(task: Task, user: User, answers: Mapping[str, Any]) -> None:
    """Keep what the person has typed, as typed and without validation."""
    draft = db.session.get(Draft, (task.id, user.id))
    if draft is None:
        draft = Draft(task_id=task.id, user_id=user.id)
        db.session.add(draft)
    draft.answers, draft.at = dict(answers), clock.now()


def drop_drafts(task: Task) -> None:
    """The task is over: nobody's draft is needed any more."""
    db.session.connection().execute(DROP_DRAFTS, {"task": task.id})


def separated(task: Task, not_by: list[str]) -> frozenset[str]:
    """Who may not take the task because of what they completed in this case."""
    return frozenset(case_queries.who_did(task.case_id, not_by)) if not_by else frozenset()
