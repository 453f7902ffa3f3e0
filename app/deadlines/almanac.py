"""The calendar rows as calendars, one for each region that differs; read once a process until somebody changes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select, text

from app.db import db, of_transaction
from app.deadlines.calendar import Calendar
from app.deadlines.models import CalendarDay, CalendarYear

Days = Mapping[date, tuple[bool, str]]
STAMP = 1  # id of the only row of calendar_stamp
TOKEN = text("SELECT token FROM calendar_stamp WHERE id = :id")
MEMO = "almanac"


@dataclass(frozen=True)
class Change:
    """What somebody wants to change: days of a region (a code or its prefix, "" is everywhere), or a whole year.

    A day of ``None`` is entered no more: what holds for it is the week, or the region above.
    """

    days: Mapping[date, tuple[bool, str] | None]
    region: str = ""
    year: int | None = None  # these days are all the national days of a year, which is published with them


@dataclass(frozen=True)
class Almanac:
    """All calendar rows as they stand."""

    layers: Mapping[str, Days]  # by region prefix; the longer prefix wins
    years: frozenset[int]
    _made: dict[tuple[str, ...], Calendar] = field(default_factory=dict, compare=False, repr=False)

    def calendar(self, region_code: str) -> Calendar:
        """The calendar that counts in a region."""
        prefixes = tuple(sorted(prefix for prefix in self.layers if region_code.startswith(prefix)))
        if prefixes not in self._made:
            days = {day: entry for prefix in prefixes for day, entry in self.layers[prefix].items()}
            self._made[prefixes] = Calendar(days, self.years)
        return self._made[prefixes]

    def after(self, change: Change) -> "Almanac":
        """The almanac as it would stand after a change."""
        prefix = significant(change.region)
        kept = {day: entry for day, entry in self.layers.get(prefix, {}).items() if day.year != change.year}
        made = {day: entry for day, entry in (kept | dict(change.days)).items() if entry is not None}
        years = self.years | ({change.year} if change.year else set())
        return replace(self, layers={**self.layers, prefix: made}, years=years, _made={})


def significant(region_code: str) -> str:
    """The part of a region's code that its subordinate regions share: 410000 gives 41, 411200 gives 4112."""
    code = region_code[:-2] if len(region_code) == 6 and region_code.endswith("00") else region_code
    return code[:-2] if len(code) == 4 and code.endswith("00") else code


def current() -> Almanac:
    """The almanac as this transaction sees it; one small query a transaction, the rows only when they have changed."""
    memo = of_transaction()
    if MEMO not in memo:
        memo[MEMO] = _of_token(db.session.connection().scalar(TOKEN, {"id": STAMP}))
    almanac: Almanac = memo[MEMO]
    return almanac


def forget() -> None:
    """The rows were changed in this transaction: read them again."""
    of_transaction().pop(MEMO, None)


# The newest almanac that was read, by its token. A token is never used twice, so a rolled back one does no harm.
_newest: tuple[str, Almanac] | None = None


def _of_token(token: str | None) -> Almanac:
    global _newest
    if token and _newest and _newest[0] == token:
        return _newest[1]
    almanac = _load()
    if token:
        _newest = (token, almanac)
    return almanac


def _load() -> Almanac:
    layers: dict[str, dict[date, tuple[bool, str]]] = {}
    rows = select(CalendarDay.region_code, CalendarDay.day, CalendarDay.works, CalendarDay.reason)
    for region, day, works, reason in db.session.execute(rows):
        layers.setdefault(significant(region), {})[day] = (works, reason)
    return Almanac(layers, frozenset(db.session.scalars(select(CalendarYear.year))))
