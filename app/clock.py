"""The only place that asks the time, so that tests and the demo can travel.

Instants are aware and in UTC; legal dates are dates in Asia/Shanghai.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFSET_FILE = "clock-offset"

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_offset_source: Path | None = None
_offset_seen: tuple[int, timedelta] = (0, timedelta(0))


def now() -> datetime:
    """This instant, aware, in UTC (shifted by the demo's stored offset, if there is one)."""
    return _frozen.get() or datetime.now(UTC) + offset()


def real() -> datetime:
    """This instant as the machine has it, never travelled: for heart-beats only."""
    return datetime.now(UTC)


def today() -> date:
    """The legal date in Asia/Shanghai."""
    return local_date(now())


def local(instant: datetime) -> datetime:
    """An instant as people in China read it."""
    return instant.astimezone(SHANGHAI)


def local_date(instant: datetime) -> date:
    """The legal date on which an instant falls."""
    return local(instant).date()


def start_of(day: date) -> datetime:
    """00:00 Asia/Shanghai of a legal date, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The instant at which a legal date is over: 00:00 of the next day."""
    return start_of(day + timedelta(days=1))


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant (tests)."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def read_offset_from(folder: Path | None) -> None:
    """Let the demo's stored offset, a file in the data folder, shift the clock. None: no travel (production)."""
    global _offset_source, _offset_seen
    _offset_source = folder / OFFSET_FILE if folder else None
    _offset_seen = (0, timedelta(0))


def offset() -> timedelta:
    """How far the demo has travelled."""
    global _offset_seen
    if _offset_source is None:
        return timedelta(0)
    try:
        changed = os.stat(_offset_source).st_mtime_ns
    except FileNotFoundError:
        return timedelta(0)
    if changed != _offset_seen[0]:
        _offset_seen = (changed, timedelta(seconds=float(_offset_source.read_text())))
    return _offset_seen[1]


def travel(to: timedelta) -> None:
    """Store how far the demo is from the real time; web and worker read it at once."""
    if _offset_source is None:
        raise RuntimeError("the clock only travels in APP_ENV=demo")
    draft = _offset_source.with_suffix(".new")
    draft.write_text(str(to.total_seconds()))
    draft.replace(_offset_source)
