"""Counting days as the law counts them: pure functions over a calendar, no session and no clock.

The day a term starts from is not counted (民诉法85条). Working days leave out rest days and include make-up working
days (调休上班日), which may be due dates. A term in calendar days or months that ends on a rest day rolls forward to
the next working day; counted backward it rolls back. Suspended days are not counted.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
UNITS = ("WD", "D", "M")
DIRECTIONS = ("forward", "back")

Suspension = tuple[date, date | None]  # first day not counted; day on which counting resumes, None while open


@dataclass(frozen=True)
class Calendar:
    """Which days work. ``days`` holds those that differ from the plain week: (works, name of the holiday)."""

    days: Mapping[date, tuple[bool, str]]
    years: frozenset[int]  # whose holidays have been published

    def works(self, day: date) -> bool:
        """Is it a working day (工作日)?"""
        known = self.days.get(day)
        return known[0] if known else day.weekday() < 5

    def reason(self, day: date) -> str:
        """Why it works or not: workday, make_up (调休上班), weekend, holiday (放假)."""
        known = self.days.get(day)
        if known is None:
            return "workday" if day.weekday() < 5 else "weekend"
        if not known[0]:
            return "holiday"
        return "workday" if day.weekday() < 5 else "make_up"

    def note(self, day: date) -> str:
        """The name of the holiday, or what the day makes up for; empty on a plain day."""
        known = self.days.get(day)
        return known[1] if known else ""

    def is_published(self, year: int) -> bool:
        """Have the holidays of the year been published and loaded?"""
        return year in self.years

    def covers(self, first: date, last: date) -> bool:
        """Are all years between two days, in either order, published?"""
        low, high = sorted((first.year, last.year))
        return all(year in self.years for year in range(low, high + 1))


@dataclass(frozen=True)
class Due:
    """Where a term ends. ``raw`` is the end before it rolled off a rest day; both None while it is suspended."""

    due: date | None
    raw: date | None
    provisional: bool  # rests on a year whose holidays are not published: may change


@dataclass(frozen=True)
class Day:
    """One day of a term: counted or not, and why (workday, make_up, weekend, holiday, rolled, suspended)."""

    date: date
    counted: bool
    reason: str


@dataclass(frozen=True)
class Result:
    """Where a term ends and every day on the way there, beginning beside the start."""

    due: date | None
    raw: date | None
    provisional: bool
    days: list[Day]


NEVER = Due(None, None, False)


def due_date(
    calendar: Calendar,
    start: date,
    length: int,
    unit: str,
    direction: str = "forward",
    suspensions: Sequence[Suspension] = (),
    extension: int = 0,
) -> Due:
    """Where a term of ``length + extension`` WD, D or M from ``start`` ends, without listing its days.

    :raises OverflowError: beyond the years that a date can hold.
    """
    step = DAY if direction == "forward" else -DAY
    halt = min((begin for begin, end in suspensions if end is None), default=None)
    in_days = unit == "WD"
    left = length + extension if in_days else _plain_days(start, length + extension, unit, direction)
    if not in_days and not suspensions:
        day, left = start + left * step, 0
    else:
        day = start
    while left:
        day += step
        if halt and day >= halt:
            return NEVER
        if (not in_days or calendar.works(day)) and not (suspensions and _is_suspended(day, suspensions)):
            left -= 1
    raw = day
    if in_days:
        return Due(raw, raw, not calendar.covers(start + step if length else start, raw))
    while not calendar.works(day) or _is_suspended(day, suspensions):
        day += step
        if halt and day >= halt:
            return NEVER
    return Due(day, raw, not calendar.covers(raw, day))


def count(
    calendar: Calendar,
    start: date,
    length: int,
    unit: str,
    direction: str = "forward",
    suspensions: Sequence[Suspension] = (),
    extension: int = 0,
) -> Result:
    """The same as :func:`due_date`, with every day from the one beside ``start`` to the due date.

    While a suspension is open there is no due date; the days then end with the first day of it.
    """
    found = due_date(calendar, start, length, unit, direction, suspensions, extension)
    last = found.due or min(begin for begin, end in suspensions if end is None)
    step = DAY if direction == "forward" else -DAY
    days = []
    for day in _between(start, last, step):
        if _is_suspended(day, suspensions):
            days.append(Day(day, False, "suspended"))
        elif unit != "WD" and found.raw and (day - found.raw).days * step.days > 0:
            days.append(Day(day, False, "rolled"))
        else:
            days.append(Day(day, unit != "WD" or calendar.works(day), calendar.reason(day)))
    return Result(found.due, found.raw, found.provisional, days)


def warn_day(
    calendar: Calendar, started: date, due: date, unit: str, suspensions: Sequence[Suspension] = ()
) -> date:
    """The first day of a term's last third (剩余三分之一), counted in the term's own unit."""
    counted = [
        day
        for day in _between(started, due, DAY)
        if (unit != "WD" or calendar.works(day)) and not (suspensions and _is_suspended(day, suspensions))
    ]
    return counted[2 * len(counted) // 3] if counted else due


def last_working_day_in(calendar: Calendar, start: date, due: date) -> date:
    """The last working day after ``start`` and not after ``due``; ``due`` itself where there is none."""
    day = due
    while day > start:
        if calendar.works(day):
            return day
        day -= DAY
    return due


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last (01-31 and one month: 02-28 or 02-29).

    :raises OverflowError: beyond the years that a date can hold.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("date value out of range")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _plain_days(start: date, length: int, unit: str, direction: str) -> int:
    if unit == "D":
        return length
    return abs((add_months(start, length if direction == "forward" else -length) - start).days)


def _is_suspended(day: date, suspensions: Sequence[Suspension]) -> bool:
    return any(begin <= day and (end is None or day < end) for begin, end in suspensions)


def _between(start: date, last: date, step: timedelta) -> Iterator[date]:
    day = start
    for _ in range((last - start).days * step.days):
        day += step
        yield day
