"""Who must do what next: a row for each human step, and the drafts people keep."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Instant, SecretJson
from app.db import Model


def _of_what_is_owed(name: str, *columns: str) -> Index:
    """An index without the tasks that are done: they are by far the most, and nobody looks for them here.

    A query uses it if it says so too: ``Task.done_at.is_(None)``.
    """
    owed = text("done_at IS NULL")
    return Index(name, *columns, sqlite_where=owed, postgresql_where=owed)


class Task(Model):
    """A step that a department owes (待办). Its id is the engine's, so that a form post repeats safely.

    ``group`` at ``region_code`` takes it; ``home_group`` acts for an outside party. What lists show is kept here,
    so that the inbox reads one table.
    """

    __tablename__ = "task"
    __table_args__ = (
        _of_what_is_owed("ix_task_inbox", "state", "group", "region_code", "due", "id"),
        _of_what_is_owed("ix_task_home", "state", "home_group", "region_code", "due", "id"),
        _of_what_is_owed("ix_task_claimed", "claimed_by_id", "state", "due", "id"),
        _of_what_is_owed("ix_task_board", "state", "due"),
        Index("ix_task_done", "done_by_id", "done_at"),
        Index("ix_task_run", "run_id", "state"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    run_id: Mapped[int]
    process: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))  # the BPMN name, Chinese; translated when shown
    item: Mapped[str | None] = mapped_column(String(80))  # which of several participants
    group: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(String(9))
    home_group: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="open")  # open, claimed, done, withdrawn
    created_at: Mapped[datetime] = mapped_column(Instant)
    due: Mapped[date | None]  # the last day on which it is in time
    due_at: Mapped[datetime | None] = mapped_column(Instant)  # only for terms in hours
    warn_on: Mapped[date | None]  # first day of the last third: yellow from here
    last_day: Mapped[date | None]  # the last working day in the term: red from here
    suspended: Mapped[bool] = mapped_column(default=False)
    provisional: Mapped[bool] = mapped_column(default=False)
    term_source: Mapped[str] = mapped_column(
        String(60), default=""
    )  # "clock:acceptance" or "5WD": what set the due date
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(40))
    incident: Mapped[bool] = mapped_column(default=False)  # 技术故障，已通知管理员
    case_number: Mapped[str] = mapped_column(String(15), default="")
    employer_name: Mapped[str] = mapped_column(String(200), default="")


class Draft(Model):
    """What a user has typed at a task and not yet sent. Nothing typed is lost."""

    __tablename__ = "draft"
    task_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(SecretJson)
    at: Mapped[datetime] = mapped_column(Instant)


class Reminder(Model):
    """That a department, or those who supervise it, were reminded of a task (催办). Never taken back; it counts while
    the task is open."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_to", "to_group", "to_region"),)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(
        String(10), primary_key=True
    )  # WARNING, LAST_DAY, OVERDUE_1 … OVERDUE_3
    to_group: Mapped[str] = mapped_column(String(40), primary_key=True)
    to_region: Mapped[str] = mapped_column(String(9))
    at: Mapped[datetime] = mapped_column(Instant)
