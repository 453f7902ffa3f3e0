"""When a lamp changes, to the instant."""

from datetime import UTC, datetime

import pytest

from app import clock
from app.deadlines.rules import lamp, reckon
from tests.deadlines.published import OFFICIAL, d


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-09-30T17:00", "green"),
        ("2026-10-11T23:59", "green"),
        ("2026-10-12T00:00", "yellow"),
        ("2026-10-12T23:59", "yellow"),
        ("2026-10-13T00:00", "red"),
        ("2026-10-13T23:59", "red"),
        ("2026-10-14T00:00", "black"),
    ],
)
def test_d01_through_its_lamps(now: str, colour: str) -> None:
    term = reckon(OFFICIAL, d("2026-09-30"), 5, "WD")
    assert lamp(term.due, term.due_at, term.warn_on, term.last_day, False, at(now)) == colour


def test_the_day_is_over_at_midnight_in_shanghai_whatever_the_server_thinks() -> None:
    assert (
        lamp(d("2026-10-13"), None, None, None, False, datetime(2026, 10, 13, 15, 59, tzinfo=UTC)) != "black"
    )
    assert (
        lamp(d("2026-10-13"), None, None, None, False, datetime(2026, 10, 13, 16, 0, tzinfo=UTC)) == "black"
    )


def test_no_term_and_a_suspended_term_are_grey() -> None:
    assert lamp(None, None, None, None, False, at("2026-10-13T12:00")) == "grey"
    assert lamp(d("2026-10-01"), None, None, None, True, at("2026-10-13T12:00")) == "grey"


def test_hours_run_by_the_minute_through_a_holiday() -> None:
    term = reckon(OFFICIAL, d("2026-10-01"), 24, "H", started_at=at("2026-10-01T10:07"))
    assert term.due_at == at("2026-10-02T10:07")
    assert term.due == d("2026-10-02")
    assert lamp(term.due, term.due_at, term.warn_on, term.last_day, False, at("2026-10-02T10:06")) == "red"
    assert lamp(term.due, term.due_at, term.warn_on, term.last_day, False, at("2026-10-02T10:07")) == "black"


def test_suspended_days_stop_hours() -> None:
    begun = at("2026-10-12T10:00")

    def due_at(*suspensions: tuple) -> datetime | None:
        return reckon(OFFICIAL, d("2026-10-12"), 24, "H", started_at=begun, suspensions=suspensions).due_at

    assert due_at((d("2026-10-13"), d("2026-10-15"))) == at("2026-10-15T10:00")
    assert due_at((d("2026-10-13"), None)) is None
    assert due_at((d("2026-10-13"), d("2026-10-13"))) == at("2026-10-13T10:00")
    assert due_at((d("2026-10-20"), None)) == at("2026-10-13T10:00")
    assert due_at((d("2026-10-13"), d("2026-10-15")), (d("2026-10-14"), d("2026-10-16"))) == at(
        "2026-10-16T10:00"
    )


def test_a_term_that_ends_in_a_holiday_warns_before_it_but_is_red_only_on_its_last_day() -> None:
    term = reckon(OFFICIAL, d("2026-09-18"), 15, "D")
    assert (term.due, term.warn_on, term.last_day) == (d("2026-10-08"), d("2026-09-29"), d("2026-10-08"))


def test_a_backward_term_warns_from_the_day_it_became_known() -> None:
    term = reckon(OFFICIAL, d("2026-10-30"), 5, "WD", direction="back", known_on=d("2026-10-12"))
    assert (term.due, term.warn_on, term.last_day) == (d("2026-10-23"), d("2026-10-21"), d("2026-10-23"))


def test_a_backward_term_that_became_known_too_late_is_due_in_the_past() -> None:
    term = reckon(OFFICIAL, d("2026-10-14"), 5, "WD", direction="back", known_on=d("2026-10-13"))
    assert term.due == d("2026-10-08")
    assert lamp(term.due, None, term.warn_on, term.last_day, False, at("2026-10-13T09:00")) == "black"
