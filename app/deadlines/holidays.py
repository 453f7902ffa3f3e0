"""The holidays that the State Council has published (放假通知), as the chinesecalendar package knows them."""

from datetime import date
from importlib.metadata import version

from chinese_calendar.constants import Holiday, holidays, workdays

from app.marking import N_

NAMES = {holiday.value: holiday.chinese for holiday in Holiday}
MARKED = (
    *(N_("元旦"), N_("春节"), N_("清明"), N_("劳动节"), N_("端午"), N_("中秋"), N_("国庆节")),
    N_("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
)
"""The same names, for the translation catalogue."""
SOURCE = f"chinesecalendar {version('chinesecalendar')}"


def years() -> list[int]:
    """The years whose holidays are known."""
    return sorted({day.year for day in holidays})


def days_of(year: int) -> dict[date, tuple[bool, str]]:
    """The days of a year that differ from the plain week, and the holidays on weekends: (works, Chinese name)."""
    found = {day: (False, NAMES[name]) for day, name in holidays.items() if day.year == year}
    found |= {day: (True, NAMES[name]) for day, name in workdays.items() if day.year == year}
    return found
