"""Legal aid: terms in calendar days that rest while papers are supplemented, and a lawyer for those who are aided."""

from datetime import date

import pytest
from flask import Flask

from tests.scenarios import Player, due, scenario

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""Days are counted alike on every database."""


@pytest.mark.parametrize(
    ("applied", "last"),
    [
        pytest.param("2026-08-03T09:00", date(2026, 8, 10), id="seven calendar days, not working days"),
        pytest.param("2026-09-25T09:00", date(2026, 10, 8), id="an end in the holidays rolls forward"),
    ],
)
def test_an_application_is_decided_within_seven_days(office: Flask, applied: str, last: date) -> None:
    player = Player(scenario("legal_aid", "granted_and_won", at=applied))
    player.walk(until="check_materials")
    assert due(player, "aid_review") == last


def test_the_review_rests_while_papers_are_supplemented(office: Flask) -> None:
    """Received on Monday, supplemented from that day to Thursday: all seven days still lie ahead."""
    player = Player(scenario("legal_aid", "refused_and_upheld", at="2026-09-14T09:00"))
    player.walk(until="check_means")
    assert due(player, "aid_review") == date(2026, 9, 23)


def test_a_lawyer_is_assigned_within_three_days_and_an_objection_reviewed_in_five(office: Flask) -> None:
    granted = Player(scenario("legal_aid", "granted_and_won", at="2026-08-03T09:00"))
    granted.walk(until="assign_lawyer")
    assert due(granted, "aid_assignment") == date(2026, 8, 6)
    refused = Player(scenario("legal_aid", "corrected_then_terminated", at="2026-08-03T09:00"))
    refused.walk(until="review_objection")
    assert due(refused, "aid_objection") == date(2026, 8, 10)
