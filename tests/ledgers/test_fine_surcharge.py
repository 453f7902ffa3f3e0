"""加处罚款: three per cent of the fine a day, never more than the fine, nothing while it is under review (72、73条)."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from flask import Flask

from app import clock
from app.cases import actions as cases
from app.cases.models import Case
from app.cases.move import Move
from app.db import transaction
from app.engine.operations import find
from app.ledgers import penalty
from app.ledgers.rules import days_late, fine_surcharge
from tests.documents import samples

DUE = date(2026, 9, 1)
FINE = 10_000_00


@pytest.mark.parametrize(
    ("day", "added"), [(0, 0), (1, 300_00), (33, 9_900_00), (34, 10_000_00), (400, 10_000_00)]
)
def test_three_per_cent_a_day_up_to_the_fine(day: int, added: int) -> None:
    days = days_late(DUE, DUE + timedelta(days=day), ())
    assert fine_surcharge(FINE, days, Fraction(3), Fraction(100)) == added


def test_days_under_review_are_not_counted() -> None:
    review = [(DUE + timedelta(days=3), DUE + timedelta(days=8))]
    assert days_late(DUE, DUE + timedelta(days=10), review) == 5
    assert days_late(DUE, DUE + timedelta(days=10), [(DUE + timedelta(days=3), None)]) == 2
    assert days_late(DUE, DUE + timedelta(days=10), [*review, (DUE + timedelta(days=5), DUE)]) == 5


@pytest.fixture
def fined(office: Flask) -> Case:
    with transaction():
        case = samples.a_case()
        cases.set_fact(case, "fine", FINE)
        cases.set_fact(case, "fine_due_on", DUE.isoformat())
    return case


@pytest.fixture
def on(fined: Case) -> Callable[..., str]:
    def act(days: int, word: str = "", **said: object) -> str:
        """Something happens so many days after the fine was due; what is then added, in yuan."""
        with clock.frozen(clock.start_of(DUE + timedelta(days=days))), transaction():
            move = Move(fined, 1, "penalty_collection", clock.today())
            if word == "fine.record":
                find("answer", word).function(move, said)
            elif word:
                find("operation", word).function(move, **said)
            return str(find("prefill", "penalty.surcharge").function(fined))

    return act


def test_the_surcharge_grows_until_the_fine_is_paid(fined: Case, on: Callable[..., str]) -> None:
    assert [on(0), on(1), on(33), on(34)] == ["0.00", "300.00", "9900.00", "10000.00"]
    on(2, "fine.record", amount=FINE, paid_on="2026-09-03")
    assert on(30) == "600.00"
    assert penalty.to_pay(fined, DUE + timedelta(days=30)) == 600_00
    on(30, "fine.record", amount=500_00, waived=100_00)
    assert penalty.to_pay(fined, DUE + timedelta(days=30)) == 0


def test_reconsideration_and_suit_stop_it_while_they_last(fined: Case, on: Callable[..., str]) -> None:
    with transaction():
        cases.set_fact(fined, "review_filed_on", "2026-09-04")
        cases.set_fact(fined, "review_ended_on", "2026-09-20")
    on(3, "fine.suspend", since="review_filed_on")
    assert on(15) == "600.00"
    on(19, "fine.resume", until="review_ended_on")
    assert on(19) == "900.00"
