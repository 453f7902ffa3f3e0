"""What is due and overdue in the regions that somebody supervises: counts by department and region, and the tasks."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, false, func, select

from app.db import db
from app.inbox.models import Task
from app.inbox.queries import LAMPS, OWED, Page, lamp_is
from app.org import access
from app.org import queries as org
from app.org.models import User


@dataclass(frozen=True)
class Load:
    """The open tasks of a department in a region, by lamp."""

    group: str
    region_code: str
    total: int
    lamps: dict[str, int]


def supervised(user: User) -> list[str]:
    """The regions that the user supervises, from the top down."""
    roots = access.scopes(user).supervises
    return list(dict.fromkeys(code for root in roots for code in org.subtree(root)))


def _open_in(codes: list[str]) -> ColumnElement[bool]:
    return OWED & Task.state.in_(("open", "claimed")) & Task.region_code.in_(codes) if codes else false()


def loads(user: User) -> list[Load]:
    """How much is open where, in one query: the departments with most overdue tasks first."""
    counted = [func.sum(case((lamp_is(colour), 1), else_=0)).label(colour) for colour in LAMPS]
    rows = db.session.execute(
        select(Task.group, Task.region_code, func.count().label("total"), *counted)
        .where(_open_in(supervised(user)))
        .group_by(Task.group, Task.region_code)
    )
    found = [
        Load(
            row.group,
            row.region_code,
            row.total,
            {colour: int(getattr(row, colour) or 0) for colour in LAMPS},
        )
        for row in rows
    ]
    return sorted(
        found, key=lambda load: (-load.lamps["black"], -load.lamps["red"], load.region_code, load.group)
    )


def tasks(
    user: User, *, region: str = "", group: str = "", lamp: str = "", offset: int = 0, limit: int = 50
) -> Page:
    """The open tasks behind a number of the board, the longest overdue first.

    :param region: a supervised region, without those below it; empty: all of them.
    """
    codes = supervised(user)
    rows = select(Task).where(_open_in([region] if region in codes else [] if region else codes))
    if group:
        rows = rows.where(Task.group == group)
    if lamp in LAMPS:
        rows = rows.where(lamp_is(lamp))
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    ordered = rows.order_by(Task.due.asc().nulls_last(), Task.id).offset(offset).limit(limit)
    items = list(db.session.scalars(ordered))
    return Page(items, total, offset + limit if offset + limit < total else None)
