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
from app.cases.move import SYSTEM
from app.db import db
from app.deadlines import almanac, holidays
from app.deadlines.almanac import Change, significant
from app.deadlines.models import CalendarDay, CalendarEdit, CalendarStamp, CalendarYear, Clock
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


def entered(year: int) -> Change:
    """The national days of a year as they were entered, as the change that publishes it.

    :raises Invalid: the year is published already, or nobody has entered a day of it.
    """
    almanac_now = almanac.current()
    days = {day: entry for day, entry in almanac_now.layers.get("", {}).items() if day.year == year}
    if year in almanac_now.years:
        raise Invalid(errors={"publish": [_("%(year)s 年已经发布，不必再发布。", year=year)]})
    if not days:
        raise Invalid(
            errors={"publish": [_("还没有录入 %(year)s 年的放假和调休，请先逐日录入。", year=year)]}
        )
    return Change(days, year=year)


def dropped(day: date, region: str = "") -> Change:
    """An entered day that was a mistake, as the change that takes it away.

    :raises Invalid: that day was not entered for that region.
    """
    if day not in almanac.current().layers.get(significant(region), {}):
        raise Invalid(errors={"day": [_("这一天没有录入过，不必撤销。请核对日期和地区。")]})
    return Change({day: None}, region)


def set_day(day: date, works: bool, reason: str, region: str = "", by: str = SYSTEM) -> None:
    """Say that a day works (调休上班) or not (放假), everywhere or in a region."""
    apply(Change({day: (works, reason)}, region))
    _note("works" if works else "rests", day.year, reason, by, day, region)


def drop_day(day: date, reason: str, region: str = "", by: str = SYSTEM) -> None:
    """Take away a day that was entered by mistake.

    :raises Invalid: that day was not entered for that region.
    """
    apply(dropped(day, region))
    _note("dropped", day.year, reason, by, day, region)


def import_year(year: int, by: str = SYSTEM) -> int:
    """Load a published year; its national days become those of the package. Returns how many days differ from the week.

    :raises UnknownYear: the installed chinesecalendar does not have it.
    """
    change = published(year)
    apply(change, holidays.SOURCE)
    _note("import", year, holidays.SOURCE, by)
    return len(change.days)


def import_days(year: int, rows: Iterable[Mapping[str, str]], source: str, by: str = SYSTEM) -> int:
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
    _note("import", year, source, by)
    return len(days)


def publish_year(year: int, source: str, by: str = SYSTEM) -> None:
    """Say that the days of a year, entered by hand, are complete: due dates in it are no longer provisional."""
    _name_year(year, source)
    _stamp()
    _note("publish", year, source, by)


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
    for day, entry in change.days.items():
        row = known.get(day)
        if row is None:
            row = CalendarDay(day=day, region_code=region)
        if entry:
            row.works, row.reason = entry
            db.session.add(row)
        elif day in known:
            db.session.delete(row)
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


def _note(act: str, year: int, reason: str, by: str, day: date | None = None, region: str = "") -> None:
    db.session.add(
        CalendarEdit(
            at=clock.now(), by=by, act=act, year=year, day=day, region_code=region, reason=reason[:200]
        )
    )


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
