"""The worked answers: working days (D), calendar days and months (C), counted by the official calendar."""

from datetime import date

import pytest

from app.deadlines.calendar import Day, add_months, count, due_date
from app.deadlines.rules import reckon
from tests.deadlines.published import OFFICIAL, d

WORKING_DAYS = [
    ("D01 before National Day; Saturday 10-10 is made up", "2026-09-30", 5, "2026-10-13"),
    ("D03 Labour Day; Saturday 05-09 is made up", "2026-04-30", 5, "2026-05-11"),
    ("D04 over New Year; Sunday 01-04 is made up", "2025-12-31", 5, "2026-01-08"),
    ("D06 a due date may be a Saturday", "2026-05-06", 3, "2026-05-09"),
    ("D07 a due date may be a Saturday", "2026-10-09", 1, "2026-10-10"),
    ("D09 filed to investigated", "2026-08-03", 60, "2026-10-30"),
    ("D12 investigated to decided", "2026-10-30", 15, "2026-11-20"),
    ("D13 the decision to list", "2026-09-15", 20, "2026-10-19"),
    ("D14 objection to listing", "2026-09-22", 5, "2026-09-30"),
    ("D15 the bank pays the deposit", "2026-09-29", 5, "2026-10-12"),
    ("D17 asking for a hearing", "2026-09-28", 5, "2026-10-10"),
    ("D18 the defence in arbitration", "2026-09-21", 10, "2026-10-12"),
    ("D20 over Spring Festival 2021", "2021-02-11", 5, "2021-02-23"),
]

CALENDAR_DAYS = [
    ("C01 45 days end on National Day", "2026-08-17", 45, "D", "2026-10-01", "2026-10-08"),
    ("C03 the term for suing", "2026-09-18", 15, "D", "2026-10-03", "2026-10-08"),
    ("C04 a made-up Saturday does not roll", "2026-09-25", 15, "D", "2026-10-10", "2026-10-10"),
    ("C05 a Sunday rolls", "2026-09-25", 30, "D", "2026-10-25", "2026-10-26"),
    ("C07 read as calendar days", "2026-09-29", 3, "D", "2026-10-02", "2026-10-08"),
    ("C08 Henan, 30 days", "2026-08-03", 30, "D", "2026-09-02", "2026-09-02"),
    ("C12 opening the special account", "2026-09-05", 30, "D", "2026-10-05", "2026-10-08"),
    ("C13 three years on the list", "2026-10-19", 36, "M", "2029-10-19", "2029-10-19"),
    ("C13 earliest early removal", "2026-11-10", 6, "M", "2027-05-10", "2027-05-10"),
]


@pytest.mark.parametrize(
    ("case", "start", "length", "expected"), WORKING_DAYS, ids=[row[0] for row in WORKING_DAYS]
)
def test_working_days(case: str, start: str, length: int, expected: str) -> None:
    result = count(OFFICIAL, d(start), length, "WD")
    assert result.due == d(expected)
    assert not result.provisional
    assert sum(day.counted for day in result.days) == length
    assert result.days[-1].date == result.due


@pytest.mark.parametrize(
    ("case", "start", "length", "unit", "raw", "expected"),
    CALENDAR_DAYS,
    ids=[row[0] for row in CALENDAR_DAYS],
)
def test_calendar_days_and_months(
    case: str, start: str, length: int, unit: str, raw: str, expected: str
) -> None:
    result = count(OFFICIAL, d(start), length, unit)
    assert (result.raw, result.due) == (d(raw), d(expected))
    assert result.days[-1].date == result.due
    assert [day.date for day in result.days if day.counted][-1] == d(raw)
    assert all(day.reason == "rolled" for day in result.days if day.date > d(raw))


def test_d13_an_extension_counts_on_from_the_same_start() -> None:
    assert due_date(OFFICIAL, d("2026-09-15"), 20, "WD", extension=20).due == d("2026-11-16")


def test_c08_an_extension_in_days_counts_on_before_it_rolls() -> None:
    found = due_date(OFFICIAL, d("2026-08-03"), 30, "D", extension=30)
    assert (found.raw, found.due) == (d("2026-10-02"), d("2026-10-08"))


def test_c07_the_other_reading_and_the_warning_on_the_day_itself() -> None:
    assert due_date(OFFICIAL, d("2026-09-29"), 3, "WD").due == d("2026-10-09")
    assert reckon(OFFICIAL, d("2026-09-29"), 3, "D").warn_on == d("2026-10-02")


@pytest.mark.parametrize(
    ("case", "start", "weekends_only"),
    [("D22", "2026-10-12", "2027-01-04"), ("D23", "2026-11-21", "2027-02-12")],
)
def test_a_year_that_is_not_published_counts_weekends_only_and_is_provisional(
    case: str, start: str, weekends_only: str
) -> None:
    found = due_date(OFFICIAL, d(start), 60, "WD")
    assert found.provisional
    assert found.due == d(weekends_only)


def test_a_term_in_days_is_provisional_only_where_its_end_is() -> None:
    assert not due_date(OFFICIAL, d("2026-12-01"), 30, "D").provisional
    assert due_date(OFFICIAL, d("2026-12-01"), 31, "D").provisional


def test_at_least_five_working_days_before_a_hearing() -> None:
    result = count(OFFICIAL, d("2026-10-12"), 5, "WD", "back")
    assert result.due == d("2026-09-29")
    assert result.days[0] == Day(d("2026-10-11"), False, "weekend")
    assert result.days[1] == Day(d("2026-10-10"), True, "make_up")


def test_a_backward_term_in_days_rolls_back() -> None:
    result = count(OFFICIAL, d("2026-10-20"), 15, "D", "back")
    assert (result.raw, result.due) == (d("2026-10-05"), d("2026-09-30"))
    assert result.days[-1] == Day(d("2026-09-30"), False, "rolled")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert add_months(d(day), months) == d(expected)


def test_why_each_day_counts() -> None:
    reasons = {
        day.date.isoformat()[5:]: day.reason for day in count(OFFICIAL, d("2026-09-24"), 10, "WD").days
    }
    assert reasons["09-25"] == "holiday"
    assert reasons["09-28"] == "workday"
    assert reasons["10-10"] == "make_up"
    assert reasons["10-11"] == "weekend"
    assert OFFICIAL.note(date(2026, 10, 1)) == "国庆节"


def test_2026_has_248_working_days() -> None:
    year = count(OFFICIAL, d("2025-12-31"), 365, "D")
    assert sum(OFFICIAL.works(day.date) for day in year.days) == 248
