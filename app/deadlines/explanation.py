"""Why a clock is due when it is, day by day; and the same sum for anybody who asks."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.deadlines import almanac
from app.deadlines.calendar import DIRECTIONS, UNITS, Calendar, Day, count
from app.deadlines.models import Clock
from app.deadlines.rules import FIXED, UNBROKEN, lamp
from app.engine.notation import parse_extension, parse_list
from app.errors import Invalid

LONGEST = 1000


def lamp_of(row: Clock) -> str:
    """The lamp of a clock now; grey once it was met or cancelled."""
    waiting = row.state != "running"
    return lamp(row.due, row.due_at, row.warn_on, row.last_day, waiting, clock.now())


def explain(row: Clock) -> dict[str, Any]:
    """Why the clock is due when it is: what it counts from, by which article, and every day (JSON values)."""
    calendar = almanac.current().calendar(row.region_code)
    days: list[Day] = []
    if row.unit not in UNBROKEN:
        unit = "D" if row.unit == FIXED else row.unit
        days = count(
            calendar, row.started_on, row.length, unit, row.direction, row.suspensions, row.extended_by
        ).days
    return {
        "id": row.id,
        "key": row.key,
        "title": _(row.title) if row.title else "",
        "article": _(row.article) if row.article else "",
        "extension": [vars(rule) for rule in map(parse_extension, parse_list(row.extension)) if rule],
        "consequence": _(row.consequence) if row.consequence else "",
        "length": row.length,
        "unit": row.unit,
        "direction": row.direction,
        "from_event": row.from_event,
        "started_on": row.started_on.isoformat(),
        "started_at": row.started_at and row.started_at.isoformat(),
        "state": row.state,
        "lamp": lamp_of(row),
        "due": row.due and row.due.isoformat(),
        "due_at": row.due_at and row.due_at.isoformat(),
        "warn_on": row.warn_on and row.warn_on.isoformat(),
        "met_on": row.met_on and row.met_on.isoformat(),
        "provisional": row.provisional,
        "extended_by": row.extended_by,
        "periods": [
            {
                "kind": period.kind,
                "begins_on": period.begins_on.isoformat(),
                "ends_on": period.ends_on and period.ends_on.isoformat(),
                "amount": period.amount,
                "reason": period.reason,
                "approved_by": period.approved_by,
            }
            for period in row.periods
        ],
        "days": [
            {**_shown(day), "note": _noted(calendar, day.date)}
            for day in days
            if row.unit != FIXED or row.due is None or day.date <= row.due
        ],
    }


def calculate(
    start: date, length: int, unit: str, direction: str = "forward", region: str = ""
) -> dict[str, Any]:
    """Where a term ends, and every day on the way (GET /deadlines/calculate).

    :raises Invalid: an unknown unit or direction, a length outside 0–1000, a region that is no code,
        a date too far away.
    """
    errors: dict[str, list[str]] = {}
    if not 0 <= length <= LONGEST:
        errors["length"] = [_("期限长度应在 0 到 %(longest)s 之间。", longest=LONGEST)]
    if unit not in UNITS:
        errors["unit"] = [_("期限单位只能是 WD（工作日）、D（自然日）或 M（月）。")]
    if direction not in DIRECTIONS:
        errors["direction"] = [_("计算方向只能是 forward（往后）或 back（往前）。")]
    if region and not (region.isascii() and region.isdecimal() and len(region) <= 9):
        errors["region"] = [_("地区应是行政区划代码，例如 411221；不填则按全国日历。")]
    if errors:
        raise Invalid(errors=errors)
    try:
        result = count(almanac.current().calendar(region), start, length, unit, direction)
    except OverflowError:
        raise Invalid(errors={"start": [_("起算日离得太远，算不出期限。请检查年份。")]}) from None
    assert result.due
    return {
        "due": result.due.isoformat(),
        "provisional": result.provisional,
        "days": [_shown(day) for day in result.days],
    }


def _noted(calendar: Calendar, day: date) -> str:
    note = calendar.note(day)
    return _(note) if note else ""


def _shown(day: Day) -> dict[str, Any]:
    return {"date": day.date.isoformat(), "counted": day.counted, "reason": day.reason}
