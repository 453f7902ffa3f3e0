"""The calendar as rows: imported, edited, read once, and what its changes do to clocks."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.cases.models import Case, Entry
from app.db import db, transaction
from app.deadlines import actions, almanac, editing, holidays, queries
from app.deadlines.calendar import due_date
from app.deadlines.models import CalendarEdit
from app.errors import Invalid
from tests.deadlines.published import OFFICIAL, YEARS, d

pytestmark = pytest.mark.usefixtures("calendar")


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def sixty_days_from_22(case: Case) -> None:
    """D22: a term that ends in a year whose holidays are not yet published."""
    actions.start(case, "investigation", title="调查", length=60, unit="WD", started_on=d("2026-10-12"))


def test_the_imported_year_is_the_official_one(app: Flask) -> None:
    stored = queries.calendar_for("411221")
    assert stored.years == {2026}
    assert stored.days == {day: entry for day, entry in OFFICIAL.days.items() if day.year == 2026}


def test_importing_again_changes_nothing_and_drops_what_was_entered_by_hand(app: Flask) -> None:
    with transaction():
        actions.set_day(d("2026-08-04"), False, "误录")
    assert not queries.calendar_for().works(d("2026-08-04"))
    with transaction():
        actions.import_year(2026)
    assert queries.calendar_for().works(d("2026-08-04"))


def test_a_year_that_the_package_does_not_know_is_refused() -> None:
    with pytest.raises(editing.UnknownYear):
        editing.published(max(YEARS) + 1)


def test_a_regional_day_that_was_a_mistake_leaves_the_national_one(app: Flask) -> None:
    with transaction():
        actions.set_day(d("2026-10-01"), True, "误录", region="411221")
    assert queries.calendar_for("411221").works(d("2026-10-01"))
    with transaction():
        actions.drop_day(d("2026-10-01"), "国庆节放假", region="411221", by="admin")
    assert not queries.calendar_for("411221").works(d("2026-10-01"))
    rows = db.session.scalars(
        db.select(CalendarEdit).filter_by(region_code="411221").order_by(CalendarEdit.id)
    )
    assert [(row.act, row.by, row.reason) for row in rows] == [
        ("works", "system", "误录"),
        ("dropped", "admin", "国庆节放假"),
    ]


def test_a_day_that_was_never_entered_cannot_be_taken_away(app: Flask) -> None:
    with transaction(), pytest.raises(Invalid):
        actions.drop_day(d("2026-08-04"), "误录")


def test_a_regional_day_counts_there_and_nowhere_else(app: Flask) -> None:
    with transaction():
        actions.set_day(d("2026-08-04"), False, "地方放假", region="411200")
        actions.set_day(d("2026-08-04"), True, "不放假", region="411221")
    assert [
        queries.calendar_for(code).works(d("2026-08-04"))
        for code in ("411202", "411221", "411221901", "341504")
    ] == [
        False,
        True,
        True,
        True,
    ]
    assert not queries.calendar_for("411200").works(d("2026-08-04"))


def test_the_rows_are_read_once_until_they_change(app: Flask) -> None:
    queries.calendar_for("411221")
    db.session.rollback()
    with statements() as seen:
        for _ in range(20):
            queries.calendar_for("411221")
    assert len([s for s in seen if "calendar" in s]) == 1
    with transaction():
        actions.set_day(d("2026-08-04"), False, "临时放假")
        assert not queries.calendar_for("411221").works(d("2026-08-04"))
    assert not queries.calendar_for("411221").works(d("2026-08-04"))


def test_a_change_that_is_rolled_back_was_never_there(app: Flask) -> None:
    with suppress(ZeroDivisionError), transaction():
        actions.set_day(d("2026-08-04"), False, "误录")
        seen_inside = queries.calendar_for().works(d("2026-08-04"))
        raise ZeroDivisionError
    assert not seen_inside
    assert queries.calendar_for().works(d("2026-08-04"))


def test_the_next_year_is_missed_from_november_on(app: Flask) -> None:
    assert queries.missing_year(d("2026-10-31")) is None
    assert queries.missing_year(d("2026-11-01")) == 2027
    assert queries.missing_year(d("2027-01-02")) == 2027
    with transaction():
        actions.publish_year(2027, "国务院办公厅通知")
    assert queries.missing_year(d("2026-11-21")) is None


def test_d22_publishing_the_year_previews_then_moves_the_clock(case: Case) -> None:
    with transaction():
        sixty_days_from_22(case)
    (row,) = queries.clocks(case.id)
    assert (row.due, row.provisional) == (d("2027-01-04"), True)

    new_year = almanac.Change({d("2027-01-01"): (False, "元旦"), d("2027-01-04"): (False, "元旦")}, year=2027)
    assert [(c.id, old, new) for c, old, new in actions.preview_recompute(new_year)] == [
        (row.id, d("2027-01-04"), d("2027-01-06"))
    ]
    assert queries.due(case.id, "investigation") == d("2027-01-04")

    with transaction():
        actions.apply(new_year, "国务院办公厅通知")
        assert actions.recompute("sysadmin@411221") == [(case.id, "investigation")]
        assert actions.take_changed() == {(case.id, "investigation")}
    (row,) = queries.clocks(case.id)
    assert (row.due, row.provisional) == (d("2027-01-06"), False)
    entry = db.session.scalars(db.select(Entry).filter_by(case_id=case.id)).one()
    assert (entry.verb, entry.by) == ("clock.recompute", "sysadmin@411221")
    assert (entry.what["from"], entry.what["to"]) == ("2027-01-04", "2027-01-06")


def test_d23_is_provisional_until_its_year_is_published(case: Case) -> None:
    with transaction():
        actions.start(case, "investigation", title="调查", length=60, unit="WD", started_on=d("2026-11-21"))
    assert queries.clocks(case.id)[0].provisional
    with transaction():
        actions.set_day(d("2027-01-01"), False, "元旦")
        moved = actions.preview_recompute(editing.entered(2027))
        actions.publish_year(2027, "国务院办公厅通知")
        actions.recompute("sysadmin@411221")
    assert [row.key for row, _old, _new in moved] == ["investigation"]
    assert not queries.clocks(case.id)[0].provisional


def test_recomputing_leaves_clocks_alone_that_do_not_move(case: Case) -> None:
    with transaction():
        sixty_days_from_22(case)
        actions.start(case, "met", title="已完成", length=5, unit="WD", started_on=d("2026-08-03"))
        actions.meet(case, "met", d("2026-08-04"))
        actions.set_day(d("2026-08-05"), False, "临时放假")
        assert actions.recompute("sysadmin@411221") == []


def test_every_year_of_the_package_can_be_loaded(app: Flask) -> None:
    with transaction():
        for year in holidays.years():
            actions.import_year(year)
    assert queries.calendar_for().days == OFFICIAL.days
    assert due_date(queries.calendar_for(), date(2021, 2, 11), 5, "WD").due == d("2021-02-23")


NOTICE = [
    {"day": "2027-01-01", "works": "0", "reason": "元旦"},
    {"day": "2027-02-06", "works": "0", "reason": "春节"},
    {"day": "2027-02-20", "works": "1", "reason": "春节调休"},
]


def test_a_year_beyond_the_installed_data_is_loaded_from_a_file(app: Flask) -> None:
    with transaction():
        assert actions.import_days(2027, NOTICE, "国务院办公厅关于2027年部分节假日安排的通知") == 3
    calendar = queries.calendar_for("411221")
    assert calendar.is_published(2027)
    assert not calendar.works(date(2027, 1, 1))
    assert calendar.works(date(2027, 2, 20))


@pytest.mark.parametrize(
    "row",
    [
        {"day": "2028-01-01", "works": "0"},
        {"day": "元旦", "works": "0"},
        {"day": "2027-01-01", "works": "休"},
    ],
)
def test_a_file_with_a_wrong_line_changes_nothing(app: Flask, row: dict[str, str]) -> None:
    with pytest.raises(Invalid), transaction():
        actions.import_days(2027, [*NOTICE, row], "通知")
    assert not queries.calendar_for("411221").is_published(2027)
