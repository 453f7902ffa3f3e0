"""The lamp that a list is filtered by is the lamp that a page shows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.db import db, transaction
from app.inbox import queries
from app.inbox.models import Task
from tests.inbox.conftest import a_case, a_task

TODAY = date(2026, 8, 3)
DAYS = st.none() | st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))
INSTANTS = st.none() | st.integers(-100, 100).map(
    lambda n: datetime(2026, 8, 3, 1, tzinfo=UTC) + timedelta(hours=n)
)
TERMS = st.fixed_dictionaries(
    {"due": DAYS, "due_at": INSTANTS, "warn_on": DAYS, "last_day": DAYS, "suspended": st.booleans()}
)
NOWS = st.integers(-2000, 2000).map(lambda n: datetime(2026, 8, 3, 1, tzinfo=UTC) + timedelta(minutes=n))


def shown() -> dict[str, str]:
    """The lamp of each task as the database sees it."""
    return {
        task_id: colour
        for colour in queries.LAMPS
        for task_id in db.session.scalars(db.select(Task.id).where(queries.lamp_is(colour)))
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.lists(TERMS, min_size=1, max_size=20), now=NOWS)
def test_the_database_and_the_page_show_the_same_lamp(
    office: Flask, terms: list[dict[str, Any]], now: datetime
) -> None:
    with transaction():
        db.session.execute(db.delete(Task))
        case = a_case()
        for term in terms:
            a_task(case, **term)
    with clock.frozen(now):
        tasks = db.session.scalars(db.select(Task)).all()
        assert shown() == {task.id: queries.lamp_of(task) for task in tasks}
    db.session.rollback()


@pytest.mark.parametrize(
    ("day", "colour"),
    [(-20, "green"), (-6, "yellow"), (-1, "yellow"), (0, "red"), (2, "red"), (3, "black")],
)
def test_from_green_to_black_over_a_term(office: Flask, day: int, colour: str) -> None:
    """Friday is the last working day; the term ends on Sunday and is late from Monday on."""
    friday, sunday = date(2026, 9, 11), date(2026, 9, 13)
    with transaction():
        a_task(a_case(), due=sunday, warn_on=friday - timedelta(days=6), last_day=friday)
    with clock.frozen(clock.start_of(friday + timedelta(days=day))):
        assert list(shown().values()) == [colour]
