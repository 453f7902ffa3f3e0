"""催办: the department is reminded of a task, those above it of one that is overdue; each stage once, on record."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import journal
from app.cases import queries as case_queries
from app.casework import actions
from app.db import db, transaction
from app.inbox import queries, rules
from app.inbox.models import Reminder, Task
from app.jobs import rounds
from app.org import queries as org
from tests import samples

DUE, WARN, LAST = date(2026, 8, 10), date(2026, 8, 7), date(2026, 8, 10)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 8, 6), None),
        (date(2026, 8, 7), "WARNING"),
        (date(2026, 8, 10), "LAST_DAY"),
        (date(2026, 8, 11), "OVERDUE_1"),
        (date(2026, 8, 12), "OVERDUE_1"),
        (date(2026, 8, 13), "OVERDUE_2"),
        (date(2026, 8, 17), "OVERDUE_3"),
        (date(2027, 8, 17), "OVERDUE_3"),
    ],
)
def test_how_far_a_task_has_come(today: date, stage: str | None) -> None:
    assert rules.stage(DUE, WARN, LAST, today) == stage


def reviewed(day: datetime) -> int:
    with clock.frozen(day):
        return rounds.remind(clock.today())


def test_a_task_is_reminded_of_at_every_stage_once_and_those_above_hear_of_it_late(office: Flask) -> None:
    with transaction():
        case = actions.open_case(samples.complaint(), None).case
    task = db.session.scalars(db.select(Task).filter_by(case_id=case.id)).one()
    assert task.due
    last = datetime.combine(task.due, datetime.min.time(), clock.SHANGHAI) + timedelta(hours=9)
    assert reviewed(last - timedelta(days=400)) == 0
    assert [reviewed(last + timedelta(days=late)) for late in (0, 0, 1, 2, 3, 4, 7, 8)] == [
        1,
        0,
        1,
        0,
        2,
        0,
        2,
        0,
    ]
    told = db.session.execute(
        db.select(Reminder.stage, Reminder.to_group).order_by(Reminder.stage, Reminder.to_group)
    ).all()
    assert [tuple(row) for row in told] == [
        ("LAST_DAY", task.group),
        ("OVERDUE_1", task.group),
        ("OVERDUE_2", task.group),
        ("OVERDUE_2", "zhiqian_office"),
        ("OVERDUE_3", "gov_supervision"),
        ("OVERDUE_3", task.group),
    ]
    stages = [entry.what["stage"] for entry in case_queries.timeline(case.id) if entry.verb == "task.remind"]
    assert stages == ["LAST_DAY", "OVERDUE_1", "OVERDUE_2", "OVERDUE_3"]
    assert journal.verify(case) is None


def test_what_was_reminded_of_is_not_taken_up_again(office: Flask) -> None:
    with transaction():
        case = actions.open_case(samples.complaint(), None).case
    task = db.session.scalars(db.select(Task).filter_by(case_id=case.id)).one()
    assert task.due
    day = task.due + timedelta(days=1)
    assert [each.id for each in queries.to_remind(day)] == [task.id]
    reviewed(datetime.combine(day, datetime.min.time(), clock.SHANGHAI) + timedelta(hours=9))
    assert queries.to_remind(day) == []
    assert [each.id for each in queries.to_remind(day + timedelta(days=2))] == [task.id]


def test_everybody_sees_what_they_were_reminded_of_while_it_is_open(office: Flask) -> None:
    with transaction():
        case = actions.open_case(samples.complaint(), None).case
    task = db.session.scalars(db.select(Task).filter_by(case_id=case.id)).one()
    assert task.due
    with clock.frozen(datetime.combine(task.due, datetime.min.time(), clock.SHANGHAI) + timedelta(days=4)):
        assert rounds.remind(clock.today()) == 2
    for name, count in ((f"{task.group}@411221", 1), ("zhiqian_office@411221", 1), ("police@411221", 0)):
        user = org.user_by_name(name)
        assert user
        assert queries.reminders(user)[1] == count
    with transaction():
        db.session.get_one(Task, task.id).done_at = clock.now()
        db.session.get_one(Task, task.id).state = "done"
    user = org.user_by_name(f"{task.group}@411221")
    assert user
    assert queries.reminders(user) == ([], 0)
