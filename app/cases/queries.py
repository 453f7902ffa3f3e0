"""Reads of the case file."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from app.cases.models import Answer, Case, Claim, Entry, Fact, Party
from app.cases.rules import overlap
from app.db import db

NEWEST = (
    select(Fact.value)
    .where(Fact.case_id == bindparam("case"), Fact.name == bindparam("name"))
    .order_by(Fact.id.desc())
    .limit(1)
)


def by_number(number: str) -> Case | None:
    """The case of that number, whoever asks. Screens use :func:`app.cases.visibility.find_visible`."""
    return db.session.scalar(select(Case).filter_by(number=number))


def facts(case_id: int) -> dict[str, Any]:
    """The newest value of every fact of the case."""
    rows = db.session.execute(select(Fact.name, Fact.value).filter_by(case_id=case_id).order_by(Fact.id))
    return dict(rows.all())


def fact(case_id: int, name: str) -> Any:
    """The newest value of a fact; None where it was never recorded."""
    return db.session.scalar(NEWEST, {"case": case_id, "name": name})


def history(case_id: int, name: str) -> list[Any]:
    """Every value that a fact has had, oldest first."""
    wanted = select(Fact.value).filter_by(case_id=case_id, name=name).order_by(Fact.id)
    return list(db.session.scalars(wanted))


def answers(case_id: int, step: str, process: str | None = None) -> list[Answer]:
    """What was answered at a step, oldest first."""
    wanted = select(Answer).filter_by(case_id=case_id, step=step).order_by(Answer.at)
    return list(db.session.scalars(wanted.filter_by(process=process) if process else wanted))


def last_answer(case_id: int, step: str) -> dict[str, Any]:
    """The newest answers of a step; empty where it was never done."""
    rows = answers(case_id, step)
    return rows[-1].answers if rows else {}


def who_did(case_id: int, steps: list[str]) -> set[str]:
    """The user names of those who completed one of the steps in this case."""
    return set(db.session.scalars(select(Answer.by).where(Answer.case_id == case_id, Answer.step.in_(steps))))


def likely_duplicates(case: Case) -> list[Case]:
    """Other open cases of the same person, employer and overlapping period. A hint, never a refusal."""
    indexes = [claim.id_index for claim in case.claims if claim.id_index]
    employer = next((party for party in case.parties if party.role == "EMPLOYER"), None)
    if not indexes or employer is None:
        return []
    same_employer: ColumnElement[bool] = Party.name == employer.name
    if employer.uscc:
        same_employer = or_(same_employer, Party.uscc == employer.uscc)
    rows = db.session.execute(
        select(Case, Claim)
        .join(Claim, Claim.case_id == Case.id)
        .join(Party, Party.case_id == Case.id)
        .where(Claim.id_index.in_(indexes), Case.id != case.id, Case.state != "CLOSED", same_employer)
    ).all()
    mine = {claim.id_index: (claim.period_from, claim.period_to) for claim in case.claims}
    hits = {
        other.id: other
        for other, claim in rows
        if overlap(mine[claim.id_index], (claim.period_from, claim.period_to))
    }
    return [hits[key] for key in sorted(hits)]


def timeline(case_id: int) -> list[Entry]:
    """The journal of a case, oldest first."""
    return list(db.session.scalars(select(Entry).filter_by(case_id=case_id).order_by(Entry.serial)))


def claimed_total(case_id: int) -> int:
    """What the workers claim together, in fen."""
    return (
        db.session.scalar(select(func.coalesce(func.sum(Claim.claimed), 0)).filter_by(case_id=case_id)) or 0
    )


def answer_of(task_id: str) -> Answer | None:
    """What was answered at a task; None while it is open."""
    return db.session.get(Answer, task_id)
