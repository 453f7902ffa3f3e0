"""Where a clock stands by a calendar, and which clocks this transaction has changed."""

from app import clock
from app.db import of_transaction
from app.deadlines import almanac
from app.deadlines.models import Clock
from app.deadlines.rules import Reckoned, reckon

Changed = list[tuple[int, str]]
MEMO = "clocks changed"


def take_changed() -> set[tuple[int, str]]:
    """The ``(case id, key)`` of all clocks changed in this transaction since the last call."""
    keys: set[tuple[int, str]] = of_transaction().pop(MEMO, set())
    return keys


def reckoned(row: Clock, calendars: almanac.Almanac, less: int = 0) -> Reckoned:
    """Where a clock stands by the given calendars; with so much ``less`` extension than it has."""
    return reckon(
        calendars.calendar(row.region_code),
        row.started_on,
        row.length,
        row.unit,
        direction=row.direction,
        started_at=row.started_at,
        suspensions=row.suspensions,
        extension=row.extended_by - less,
        known_on=clock.local_date(row.created_at),
    )


def settle(row: Clock, found: Reckoned) -> None:
    """Write down where a clock stands."""
    row.due, row.due_at, row.warn_on = found.due, found.due_at, found.warn_on
    row.last_day, row.provisional = found.last_day, found.provisional


def changed(rows: list[Clock]) -> Changed:
    """Remember for :func:`take_changed` that these clocks were changed."""
    keys = [(row.case_id, row.key) for row in rows]
    of_transaction().setdefault(MEMO, set()).update(keys)
    return list(dict.fromkeys(keys))
