"""Reads of the runs of a case."""

from app.casework.models import CaseRun
from app.db import db


def open_runs(case_id: int, process: str | None = None) -> list[CaseRun]:
    """The runs of a case that have not ended."""
    wanted = (
        db.select(CaseRun)
        .where(CaseRun.case_id == case_id, CaseRun.status != "finished")
        .order_by(CaseRun.id)
    )
    return list(db.session.scalars(wanted.filter_by(process=process) if process else wanted))


def runs(case_id: int) -> list[CaseRun]:
    """Every run of a case, oldest first."""
    return list(db.session.scalars(db.select(CaseRun).filter_by(case_id=case_id).order_by(CaseRun.id)))
