"""When a department is reminded of a task, and from when on those above it are (内控: one third left, the last day, and
three times when it is overdue). What the law makes of a missed day is for people to say."""

from datetime import date
from typing import Protocol

OVERDUE = ((7, "OVERDUE_3"), (3, "OVERDUE_2"), (1, "OVERDUE_1"))
"""Days after the last day, the longest first."""

STAGES = ("WARNING", "LAST_DAY", "OVERDUE_1", "OVERDUE_2", "OVERDUE_3")
SUPERVISORS = {"OVERDUE_2": "zhiqian_office", "OVERDUE_3": "gov_supervision"}
"""Who is told beside the department, which is told at every stage."""


class Timed(Protocol):
    """What is needed to know of a task to say how far it has come."""

    due: date | None
    warn_on: date | None
    last_day: date | None


def stage_of(task: Timed, today: date) -> str | None:
    """How far a task has come on a day; None while there is nothing to remind of, and where there is no date."""
    return stage(task.due, task.warn_on, task.last_day, today) if task.due else None


def stage(due: date, warn_on: date | None, last_day: date | None, today: date) -> str | None:
    """How far a task has come on a day; None while there is nothing to remind of."""
    late = (today - due).days
    for days, name in OVERDUE:
        if late >= days:
            return name
    if last_day and today >= last_day:
        return "LAST_DAY"
    return "WARNING" if warn_on and today >= warn_on else None
