"""Boxes and exact counts. Each reads one table, scoped to what the user's posts may take."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, or_, select

from app import clock
from app.cases import search
from app.db import db
from app.deadlines.rules import lamp
from app.inbox import rules
from app.inbox.models import Draft, Reminder, Task
from app.org.models import User

BOXES = ("todo", "claimed", "done")
SORTS = {
    "due": Task.due,
    "created_at": Task.created_at,
    "case": Task.case_number,
    "name": Task.name,
    "employer": Task.employer_name,
    "done_at": Task.done_at,
    "id": Task.id,
}
OPEN_OF_CASE = select(Task).where(Task.case_id == bindparam("case"), Task.state.in_(("open", "claimed")))
OWED = Task.done_at.is_(None)
"""What the indexes of open work hold; see :func:`app.inbox.models._of_what_is_owed`."""
LAMPS = ("green", "yellow", "red", "black", "grey")


@dataclass(frozen=True)
class Page:
    """A page of tasks, how many there are in all, and where the next page begins (None: this was the last)."""

    items: list[Task]
    total: int
    next_offset: int | None


def mine(user: User) -> ColumnElement[bool]:
    """Tasks that one of the user's posts may take, for their own department or on behalf of an outside party."""
    posts = [(post.group, post.region_code) for post in user.posts]
    if not posts:
        return false()
    return or_(
        *(and_(Task.group == group, Task.region_code == region) for group, region in posts),
        *(and_(Task.home_group == group, Task.region_code == region) for group, region in posts),
    )


def box(user: User, name: str) -> Select[Task]:
    """The rows of a box; the boxes are disjoint."""
    if name == "todo":
        return select(Task).where(OWED, Task.state == "open", mine(user))
    if name == "claimed":
        return select(Task).where(OWED, Task.state == "claimed", Task.claimed_by_id == user.id)
    return select(Task).where(Task.state == "done", Task.done_by_id == user.id)


def counts(user: User) -> dict[str, int]:
    """How many tasks lie in each box, exactly."""
    return {
        name: db.session.scalar(select(func.count()).select_from(box(user, name).subquery())) or 0
        for name in BOXES
    }


def page(
    user: User,
    name: str,
    *,
    lamp: str | None = None,
    group: str | None = None,
    q: str = "",
    sort: str = "",
    offset: int = 0,
    limit: int = 50,
) -> Page:
    """A page of a box, filtered and sorted. ``sort`` is a field of :data:`SORTS`, ``-`` before it descending."""
    rows = box(user, name)
    if group:
        bare, _, region = group.partition("@")
        rows = rows.where(Task.group == bare)
        rows = rows.where(Task.region_code == region) if region else rows
    if lamp:
        rows = rows.where(lamp_is(lamp))
    if q:
        rows = rows.where(Task.case_id.in_(search.matching(q)))
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    ordered = (
        rows.order_by(*_order(sort or ("-done_at" if name == "done" else "due"))).offset(offset).limit(limit)
    )
    items = list(db.session.scalars(ordered))
    return Page(items, total, offset + limit if offset + limit < total else None)


def _order(sort: str) -> list[Any]:
    column = SORTS[sort.removeprefix("-")]
    ordered = column.desc() if sort.startswith("-") else column.asc()
    return [ordered.nulls_last(), Task.id]


def lamp_is(colour: str) -> ColumnElement[bool]:
    """The lamp as a condition, for what is computed when read. It agrees with :func:`lamp_of`."""
    now, today = clock.now(), clock.today()
    shown = case(
        (or_(Task.suspended, and_(Task.due.is_(None), Task.due_at.is_(None))), "grey"),
        (case((Task.due_at.is_not(None), Task.due_at <= now), else_=Task.due < today), "black"),
        (Task.last_day <= today, "red"),
        (Task.warn_on <= today, "yellow"),
        else_="green",
    )
    return shown == colour


def lamp_of(task: Task) -> str:
    """The task's lamp now: green, yellow (one third left), red (last working day), black (overdue), grey."""
    return lamp(task.due, task.due_at, task.warn_on, task.last_day, task.suspended, clock.now())


def to_remind(today: date) -> list[Task]:
    """The open tasks at a stage of which nobody was reminded yet; by case, so that each is locked once."""
    come = or_(Task.warn_on <= today, Task.last_day <= today, Task.due < today)
    wanted = select(Task).where(OWED, Task.state.in_(("open", "claimed")), Task.suspended.is_(False))
    rows = list(db.session.scalars(wanted.where(Task.due.is_not(None), come).order_by(Task.case_id, Task.id)))
    told = select(Reminder.task_id, Reminder.stage).join(Task, Task.id == Reminder.task_id).where(OWED)
    known = {tuple(each) for each in db.session.execute(told)}
    return [task for task in rows if (task.id, rules.stage_of(task, today)) not in known]


def reminders(user: User, offset: int = 0, limit: int = 50) -> tuple[list[Task], int]:
    """The open tasks that the user's departments were reminded of, the longest overdue first, and how many in all."""
    told = [
        and_(Reminder.to_group == post.group, Reminder.to_region == post.region_code) for post in user.posts
    ]
    mine = select(Reminder.task_id).where(or_(false(), *told))
    rows = select(Task).where(OWED, Task.state.in_(("open", "claimed")), Task.id.in_(mine))
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    page = rows.order_by(Task.due, Task.id).offset(offset).limit(limit)
    return list(db.session.scalars(page)), total


def draft_of(task: Task, user: User) -> Draft | None:
    """What the user has typed and not sent."""
    return db.session.get(Draft, (task.id, user.id))


def open_of_case(case_id: int) -> list[Task]:
    """The tasks of a case that somebody owes now."""
    return list(db.session.scalars(OPEN_OF_CASE, {"case": case_id}))


def of_case(case_id: int) -> list[Task]:
    """Every task of a case, oldest first."""
    return list(
        db.session.scalars(select(Task).filter_by(case_id=case_id).order_by(Task.created_at, Task.id))
    )
