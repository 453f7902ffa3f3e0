"""Changing the calendar: seen first, then done, then every open clock is reckoned again. Nothing here commits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from secrets import token_hex

from flask_babel import gettext as _
from sqlalchemy import delete, extract, select
from sqlalchemy.orm import selectinload

from app import clock
from app.cases import journal
from app.cases.models import Case
from app.db import db
from app.deadlines import almanac, holidays
from app.deadlines.almanac import Change, significant
from app.deadlines.models import CalendarDay, CalendarStamp, CalendarYear, Clock
from app.deadlines.rules import UNBROKEN, Reckoned
from app.deadlines.standing import Changed, changed, reckoned, settle
from app.errors import Invalid

Moved = tuple[Clock, date | None, date | None]  # the clock, its old and its new due date


class UnknownYear(Invalid):
    """The package does not know the holidays of that year."""


def published(year: int) -> Change:
    """The published holidays of a year, as a change to preview or apply.

    :raises UnknownYear: the installed chinesecalendar does not have it.
    """
    if year not in holidays.years():
        raise UnknownYear(
            errors={
                "year": [
                    _(
                        "%(year)s 年的放假安排不在已安装的节假日数据中。请升级节假日数据包，或逐日录入后再发布该年。",
                        year=year,
                    )
                ]
            }
        )
    return Change(holidays.days_of(year), year=year)


def set_day(day: date, works: bool, reason: str, region: str = "") -> None:
    """Say that a day works (调休上班) or not (放假), everywhere or in a region."""
    apply(Change({day: (works, reason)}, region))


def import_year(year: int) -> int:
    """Load a published year; its national days become those of the package. Returns how many days differ from the week.

    :raises UnknownYear: the installed chinesecalendar does not have it.
    """
    change = published(year)
    apply(change, holidays.SOURCE)
    return len(change.days)


def import_days(year: int, rows: Iterable[Mapping[str, str]], source: str) -> int:
    """Load a year from rows ``day, works, reason`` that somebody typed from the State Council's notice.

    ``works`` is 1 for a make-up working day (调休上班) and 0 for a holiday; plain weekends are left out.

    :raises Invalid: by line: a day outside the year, twice, or no 0 or 1.
    """
    days: dict[date, tuple[bool, str]] = {}
    errors: dict[str, list[str]] = {}
    for line, row in enumerate(rows, start=2):
        try:
            day, works = (
                date.fromisoformat((row.get("day") or "").strip()),
                {"0": False, "1": True}[row["works"].strip()],
            )
        except (KeyError, ValueError, AttributeError):
            errors[f"line.{line}"] = [
                _("第 %(line)s 行应为：日期（YYYY-MM-DD）、0 放假或 1 上班、事由。", line=line)
            ]
            continue
        if day.year != year or day in days:
            errors[f"line.{line}"] = [_("第 %(line)s 行的日期不在 %(year)s 年或重复。", line=line, year=year)]
        days[day] = (works, (row.get("reason") or "").strip())
    if errors or not days:
        raise Invalid(_("没有可导入的日期。") if not errors else "", errors=errors)
    apply(Change(days, year=year), source)
    return len(days)


def publish_year(year: int, source: str) -> None:
    """Say that the days of a year, entered by hand, are complete: due dates in it are no longer provisional."""
    _name_year(year, source)
    _stamp()


def apply(change: Change, source: str = "") -> None:
    """Write a change of the calendar. Clocks keep their dates until :func:`recompute`."""
    region = significant(change.region)
    old = select(CalendarDay).where(CalendarDay.region_code == region)
    if change.year:
        _name_year(change.year, source)
        in_year = extract("year", CalendarDay.day) == change.year
        db.session.execute(delete(CalendarDay).where(CalendarDay.region_code == region, in_year))
        known = {}
    else:
        known = {row.day: row for row in db.session.scalars(old.where(CalendarDay.day.in_(change.days)))}
    for day, (works, reason) in change.days.items():
        if row := known.get(day):
            row.works, row.reason = works, reason
        else:
            db.session.add(CalendarDay(day=day, region_code=region, works=works, reason=reason))
    _stamp()


def preview_recompute(change: Change) -> list[Moved]:
    """Which open clocks a change would move, without changing anything."""
    calendars = almanac.current().after(change)
    return [(row, row.due, found.due) for row, found in _moving(calendars)]


def recompute(by: str) -> Changed:
    """Reckon every open clock by the calendar as it stands now, with a journal entry for each that moves."""
    moved = []
    for row, found in list(_moving(almanac.current())):
        case = db.session.get_one(Case, row.case_id, with_for_update=True)
        what = {"clock": row.id, "key": row.key, "from": _iso(row.due), "to": _iso(found.due)}
        journal.write(case, "clock.recompute", what, by)
        settle(row, found)
        moved.append(row)
    return changed(moved)


def _moving(calendars: almanac.Almanac) -> Iterator[tuple[Clock, Reckoned]]:
    running = (
        select(Clock)
        .where(Clock.state == "running", Clock.unit.not_in(UNBROKEN))
        .order_by(Clock.case_id, Clock.id)
    )
    for row in db.session.scalars(
        running.options(selectinload(Clock.periods)).execution_options(yield_per=500)
    ):
        found = reckoned(row, calendars)
        if (row.due, row.warn_on, row.last_day, row.provisional) != (
            found.due, found.warn_on, found.last_day, found.provisional,
        ):  # fmt: skip
            yield row, found


def _name_year(year: int, source: str) -> None:
    row = db.session.get(CalendarYear, year)
    if row is None:
        row = CalendarYear(year=year)
        db.session.add(row)
    row.source, row.loaded_at = source, clock.now()


def _stamp() -> None:
    row = db.session.get(CalendarStamp, almanac.STAMP, with_for_update=True)
    if row is None:
        row = CalendarStamp(id=almanac.STAMP)
        db.session.add(row)
    row.token = token_hex(16)
    db.session.flush()
    almanac.forget()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
