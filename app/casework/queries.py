"""Reads of the runs of a case."""

from sqlalchemy import bindparam, select

from app.cases.models import Case
from app.casework.models import CaseRun
from app.db import db
from app.org import queries as org
from app.org.models import User

OPEN = (
    select(CaseRun)
    .where(CaseRun.case_id == bindparam("case"), CaseRun.status != "finished")
    .order_by(CaseRun.id)
)

MAIN = "wage_case"
"""The process that a case is opened with."""


def open_runs(case_id: int, process: str | None = None) -> list[CaseRun]:
    """The runs of a case that have not ended."""
    rows = db.session.scalars(OPEN, {"case": case_id})
    return [row for row in rows if process in (None, row.process)]


def runs(case_id: int) -> list[CaseRun]:
    """Every run of a case, oldest first."""
    return list(db.session.scalars(db.select(CaseRun).filter_by(case_id=case_id).order_by(CaseRun.id)))


def groups_around(case: Case, user: User) -> set[str]:
    """The user's departments that may start something in a case: where it lies or was received, above and below."""
    region = case.region_code
    around = {case.origin_code, *org.ancestors(region), *org.subtree(region)}
    return {post.group for post in user.posts if post.region_code in around}
