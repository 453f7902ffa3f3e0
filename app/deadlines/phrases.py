"""Time limits as task lists word them (时限解析): «2018年5月底前», «长期», «每年12月至春节前». Pure functions.

A wording that is not understood is never guessed at: it reads as unclear, and a person sets the date.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.deadlines.calendar import DAY, Calendar, add_months, due_date

BY, YEARLY, ROLLING, AFTER, UNCLEAR = "BY", "YEARLY", "ROLLING", "AFTER", "UNCLEAR"
CYCLES = {"MONTH": 1, "QUARTER": 3, "HALF": 6, "YEAR": 12}
"""How many months a period of a long-term task takes."""

_NEW_YEARS = """
2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06
2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15
2038-02-04 2039-01-24 2040-02-12
"""
SPRING_FESTIVALS = {day.year: day for day in map(date.fromisoformat, _NEW_YEARS.split())}
"""正月初一. The calendar table does not tell it: the holidays of some years begin on the eve, of others do not."""


@dataclass(frozen=True)
class Limit:
    """What a wording comes to.

    BY a day (``due``); YEARLY until the end of ``month``, or from the beginning of ``month`` until Spring Festival
    (``season``); ROLLING, without an end, by ``cycle`` where it is said; AFTER an ``event``, ``length`` and ``unit``.
    ``sure`` is false where the wording only suggests the day (置信低).
    """

    kind: str
    due: date | None = None
    month: int = 0
    season: bool = False
    cycle: str = ""
    event: str = ""
    length: int = 0
    unit: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Period:
    """One period of a task: the day it may begin, and the last day on which it must be done."""

    begins: date
    due: date


_BEFORE = "(?:之?前|以前)"
_COUNTED = {"两": 2, **{sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}}
_UNITS = {"个工作日": "WD", "工作日": "WD", "个月": "M", "月": "M", "日": "D", "天": "D"}
_CYCLE_WORDS = {"月": "MONTH", "季": "QUARTER", "季度": "QUARTER", "半年": "HALF", "年": "YEAR"}


def _whole_day(found: re.Match[str]) -> Limit:
    return Limit(BY, date(*(int(part) for part in found.groups())))


def _month_end(found: re.Match[str]) -> Limit:
    return Limit(BY, last_of_month(date(int(found[1]), int(found[2]), 1)), sure=bool(found["end"]))


def _year_end(found: re.Match[str]) -> Limit:
    return Limit(BY, last_of_month(date(int(found[1]), 12, 1)), sure=bool(found["end"]))


def _after(found: re.Match[str]) -> Limit:
    length = _COUNTED.get(found["length"]) or int(found["length"])
    return Limit(AFTER, event=found["event"], length=length, unit=_UNITS[found["unit"]])


_WORDINGS: tuple[tuple[str, Callable[[re.Match[str]], Limit]], ...] = (
    (rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{_BEFORE}?", _whole_day),
    (rf"(\d{{4}})年(\d{{1,2}})月份?(?P<end>[底末]{_BEFORE}?)?", _month_end),
    (rf"(\d{{4}})年(?P<end>年?[底末]{_BEFORE}?)?", _year_end),
    (rf"每年(\d{{1,2}})月份?[底末]{_BEFORE}?", lambda found: Limit(YEARLY, month=int(found[1]))),
    (
        rf"每年(\d{{1,2}})月份?[至到](?:次年)?春节{_BEFORE}",
        lambda found: Limit(YEARLY, month=int(found[1]), season=True),
    ),
    (r"长期(?:坚持)?", lambda found: Limit(ROLLING)),  # noqa: ARG005
    (r"[每按](月|季度?|半年|年)度?", lambda found: Limit(ROLLING, cycle=_CYCLE_WORDS[found[1]])),
    (
        r"(?P<event>.+?)(?:之日起|之后|以后|后|起)"
        r"(?P<length>\d{1,3}|[一二三四五六七八九十两])(?P<unit>个?工作日|个?月|日|天)(?:之?内|以内)?",
        _after,
    ),
)


def read(text: str) -> Limit:
    """What a wording comes to; UNCLEAR where it is none of those known, or names a day that does not exist."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。;,")
    for ending in ("完成", "落实", "到位"):
        plain = plain.removesuffix(ending)
    for pattern, meaning in _WORDINGS:
        if found := re.fullmatch(pattern, plain):
            try:
                limit = meaning(found)
            except ValueError:
                break
            return limit if limit.kind != YEARLY or 1 <= limit.month <= 12 else Limit(UNCLEAR)
    return Limit(UNCLEAR)


def filled_down(cells: Sequence[str]) -> list[str]:
    """A column of a list whose merged cells left blanks: a blank says what the cell above says (合并单元格继承)."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell.strip() or (filled[-1] if filled else ""))
    return filled


def period(
    limit: Limit, on: date, calendar: Calendar, *, cycle: str = "", event_on: date | None = None
) -> Period | None:
    """The first period of a task that is not over on a day; None where it cannot be computed.

    :param cycle: of a long-term task whose wording does not say it, a key of :data:`CYCLES`.
    :param event_on: when that happened from which a term counts.
    """
    if limit.kind == BY and limit.due:
        return Period(min(on, limit.due), limit.due)
    if limit.kind == YEARLY:
        return _season(limit.month, on) if limit.season else _yearly(limit.month, on)
    if limit.kind == ROLLING and (limit.cycle or cycle):
        return _cycle(CYCLES[limit.cycle or cycle], on)
    if limit.kind == AFTER and event_on:
        due = due_date(calendar, event_on, limit.length, limit.unit).due
        return Period(event_on, due) if due else None
    return None


def last_of_month(day: date) -> date:
    """The last day of the month in which a day lies."""
    return add_months(day.replace(day=1), 1) - DAY


def _yearly(month: int, on: date) -> Period:
    due = last_of_month(date(on.year, month, 1))
    if due < on:
        due = last_of_month(date(on.year + 1, month, 1))
    return Period(date(due.year, 1, 1), due)


def _season(month: int, on: date) -> Period | None:
    """From the first of the month until the day before the lunar New Year's Eve (除夕前一日)."""
    for year in (on.year - 1, on.year):
        festival = SPRING_FESTIVALS.get(year + 1)
        if festival is None:
            return None
        found = Period(date(year, month, 1), festival - 2 * DAY)
        if on <= found.due:
            return found
    return None


def _cycle(months: int, on: date) -> Period:
    """The calendar month, quarter, half-year or year in which a day lies."""
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    return Period(first, add_months(first, months) - DAY)
