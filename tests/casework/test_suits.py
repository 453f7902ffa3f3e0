"""Civil suits: their terms, what a judgment fixes, and that nobody inspects beside a suit that is pending."""

from datetime import date

import pytest
from flask import Flask

from app.casework import queries
from app.ledgers import queries as ledgers
from tests.scenarios import Player, due, scenario

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""Days are counted alike on every database."""


def walked(name: str, until: str, **start: object) -> Player:
    player = Player(scenario("civil_suit", name, **start))
    player.walk(until=until)
    return player


@pytest.mark.parametrize(
    ("name", "step", "last"),
    [
        pytest.param("judged_then_enforced", "follow_suit", date(2027, 2, 3), id="ordinary procedure: six months"),
        pytest.param("advance_then_mediated", "follow_suit", date(2026, 11, 3), id="summary procedure: three months"),
        pytest.param("small_claim_already_paid", "follow_suit", date(2026, 10, 8), id="small claim: two months"),
        pytest.param("payment_order_in_force", "follow_order", date(2026, 8, 18), id="payment order: fifteen days"),
    ],
)  # fmt: skip
def test_the_court_has_the_term_of_its_procedure(office: Flask, name: str, step: str, last: date) -> None:
    assert due(walked(name, step, at="2026-08-03T09:00"), "suit_trial") == last


def test_a_judgment_stands_when_nobody_appealed_in_fifteen_days(office: Flask) -> None:
    player = walked("judged_then_enforced", "await_effect", at="2026-08-03T09:00")
    assert due(player, "suit_effect") == date(2026, 8, 18)


def test_what_the_judgment_says_is_what_is_owed_and_it_says_it_of_everybody(office: Flask) -> None:
    play = scenario("civil_suit", "small_claim_already_paid", case="twelve_workers", verified={})
    register, _paid, judged, fix = play["steps"]
    everybody = [{"claim": str(serial), "verified": "5000.00"} for serial in range(1, 13)]
    whole = fix | {"answers": fix["answers"] | {"claims": everybody}}
    player = Player(play | {"steps": [register, judged, fix | {"refused": 422}, whole]})
    player.walk()
    assert [each.outstanding for each in ledgers.standings(player.case.id)] == [500_000] * 12


def test_the_term_of_performance_is_the_day_that_the_judgment_names_even_when_it_lies_behind(
    office: Flask,
) -> None:
    player = walked("award_not_annulled", "track_judgment", at="2026-08-03T09:00")
    assert due(player, "suit_performance") == date(2026, 7, 31)


def test_an_annulled_award_leaves_fifteen_days_to_sue(office: Flask) -> None:
    player = walked("award_annulled", "after_end", at="2026-08-03T09:00")
    assert due(player, "suit_again") == date(2026, 8, 18)


def test_a_worker_whose_award_is_contested_is_followed_into_the_suit(office: Flask) -> None:
    player = Player(scenario("arbitration_green", "nonfinal_then_suit"))
    player.walk()
    [suit] = queries.open_runs(player.case.id)
    assert suit.process == "civil_suit"


def test_a_claim_that_was_dismissed_leaves_nothing_owed(office: Flask) -> None:
    play = scenario("civil_suit", "small_claim_already_paid")
    play["steps"] = [step for step in play["steps"] if step["answers"].get("outcome") != "PAYMENT"]
    play["steps"][-1]["answers"]["claims"][0]["verified"] = "0.00"
    player = Player(play | {"end": {"result": "PAID"}})
    player.play()
    assert [each.outstanding for each in ledgers.standings(player.case.id)] == [0]
