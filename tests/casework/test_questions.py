"""What the rules are told about a case."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import actions as cases
from app.cases.models import Case
from app.cases.move import Move
from app.casework import questions
from app.db import transaction
from app.documents import actions as documents
from app.ledgers import actions as ledgers
from tests import samples

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""What is told does not depend on the kind of database."""


@pytest.fixture
def case(office: Flask) -> Iterator[Case]:
    with transaction():
        yield samples.registered("report")


def served(case: Case, kind: str, fact: str, days: int, method: str = "DIRECT") -> None:
    """An order to pay was served whose last day lies so many days from now."""
    move = Move(case=case, run_id=0, process="", today=clock.today(), answers={})
    cases.set_fact(case, fact, (clock.today() + timedelta(days=days)).isoformat())
    documents.issue(move, kind)
    documents.serve(move, kind, {"method": method, "served_on": clock.today().isoformat()})


def elements(case: Case) -> tuple[bool, bool, bool]:
    told = questions.inputs("criminal_threshold", case)
    return told["order_served"], told["order_posted"], told["order_expired"]


def test_no_order_is_no_order(case: Case) -> None:
    cases.set_fact(case, "order_due_on", clock.today().isoformat())
    assert elements(case) == (False, False, False)


def test_k08_an_order_that_has_not_run_out_is_waited_for(case: Case) -> None:
    served(case, "rectification_order", "order_due_on", 0)
    assert elements(case) == (True, False, False)


def test_an_order_to_produce_papers_is_no_order_to_pay(case: Case) -> None:
    served(case, "rectification_order", "order_due_on", -1)
    cases.set_fact(case, "order_kind", "PRODUCE")
    assert elements(case) == (False, False, False)
    cases.set_fact(case, "order_kind", "BOTH")
    assert elements(case) == (True, False, True)


def test_the_rectification_order_suffices_while_the_decision_still_runs(case: Case) -> None:
    """限期整改指令书: a decision that is being drafted, or has just been served, takes nothing away from it."""
    served(case, "rectification_order", "order_due_on", -1)
    cases.set_fact(case, "decision_due_on", (clock.today() + timedelta(days=15)).isoformat())
    assert elements(case) == (True, False, True)
    served(case, "decision", "decision_due_on", 15)
    assert elements(case) == (True, False, True)


def test_what_was_handed_over_proves_more_than_what_was_posted_up(case: Case) -> None:
    served(case, "rectification_order", "order_due_on", -5, "POSTED_AND_PHOTOGRAPHED")
    assert elements(case) == (False, True, True)
    served(case, "decision", "decision_due_on", -1)
    assert elements(case) == (True, False, True)


def test_materials_are_asked_for_once(case: Case) -> None:
    cases.set_fact(case, "missing_materials", True)
    assert questions.inputs("triage", case)["missing_materials"] is True
    cases.set_fact(case, "supplemented_on", clock.today().isoformat())
    assert questions.inputs("triage", case)["missing_materials"] is False


def test_a_ground_for_closing_needs_its_paper(case: Case) -> None:
    cases.set_fact(case, "close_ground", "批复")
    assert questions.inputs("close_gate", case)["approved_ground"] is False
    cases.set_fact(case, "close_ground_file", "file")
    assert questions.inputs("close_gate", case)["approved_ground"] is True


def test_what_the_debtor_still_owed_when_the_order_ran_out(office: Flask) -> None:
    with transaction():
        case = samples.registered()
        served(case, "rectification_order", "order_due_on", -1)
        ledgers.pay(case, {1: 500_00}, source="EMPLOYER", paid_on=clock.today(), by="test")
        assert questions.inputs("criminal_threshold", case)["workers"] == [{"owed": 8500_00, "months": 3}]
