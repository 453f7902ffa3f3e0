"""用工年龄提示: a child, a minor or past retirement, at the time of the work (domain: N06, N07, R06)."""

from datetime import date

import pytest
from flask import Flask

from app.cases.actions import Worker, amend_claim
from app.cases.models import Claim
from app.law import actions
from app.law.rules import months_old

YOUNG, OLD = "411221200809100070", "410402196001010066"


def flags(id_no: str, worked_from: date, worked_to: date) -> list[str]:
    """What a worker's claim is marked with."""
    claim = Claim(serial=1)
    worker = Worker(name="某人", owed=1, id_no=id_no, period_from=worked_from, period_to=worked_to)
    amend_claim(claim, worker)
    return claim.flags


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 9, 9), ["CHILD"]),
        (date(2024, 9, 10), ["MINOR"]),
        (date(2026, 6, 1), ["MINOR"]),
        (date(2026, 9, 10), []),
    ],
)
def test_n06_age_counts_on_the_day_of_the_work(app: Flask, day: date, expected: list[str]) -> None:
    assert flags(YOUNG, day, day) == expected


def test_who_began_as_a_child_was_a_child_though_the_work_went_on(app: Flask) -> None:
    assert flags(YOUNG, date(2024, 9, 1), date(2024, 12, 31)) == ["CHILD"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(date(2026, 8, 1), date(2026, 8, 31), "OVER_AGE", id="N07"),
        pytest.param(date(2026, 7, 1), date(2026, 8, 31), "OVER_AGE", id="R06"),
        pytest.param(date(2026, 5, 1), date(2026, 8, 31), "OVER_AGE_OLD", id="R06 before the new order"),
    ],
)
def test_past_retirement(app: Flask, start: date, end: date, expected: str) -> None:
    assert flags(OLD, start, end) == [expected]


@pytest.mark.parametrize(
    ("born", "female", "retired"),
    [
        pytest.param(date(1964, 12, 31), False, date(2024, 12, 31), id="man, before the delay"),
        pytest.param(date(1965, 1, 15), False, date(2025, 2, 15), id="man, one month later"),
        pytest.param(date(1965, 5, 15), False, date(2025, 7, 15), id="man, two months later"),
        pytest.param(date(1976, 12, 15), False, date(2039, 12, 15), id="man, the last step"),
        pytest.param(date(1990, 1, 15), False, date(2053, 1, 15), id="man, 63"),
        pytest.param(date(1974, 12, 15), True, date(2024, 12, 15), id="woman, before the delay"),
        pytest.param(date(1975, 3, 15), True, date(2025, 5, 15), id="woman, two months later"),
        pytest.param(date(1985, 1, 15), True, date(2040, 1, 15), id="woman, 55"),
    ],
)
def test_the_statutory_age_is_delayed_month_by_month(
    app: Flask, born: date, female: bool, retired: date
) -> None:
    def flag(day: date) -> str:
        facts = {"born_on": born, "worked_from": day, "worked_to": day, "female": female}
        return str(actions.ask("working_age", "CN", day, facts).outputs["flag"])

    eve = date(retired.year, retired.month, retired.day - 1)
    assert flag(eve) == "NONE"
    assert flag(retired).startswith("OVER_AGE")


def test_months_of_age_are_full_ones() -> None:
    assert months_old(date(2008, 9, 10), date(2024, 9, 9)) == 191
    assert months_old(date(2008, 9, 10), date(2024, 9, 10)) == 192


def test_without_an_id_number_nothing_is_marked() -> None:
    claim = Claim(serial=1)
    amend_claim(claim, Worker(name="某人", owed=1))
    assert claim.flags == []
