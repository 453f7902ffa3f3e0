"""From which day the steps of a process are counted, how their terms grow, and that what is over stops counting."""

from datetime import timedelta

import pytest
from flask import Flask

from app.deadlines import queries
from app.deadlines.models import Clock
from tests.scenarios import Player, due, scenario

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""Days are counted alike on every database."""


def played(process: str, name: str, until: str = "") -> Player:
    player = Player(scenario(process, name))
    player.walk(until=until)
    return player


def clocks(player: Player, key: str) -> list[Clock]:
    return [row for row in queries.clocks(player.case.id) if row.key == key]


def test_a_court_rules_seven_working_days_after_acceptance_or_thirty_days_if_it_hears(office: Flask) -> None:
    """行政强制法57条、58条: both are counted from the acceptance."""
    short, heard = clocks(played("inspection_enforcement", "court"), "court_ruling")
    assert (short.length, short.unit, short.state) == (7, "WD", "cancelled")
    assert (heard.length, heard.unit, heard.state) == (30, "D", "met")
    assert short.started_on == heard.started_on


def test_nothing_runs_after_the_right_to_apply_was_lost(office: Flask) -> None:
    """行政强制法53条: after three months there is nothing left to wait for."""
    player = played("inspection_enforcement", "lapsed")
    assert {row.state for row in clocks(player, "dunning") + clocks(player, "court_application")} == {
        "cancelled"
    }


def test_a_reconsideration_takes_sixty_days_and_thirty_more_if_extended_once(office: Flask) -> None:
    """行政复议法62条."""
    player = played("review_course", "upheld_then_sued", until="carry_out_change")
    (row,) = clocks(player, "review")
    assert (row.length, row.extended_by, row.state) == (60, 30, "met")
    assert row.due
    assert row.due >= row.started_on + timedelta(days=90)


def test_a_simplified_reconsideration_takes_thirty_days_and_is_not_extended(office: Flask) -> None:
    """行政复议法62条: only the ordinary procedure may be extended."""
    (row,) = clocks(played("review_course", "withdrawn"), "review_simplified")
    assert (row.length, row.unit, row.extension) == (30, "D", "")


def test_an_arbitral_review_of_an_agreement_takes_five_working_days_and_five_more(office: Flask) -> None:
    """办案规则76条."""
    (row,) = clocks(played("mediation", "settled_in_two_instalments"), "agreement_review")
    assert (row.length, row.unit, row.extended_by, row.state) == (5, "WD", 5, "met")


def test_an_inquiry_is_answered_in_henan_within_seven_days_of_its_service(office: Flask) -> None:
    """河南省劳动保障监察条例13条."""
    player = played("inspection_investigation", "violation_found", until="receive_reply")
    (row,) = clocks(player, "reply")
    assert (row.length, row.unit, row.article) == (7, "D", "河南省劳动保障监察条例第13条、第24条")
    assert due(player, "reply")
