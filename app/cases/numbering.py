"""Gapless numbers, drawn from a counter row as the last act before commit, so that its lock is short."""

from sqlalchemy import text

from app.db import db, is_writing

# One statement on both databases: whoever comes second waits for the row, and a rollback gives the number back.
DRAW = text(
    "INSERT INTO counter (scope, value) VALUES (:scope, 1) "
    "ON CONFLICT (scope) DO UPDATE SET value = counter.value + 1 RETURNING value"
)
MOST, MOST_MATTERS = 99_999, 9_999


def draw(scope: str) -> int:
    """The next number of a series, from 1. ``scope`` names the series and its year: "case:411221:2026"."""
    if not is_writing():
        raise RuntimeError("a number drawn outside db.transaction() would be lost")
    return int(db.session.connection().execute(DRAW, {"scope": scope}).scalar_one())


def matter_number(region: str, year: int, serial: int) -> str:
    """As long as a case's number, with an M where nobody can take it for one: region 6 + year 4 + M + serial 4.

    :raises ValueError: more than 9,999 in a year.
    """
    if not 0 < serial <= MOST_MATTERS:
        raise ValueError(f"no matter number {serial} in {region} {year}: four digits are used up")
    return f"{region[:6]}{year:04}M{serial:04}"


def case_number(region: str, year: int, serial: int) -> str:
    """Region 6 + year 4 + serial 5. A township's cases are numbered with its county.

    :raises ValueError: more than 99,999 in a year.
    """
    if not 0 < serial <= MOST:
        raise ValueError(f"no case number {serial} in {region} {year}: five digits are used up")
    return f"{region[:6]}{year:04}{serial:05}"
