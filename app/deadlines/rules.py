"""A term reckoned: when it is due, when to warn, which lamp it shows. Pure, the instant is an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock
from app.deadlines.calendar import Calendar, Suspension, due_date, last_working_day_in, warn_day

FIXED = "ON"
"""The unit of a term that ends on a date stated in a paper (指定期满日): never rolled, never reckoned again."""

MINUTES = "MI"
"""The unit of a term that is no whole number of hours (半小时)."""

UNBROKEN = {"H": 60, MINUTES: 1}
"""Units that run on through nights and holidays (连续计算), each with its minutes."""


@dataclass(frozen=True)
class Reckoned:
    """A term's dates. All None while it is suspended; ``due_at`` only for hours."""

    due: date | None = None
    due_at: datetime | None = None
    warn_on: date | None = None  # first day of the last third
    last_day: date | None = None  # last working day in the term
    provisional: bool = False


def reckon(
    calendar: Calendar,
    started_on: date,
    length: int,
    unit: str,
    *,
    direction: str = "forward",
    started_at: datetime | None = None,
    suspensions: Sequence[Suspension] = (),
    extension: int = 0,
    known_on: date | None = None,
) -> Reckoned:
    """Reckon a term in WD, D, M, H or minutes, or one that ends on a stated date (:data:`FIXED`).

    Warnings follow the end before rolling: a term of calendar days that ends in a holiday warns before the holiday.

    :param started_at: the instant that hours and minutes run from.
    :param known_on: the day a backward term became known; its warnings are spread from there.
    """
    if unit in UNBROKEN:
        if started_at is None:
            raise ValueError("a term in hours runs from an instant")
        return _reckon_minutes(started_at, (length + extension) * UNBROKEN[unit], suspensions)
    if unit == FIXED:
        stated = started_on + timedelta(days=length)
        return Reckoned(
            due=stated,
            warn_on=warn_day(calendar, started_on, stated, unit),
            last_day=last_working_day_in(calendar, started_on, stated),
        )
    found = due_date(calendar, started_on, length, unit, direction, suspensions, extension)
    if found.due is None or found.raw is None:
        return Reckoned()
    begin = started_on if direction == "forward" else known_on or found.due
    return Reckoned(
        due=found.due,
        warn_on=warn_day(calendar, begin, min(found.raw, found.due), unit, suspensions),
        last_day=last_working_day_in(calendar, begin, found.due),
        provisional=found.provisional,
    )


def _reckon_minutes(started_at: datetime, minutes: int, suspensions: Sequence[Suspension]) -> Reckoned:
    """Hours run on by the minute (连续计算), through nights and holidays; suspended days stop them."""
    due_at = started_at + timedelta(minutes=minutes)
    covered = started_at
    for begin, end in sorted(suspensions, key=lambda suspension: suspension[0]):
        stopped = max(clock.start_of(begin), covered)
        if stopped >= due_at:
            break
        if end is None:
            return Reckoned()
        resumed = clock.start_of(end)
        if resumed > stopped:
            due_at += resumed - stopped
            covered = resumed
    due = clock.local_date(due_at)
    return Reckoned(due, due_at, clock.local_date(started_at + (due_at - started_at) * 2 / 3), due)


def lamp(
    due: date | None,
    due_at: datetime | None,
    warn_on: date | None,
    last_day: date | None,
    suspended: bool,
    now: datetime,
) -> str:
    """green, yellow (the last third), red (the last working day), black (overdue), grey (suspended or no term)."""
    end = due_at or (clock.end_of(due) if due else None)
    if suspended or end is None:
        return "grey"
    if now >= end:
        return "black"
    today = clock.local_date(now)
    if last_day and today >= last_day:
        return "red"
    if warn_on and today >= warn_on:
        return "yellow"
    return "green"
