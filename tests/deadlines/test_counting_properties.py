"""Counting agrees with counting on the fingers, and suspensions neither lose nor gain a day."""

from datetime import date, timedelta

from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.calendar import count, due_date, last_working_day_in, warn_day
from tests.deadlines.published import DAY, OFFICIAL

days = st.dates(date(2004, 2, 1), date(2026, 8, 31))
lengths = st.integers(0, 80)


@given(days, lengths)
def test_working_days_agree_with_a_naive_count(start: date, length: int) -> None:
    day, left = start, length
    while left:
        day += DAY
        left -= is_workday(day)
    found = due_date(OFFICIAL, start, length, "WD")
    assert (found.due, found.provisional) == (day, False)


@given(days, lengths)
def test_calendar_days_agree_with_a_naive_count(start: date, length: int) -> None:
    day = start + timedelta(days=length)
    while not is_workday(day):
        day += DAY
    assert due_date(OFFICIAL, start, length, "D").due == day


@given(st.dates(date(2005, 1, 1), date(2026, 8, 1)).filter(OFFICIAL.works), lengths)
def test_forward_and_back_undo_each_other_from_a_working_day(start: date, length: int) -> None:
    there = due_date(OFFICIAL, start, length, "WD").due
    assert there is not None
    assert due_date(OFFICIAL, there, length, "WD", "back").due == start


@st.composite
def suspensions(draw: st.DrawFn) -> tuple[date, list[tuple[date, date]]]:
    start = draw(st.dates(date(2005, 1, 1), date(2020, 1, 1)))
    spans = draw(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), max_size=4))
    return start, [(start + timedelta(a), start + timedelta(a + n)) for a, n in spans]


@given(suspensions(), st.integers(1, 60), st.sampled_from(["WD", "D", "M"]))
def test_a_suspension_never_loses_or_gains_a_counted_day(
    suspended: tuple[date, list[tuple[date, date]]], length: int, unit: str
) -> None:
    start, spans = suspended
    plain = count(OFFICIAL, start, length, unit)
    held = count(OFFICIAL, start, length, unit, suspensions=spans)
    assert held.due == due_date(OFFICIAL, start, length, unit, suspensions=spans).due
    assert sum(day.counted for day in held.days) == sum(day.counted for day in plain.days)
    in_span = {day.date for day in held.days if any(a <= day.date < b for a, b in spans)}
    assert {day.date for day in held.days if day.reason == "suspended"} == in_span
    assert held.due is not None
    assert held.due not in in_span


@given(suspensions(), st.integers(1, 60), st.sampled_from(["WD", "D", "M"]))
def test_resuming_on_the_same_day_changes_nothing(
    suspended: tuple[date, list[tuple[date, date]]], length: int, unit: str
) -> None:
    start, spans = suspended
    same_day = [(begin, begin) for begin, _end in spans]
    assert due_date(OFFICIAL, start, length, unit, suspensions=same_day) == due_date(
        OFFICIAL, start, length, unit
    )


@given(days, st.integers(0, 200), st.integers(1, 60), st.sampled_from(["WD", "D", "M"]))
def test_an_open_suspension_stops_a_term_that_has_not_run_out(
    start: date, after: int, length: int, unit: str
) -> None:
    plain, begin = due_date(OFFICIAL, start, length, unit).due, start + timedelta(after)
    assert plain is not None
    held = count(OFFICIAL, start, length, unit, suspensions=[(begin, None)])
    if begin > plain:
        assert held.due == plain
    else:
        assert held.due is None
        assert all(day.date < begin for day in held.days if day.counted)


@given(days, st.integers(1, 80), st.sampled_from(["WD", "D"]))
def test_warnings_lie_in_the_term(start: date, length: int, unit: str) -> None:
    found = due_date(OFFICIAL, start, length, unit)
    assert found.due is not None
    assert found.raw is not None
    warn = warn_day(OFFICIAL, start, found.raw, unit)
    last = last_working_day_in(OFFICIAL, start, found.due)
    assert start < warn <= found.raw
    assert start < last <= found.due
    left = sum(d.counted and d.date >= warn for d in count(OFFICIAL, start, length, unit).days)
    assert length / 3 <= left < length / 3 + 1
