"""The official calendar of 2004–2026 without a database, and a plain way to count by it."""

from datetime import date, timedelta

from app.deadlines import holidays
from app.deadlines.calendar import Calendar

YEARS = holidays.years()
OFFICIAL = Calendar(
    {day: entry for year in YEARS for day, entry in holidays.days_of(year).items()}, frozenset(YEARS)
)
DAY = timedelta(days=1)


def d(text: str) -> date:
    return date.fromisoformat(text)
