"""Who is to be listed, what the gate of closing asks about it, and how the terms of the list run."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import actions as cases
from app.cases.models import Case
from app.cases.move import Move
from app.casework import advance, credit, questions
from app.db import db, transaction
from app.deadlines import operations as clocks
from app.deadlines import queries as deadlines
from app.documents import actions as documents
from app.ledgers import actions as ledgers
from tests import samples

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""What is told does not depend on the kind of database."""


@pytest.fixture
def case(office: Flask) -> Iterator[Case]:
    """One worker is owed 8,500 yuan for three months, and the order to pay ran out yesterday."""
    with transaction():
        case = samples.registered()
        ordered(case)
        yield case


def move_of(case: Case) -> Move:
    return Move(case=case, run_id=0, process="", today=clock.today(), answers={})


def ordered(case: Case, days: int = -1, method: str = "DIRECT") -> None:
    cases.set_fact(case, "order_due_on", (clock.today() + timedelta(days=days)).isoformat())
    documents.issue(move_of(case), "rectification_order")
    answers = {"method": method, "served_on": clock.today().isoformat()}
    documents.serve(move_of(case), "rectification_order", answers)


def told(case: Case) -> dict[str, object]:
    return questions.inputs("credit_listing", case)


OVERDUE = {"order_served": True, "order_expired": True, "unpaid": True, "mass_incident": False}


def test_an_unpaid_order_and_the_standard_of_the_province(case: Case) -> None:
    assert told(case) == OVERDUE | {"amount": "REACHED"}
    cases.set_fact(case, "mass_incident", True)
    assert told(case)["mass_incident"] is True


def test_a_province_without_a_standard_leaves_it_open(office: Flask) -> None:
    """K11: nothing is decided by the system in Anhui."""
    with transaction():
        case = samples.registered(region="341504")
        ordered(case)
        assert told(case) == OVERDUE | {"amount": "UNKNOWN"}
        assert questions.inputs("close_gate", case)["credit_due"] is False


def test_only_wages_of_migrant_workers_count(case: Case) -> None:
    case.claims[0].is_migrant = False
    assert (told(case)["unpaid"], told(case)["amount"]) == (False, "NOT_REACHED")


def test_what_was_paid_in_time_is_not_overdue(case: Case) -> None:
    ledgers.pay(case, {1: 8500_00}, source="EMPLOYER", paid_on=clock.today() - timedelta(days=1), by="test")
    assert told(case)["unpaid"] is False


def test_posting_up_orders_only_those_who_hide(office: Flask) -> None:
    """K12."""
    with transaction():
        case = samples.registered()
        ordered(case, method="POSTED_AND_PHOTOGRAPHED")
        assert told(case)["order_served"] is False
        cases.set_fact(case, "absconded", True)
        assert told(case)["order_served"] is True


def test_closing_waits_for_a_listing_that_is_due_until_it_is_under_way(case: Case) -> None:
    def gate() -> tuple[bool, bool]:
        asked = questions.inputs("close_gate", case)
        return asked["credit_due"], asked["credit_started"]

    def ended(result: str) -> None:
        row = advance.new_run(case, "credit_list", "test")
        row.status, row.result = "finished", result
        db.session.flush()

    assert gate() == (True, False)
    ended("NOT_DUE")  # it was asked too early
    assert gate() == (True, False)
    ended("NOT_LISTED")
    assert gate() == (True, True)


def test_the_term_of_the_decision_counts_from_the_last_day_of_the_order(case: Case) -> None:
    """令第45号第8条: 20 working days, 国庆 in between; extended once by 20 more."""
    cases.set_fact(case, "order_due_on", "2026-09-18")
    with clock.frozen(clock.start_of(date(2026, 9, 19))):
        credit.order_ended(move_of(case))
        clocks.start(move_of(case), "credit_decision", "决定期限", term="20WD", from_="credit_order_due_on")
        assert deadlines.due(case.id, "credit_decision") == date(2026, 10, 22)
        clocks.extend(move_of(case), "credit_decision", "20WD", "情况复杂", times="1")
        assert deadlines.due(case.id, "credit_decision") == date(2026, 11, 19)
        with pytest.raises(Exception, match="延长"):
            clocks.extend(move_of(case), "credit_decision", "20WD", "情况复杂", times="1")


def test_an_order_that_still_runs_starts_no_term(office: Flask) -> None:
    with transaction():
        case = samples.registered()
        ordered(case, days=0)
        with pytest.raises(credit.NoOrderRunOut):
            credit.order_ended(move_of(case))


def test_c13_listed_for_three_years(case: Case) -> None:
    cases.set_fact(case, "credit_decision_issued_on", "2026-10-19")
    clocks.start(move_of(case), "credit_listed", "列入期间", term="36M", from_="credit_decision_issued_on")
    assert deadlines.due(case.id, "credit_listed") == date(2029, 10, 19)


def test_early_removal_counts_from_the_newest_listing(case: Case) -> None:
    for name, value in (
        ("credit_decision_issued_on", "2026-10-19"),
        ("credit_corrected_on", "2026-11-10"),
        ("credit_corrected", True),
    ):
        cases.set_fact(case, name, value)
    assert questions.inputs("credit_removal", case)["listed_on"] == "2026-10-19"
    cases.set_fact(case, "credit_restoration_issued_on", "2027-06-01")
    assert questions.inputs("credit_removal", case)["listed_on"] == "2027-06-01"
    cases.set_fact(case, "credit_corrected", False)
    assert questions.inputs("credit_removal", case)["corrected_on"] is None


def test_who_is_listed_is_proposed_from_the_file(case: Case) -> None:
    employer = next(party for party in case.parties if party.role == "EMPLOYER")
    employer.legal_rep = "周示例"
    rows = [(row["name"], row["role"], row["uscc"]) for row in credit.persons(case)]
    assert rows == [(samples.EMPLOYER, "UNIT", samples.USCC), ("周示例", "LEGAL_REP", None)]
