"""Reads of the law's time: when something is due, by which clock, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import selectinload

from app import clock
from app.cases.models import Case, Fact
from app.db import db, of_transaction
from app.deadlines import almanac
from app.deadlines.calendar import Calendar
from app.deadlines.explanation import calculate as calculate
from app.deadlines.explanation import explain as explain
from app.deadlines.explanation import lamp_of as lamp_of
from app.deadlines.models import Clock
from app.deadlines.rules import Reckoned, reckon
from app.deadlines.standing import reckoned
from app.engine.notation import Term

FOREVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")
OPEN_OF_CASE = (
    select(Clock)
    .where(
        Clock.case_id == bindparam("case"),
        or_(Clock.state == "running", Clock.state == "suspended"),
    )
    .order_by(Clock.id)
)
OF_KEY = (
    select(Clock).where(Clock.case_id == bindparam("case"), Clock.key == bindparam("key")).order_by(Clock.id)
)
MEMO = "open clocks"
NEWEST_FACT = (
    select(Fact.value, Fact.at)
    .where(Fact.case_id == bindparam("case"), Fact.name == bindparam("name"))
    .order_by(Fact.id.desc())
    .limit(1)
)
PUBLISHED_BY = 11  # month by which next year's holidays are usually published


@dataclass(frozen=True)
class TaskTerm(Reckoned):
    """What a step's terms come to. Without any date: nothing could be computed, or all is suspended."""

    suspended: bool = False
    source: str = ""  # "clock:acceptance" or "5WD"


@dataclass(frozen=True)
class Moment:
    """When something happened. ``at`` is None where only the day is known."""

    on: date
    at: datetime | None = None


def calendar_for(region_code: str = "") -> Calendar:
    """The calendar that counts in a region; the national one without."""
    return almanac.current().calendar(region_code)


def clocks(case_id: int) -> list[Clock]:
    """Every clock of a case with its suspensions and extensions, oldest first."""
    wanted = select(Clock).filter_by(case_id=case_id).order_by(Clock.id)
    return list(db.session.scalars(wanted.options(selectinload(Clock.periods))))


def running(case_id: int, key: str) -> list[Clock]:
    """The rows of a key that run, the earliest due first (double clocks: several)."""
    return sorted((row for row in open_of_key(case_id, key) if row.state == "running"), key=_ends_at)


def due(case_id: int, key: str) -> date | None:
    """The date on which the earliest running clock of the key is due; None when none runs."""
    return next((row.due for row in running(case_id, key)), None)


def instant_at(case_id: int, key: str) -> datetime:
    """The instant at which the earliest running clock of the key has run out; the end of time when none runs."""
    return next((_ends_at(row) for row in running(case_id, key)), FOREVER)


def instant(case_id: int, key: str) -> str:
    """:func:`instant_at` as ISO text with offset, as the engine's timers want it."""
    return instant_at(case_id, key).isoformat()


def before_extension(row: Clock) -> tuple[int, date | None]:
    """By how much a clock was last extended, in its unit (0: never), and its last day before that."""
    last = next((period.amount or 0 for period in reversed(row.periods) if period.kind == "extension"), 0)
    return last, reckoned(row, almanac.current(), less=last).due


def passed(case_id: int, key: str) -> bool:
    """Has the last clock of the key run out? Not while one is suspended, nor where none was started."""
    rows = open_of_key(case_id, key)
    return bool(rows) and all(row.state == "running" and _ends_at(row) <= clock.now() for row in rows)


def moment(case: Case, name: str) -> Moment | None:
    """When a term begins: ``today``, a dated column of the case (``received_at``, ``filed_on``), a fact, or
    ``clock:<key>``: the last day of that clock.

    None where the date was never recorded or is no date.
    """
    if name.startswith("clock:"):
        last = due(case.id, name.removeprefix("clock:"))
        return Moment(last) if last else None
    if name == "today":
        return Moment(clock.today(), clock.now())
    if name == "received_at":
        return Moment(clock.local_date(case.received_at), case.received_at)
    if name == "filed_on" and case.filed_on:
        return Moment(case.filed_on)
    row = db.session.execute(NEWEST_FACT, {"case": case.id, "name": name}).first()
    return _read_moment(*row) if row else None


def due_for_terms(
    terms: Iterable[Term], case: Case, created: datetime, deadline_from: str = "created"
) -> TaskTerm:
    """The earliest of a step's terms, of those that hold in the case's region.

    :param created: when the step was opened.
    :param deadline_from: what lengths count from: ``created``, ``event:<fact>``, or a clock's key (the day it started).
    """
    begin: Moment | None = None
    found: list[TaskTerm] = []
    for term in terms:
        if not holds(term, case):
            continue
        if term.key:
            found += [_of_clock(row) for row in open_of_key(case.id, term.key)]
            continue
        begin = begin or begins(case, created, deadline_from)
        if begin:
            found.append(_of_length(term, begin, case.region_code))
    dated = [term for term in found if term.due]
    return min(dated, key=_ends_at) if dated else found[0] if found else TaskTerm()


def holds(term: Term, case: Case) -> bool:
    """Does the term hold where the case is? ``7D@41`` only in regions whose code begins with 41."""
    return case.region_code.startswith(term.region or "")


def missing_year(today: date) -> int | None:
    """The year whose holidays should have been loaded and are not: this year, or the next after 1 November."""
    years = almanac.current().years
    wanted = [today.year, today.year + 1] if today.month >= PUBLISHED_BY else [today.year]
    return next((year for year in wanted if year not in years), None)


def open_of_key(case_id: int, key: str) -> list[Clock]:
    """The clocks of a key that run or are suspended, oldest first."""
    rows = [row for row in _once_open(case_id) if row.key == key]
    return [row for row in rows if row.state in ("running", "suspended")]


def started(row: Clock) -> None:
    """A clock was started in this transaction: it is one of the open ones."""
    _once_open(row.case_id).append(row)


def _once_open(case_id: int) -> list[Clock]:
    """The clocks of a case that were open when first asked in this transaction, and those started since: a move asks
    for a dozen keys."""
    by_case = of_transaction().setdefault(MEMO, {})
    if case_id not in by_case:
        by_case[case_id] = list(db.session.scalars(OPEN_OF_CASE, {"case": case_id}))
    rows: list[Clock] = by_case[case_id]
    return rows


def _ends_at(term: Clock | TaskTerm) -> datetime:
    return term.due_at or (clock.end_of(term.due) if term.due else FOREVER)


def _of_clock(row: Clock) -> TaskTerm:
    return TaskTerm(
        row.due,
        row.due_at,
        row.warn_on,
        row.last_day,
        row.provisional,
        row.state == "suspended",
        f"clock:{row.key}",
    )


def _of_length(term: Term, begin: Moment, region_code: str) -> TaskTerm:
    assert term.length is not None
    assert term.unit
    at = begin.at or clock.start_of(begin.on)
    found = reckon(calendar_for(region_code), begin.on, term.length, term.unit, started_at=at)
    return TaskTerm(**vars(found), source=f"{term.length}{term.unit}")


def begins(case: Case, created: datetime, deadline_from: str) -> Moment | None:
    """When the lengths of a step's terms begin: see :func:`due_for_terms`. None where that was never recorded."""
    if deadline_from == "created":
        return Moment(clock.local_date(created), created)
    if deadline_from.startswith("event:"):
        return moment(case, deadline_from.removeprefix("event:"))
    rows = db.session.scalars(OF_KEY, {"case": case.id, "key": deadline_from})
    counted = [row for row in rows if row.state != "cancelled"]
    return Moment(counted[-1].started_on, counted[-1].started_at) if counted else None


def _read_moment(value: Any, recorded: datetime) -> Moment | None:
    """A fact that only says the day happened, for terms in hours, at its recording if that was the same day."""
    try:
        if not isinstance(value, str):
            return None
        if len(value) == len("2026-08-03"):
            on = date.fromisoformat(value)
            return Moment(on, recorded if clock.local_date(recorded) == on else None)
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=clock.SHANGHAI)
    return Moment(clock.local_date(at), at)
