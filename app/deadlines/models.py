"""The calendar and the clocks. A clock row is the truth; a BPMN timer is its shadow."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Instant
from app.db import Model


class CalendarYear(Model):
    """A year whose holidays have been published and loaded. A missing year makes due dates provisional."""

    __tablename__ = "calendar_year"
    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime] = mapped_column(Instant)


class CalendarDay(Model):
    """A day that differs from the plain week: a holiday (放假) or a make-up working day (调休上班)."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("day", "region_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    region_code: Mapped[str] = mapped_column(
        String(9), default=""
    )  # "" = everywhere; a regional row wins there
    works: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200))


class CalendarStamp(Model):
    """One row whose token changes with the calendar, so that a process knows when what it has read is old."""

    __tablename__ = "calendar_stamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32))


class CalendarEdit(Model):
    """Who changed the calendar, when and on what grounds. Rows are only added."""

    __tablename__ = "calendar_edit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(7))  # works, rests, dropped (a day); import, publish (a year)
    year: Mapped[int] = mapped_column(index=True)
    day: Mapped[date | None]
    region_code: Mapped[str] = mapped_column(String(9), default="")
    reason: Mapped[str] = mapped_column(String(200))


class Clock(Model):
    """A legal term of a case (法定期限): started, suspended, extended and met by operations."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_case_key", "case_id", "key"),
        Index("ix_clock_state_due", "state", "due"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    run_id: Mapped[int | None]
    key: Mapped[str] = mapped_column(
        String(60)
    )  # "acceptance", "investigation" … (several rows of a key: double clocks)
    title: Mapped[str] = mapped_column(String(120))
    article: Mapped[str] = mapped_column(String(200), default="")
    extension: Mapped[str] = mapped_column(
        String(80), default=""
    )  # how it may be extended: 30WD:hrss_principal:1
    consequence: Mapped[str] = mapped_column(
        String(200), default=""
    )  # 逾期后果: what follows when it runs out
    length: Mapped[int]
    unit: Mapped[str] = mapped_column(String(2))  # WD, D, M, H, MI (minutes), ON (a stated date)
    direction: Mapped[str] = mapped_column(String(7), default="forward")  # back: "at least n before"
    region_code: Mapped[str] = mapped_column(String(9))  # whose calendar counts
    started_on: Mapped[date]  # not counted itself
    started_at: Mapped[datetime | None] = mapped_column(Instant)  # for terms in hours
    from_event: Mapped[str] = mapped_column(String(60), default="")
    extended_by: Mapped[int] = mapped_column(default=0)  # in units of the clock
    state: Mapped[str] = mapped_column(String(10), default="running")  # running, suspended, met, cancelled
    due: Mapped[date | None]
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    warn_on: Mapped[date | None]  # first day of the last third
    last_day: Mapped[date | None]  # last working day in the term
    provisional: Mapped[bool] = mapped_column(default=False)
    met_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    periods: Mapped[list["ClockPeriod"]] = relationship(order_by="ClockPeriod.id")

    @property
    def suspensions(self) -> list[tuple[date, date | None]]:
        """The days not counted: from, and the day on which counting resumed (None while suspended)."""
        return [(period.begins_on, period.ends_on) for period in self.periods if period.kind == "suspension"]


class ClockPeriod(Model):
    """A suspension or an extension of a clock, with who approved it and why."""

    __tablename__ = "clock_period"
    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # suspension, extension
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]  # open suspension: null
    amount: Mapped[int | None]  # extension, in units of the clock
    reason: Mapped[str] = mapped_column(String(500))
    approved_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
