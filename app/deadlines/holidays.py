"""The holidays that the State Council has published (放假通知), as the chinesecalendar package knows them."""

from datetime import date
from importlib.metadata import version

from chinese_calendar.constants import Holiday, holidays, workdays

NAMES = {holiday.value: holiday.chinese for holiday in Holiday}
SOURCE = f"chinesecalendar {version('chinesecalendar')}"


def years() -> list[int]:
    """The years whose holidays are known."""
    return sorted({day.year for day in holidays})


def days_of(year: int) -> dict[date, tuple[bool, str]]:
    """The days of a year that differ from the plain week, and the holidays on weekends: (works, Chinese name)."""
    found = {day: (False, NAMES[name]) for day, name in holidays.items() if day.year == year}
    found |= {day: (True, NAMES[name]) for day, name in workdays.items() if day.year == year}
    return found
