"""A case in a few lines: who, how much, which decisions and papers; beside a task and on top of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.cases import queries
from app.cases.models import Case
from app.db import db
from app.documents import queries as documents
from app.documents.models import Document, Upload
from app.ledgers import queries as ledgers
from app.ledgers.rules import Standing
from app.org.models import User

RULE = "rule."


@dataclass(frozen=True)
class Totals:
    """Sums over all claims, in fen. ``verified`` is None while nothing has been determined."""

    claimed: int
    verified: int | None
    reached: int
    outstanding: int
    to_recover: int


@dataclass(frozen=True)
class Summary:
    """What everybody who works on a case wants to see first."""

    standings: list[Standing]
    totals: Totals
    decisions: dict[str, dict[str, Any]]
    papers: list[Document]
    uploads: list[Upload]


def of_case(case: Case) -> Summary:
    """The summary of a case, in a fixed number of queries."""
    standings = ledgers.standings(case.id)
    facts = queries.facts(case.id)
    return Summary(
        standings=standings,
        totals=totals(standings),
        decisions={
            name.removeprefix(RULE): said for name, said in facts.items() if name.startswith(RULE) and said
        },
        papers=documents.of_case(case.id),
        uploads=documents.uploads(case.id),
    )


def totals(standings: list[Standing]) -> Totals:
    """What the workers claim, what was determined, what has reached them and what has not."""
    determined = [one.verified for one in standings if one.verified is not None]
    return Totals(
        claimed=sum(one.claimed for one in standings),
        verified=sum(determined) if determined else None,
        reached=sum(one.reached for one in standings),
        outstanding=sum(one.outstanding for one in standings),
        to_recover=sum(one.to_recover for one in standings),
    )


def people(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of some users, by id."""
    wanted = {one for one in ids if one is not None}
    return dict(db.session.execute(db.select(User.id, User.name).where(User.id.in_(wanted))).all())


def names(usernames: Iterable[str]) -> dict[str, str]:
    """The names of some users, by log-in name."""
    rows = db.session.execute(db.select(User.username, User.name).where(User.username.in_(set(usernames))))
    return {row.username: row.name for row in rows}
