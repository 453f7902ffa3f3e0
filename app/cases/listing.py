"""The list of cases that somebody may see: filtered, sorted, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.cases import search
from app.cases.models import Case
from app.cases.visibility import visible
from app.db import db
from app.org import queries as org
from app.org.models import User

SORTS = {
    "received_at": Case.received_at,
    "number": Case.number,
    "state": Case.state,
    "employer": Case.employer_name,
    "head_count": Case.head_count,
    "id": Case.id,
}
NEWEST = "-received_at"


@dataclass(frozen=True)
class Page:
    """A page of cases, how many there are in all, and where the next page begins (None: this was the last)."""

    items: list[Case]
    total: int
    next_offset: int | None


def page(
    user: User,
    *,
    state: str = "",
    kind: str = "",
    region: str = "",
    q: str = "",
    sort: str = "",
    offset: int = 0,
    limit: int = 50,
) -> Page:
    """A page of the cases that the user may see.

    :param region: only cases that lie in this region or below it.
    :param q: number, employer, worker or project.
    :param sort: a field of :data:`SORTS`, ``-`` before it descending.
    """
    rows = select(Case).where(visible(user), Case.number.is_not(None))
    if state:
        rows = rows.where(Case.state == state)
    if kind:
        rows = rows.where(Case.kind == kind)
    if region:
        rows = rows.where(Case.region_code.in_(org.subtree(region)))
    if q:
        rows = rows.where(Case.id.in_(search.matching(q)))
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    ordered = rows.order_by(*_order(sort or NEWEST)).offset(offset).limit(limit)
    return Page(list(db.session.scalars(ordered)), total, offset + limit if offset + limit < total else None)


def _order(sort: str) -> list[ColumnElement[Any]]:
    column = SORTS[sort.removeprefix("-")]
    return [column.desc() if sort.startswith("-") else column.asc(), Case.id.desc()]
