"""The credit list (失信联合惩戒名单, 令第45号) and the yearly grade of an employer (守法诚信等级)."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.law import actions
from app.law.rules import months_full

JUNE = date(2026, 6, 15)
OVERDUE = {
    "order_served": True,
    "order_expired": True,
    "unpaid": True,
    "amount": "REACHED",
    "mass_incident": False,
}


def listing(on: date = JUNE, **changed: Any) -> actions.Decision:
    return actions.ask("credit_listing", "411221", on, OVERDUE | changed)


@pytest.mark.parametrize(
    ("changed", "result", "ground"),
    [
        pytest.param({}, "LIST", "AMOUNT", id="amount reached"),
        pytest.param({"mass_incident": True}, "LIST", "AMOUNT", id="amount and incident"),
        pytest.param(
            {"amount": "NOT_REACHED", "mass_incident": True}, "LIST", "INCIDENT", id="incident alone"
        ),
        pytest.param(
            {"amount": "UNKNOWN", "mass_incident": True}, "LIST", "INCIDENT", id="no standard, incident"
        ),
        pytest.param({"amount": "NOT_REACHED"}, "NOT", "NONE", id="small debt"),
        pytest.param({"unpaid": False}, "NOT", "NONE", id="paid in time"),
        pytest.param({"order_expired": False}, "NOT", "NONE", id="order still runs"),
        pytest.param(
            {"order_served": False, "mass_incident": True}, "NOT", "NONE", id="never ordered to pay"
        ),
    ],
)
def test_who_is_listed(changed: dict[str, Any], result: str, ground: str) -> None:
    decision = listing(**changed)
    assert (decision.status, decision.outputs) == ("decided", {"result": result, "ground": ground})


def test_where_the_standard_is_not_known_a_person_decides() -> None:
    assert listing(amount="UNKNOWN").status == "needs_decision"


def test_a_small_debt_is_not_let_off_before_somebody_said_whether_it_led_to_an_incident() -> None:
    assert listing(amount="NOT_REACHED", mass_incident=None).missing == ["mass_incident"]
    assert listing(mass_incident=None).outputs["result"] == "LIST"


def test_before_the_order_of_the_ministry_nobody_is_listed_by_it() -> None:
    assert listing(on=date(2021, 12, 31)).reason == "no_row"


FREE = {
    "listed_on": "2026-10-19",
    "corrected_on": "2026-11-10",
    "applied_on": "2027-05-10",
    "promised": True,
    "reoffended": False,
    "criminal": False,
}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({}, "NONE", id="C13"),
        pytest.param({"applied_on": "2027-05-09"}, "TOO_EARLY", id="C13 a day early"),
        pytest.param(
            {"corrected_on": "2026-09-01", "applied_on": "2027-04-18"}, "TOO_EARLY", id="since listing"
        ),
        pytest.param({"corrected_on": None}, "NOT_CORRECTED", id="not corrected"),
        pytest.param({"promised": False}, "NO_PROMISE", id="no promise"),
        pytest.param({"reoffended": True}, "REOFFENDED", id="again in arrears"),
        pytest.param({"criminal": True}, "CRIMINAL", id="criminal proceedings"),
    ],
)
def test_who_may_leave_early(changed: dict[str, Any], reason: str) -> None:
    outputs = actions.ask("credit_removal", "411221", JUNE, FREE | changed).outputs
    assert outputs == {"result": "ALLOWED" if reason == "NONE" else "REFUSED", "reason": reason}


def test_whether_he_may_leave_is_unknown_while_nobody_has_looked() -> None:
    decision = actions.ask("credit_removal", "411221", JUNE, FREE | {"criminal": None})
    assert (decision.status, decision.missing) == ("unknown", ["criminal"])


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 8, 31), date(2027, 2, 28), 6),
        (date(2026, 8, 31), date(2027, 2, 27), 5),
        (date(2026, 11, 10), date(2026, 11, 9), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
    ],
)
def test_a_month_ends_on_the_day_that_corresponds_or_on_its_last(start: date, end: date, months: int) -> None:
    assert months_full(start, end) == months


WRONGS = ("mass_incident", "child_or_forced_labour", "order_refused", "obstruction", "criminal")
SPOTLESS = dict.fromkeys(WRONGS, False)


@pytest.mark.parametrize(
    ("told", "grade", "reason"),
    [
        ({"punished": 0}, "A", "NO_VIOLATION"),
        ({"punished": 1}, "B", "PUNISHED"),
        ({"punished": 2}, "B", "PUNISHED"),
        ({"punished": 3}, "C", "THREE_TIMES"),
        ({"punished": 0, "mass_incident": True}, "C", "INCIDENT"),
        ({"punished": 1, "child_or_forced_labour": True}, "C", "CHILD_OR_FORCED_LABOUR"),
        ({"punished": 1, "order_refused": True}, "C", "ORDER_REFUSED"),
        ({"punished": 0, "obstruction": True}, "C", "OBSTRUCTION"),
        ({"punished": 2, "criminal": True}, "C", "CRIMINAL"),
    ],
)
def test_compliance_grade(law: Flask, told: dict[str, Any], grade: str, reason: str) -> None:
    answer = actions.evaluate("compliance_grade", "411221", JUNE, SPOTLESS | told)
    supervision = {"A": "LESS", "B": "NORMAL", "C": "FOCUS"}[grade]
    assert answer["outputs"] == {"grade": grade, "reason": reason, "supervision": supervision}


def test_a_good_grade_is_not_given_for_what_was_not_said() -> None:
    assert actions.ask("compliance_grade", "411221", JUNE, {"punished": 0}).missing == list(WRONGS)
    assert actions.ask("compliance_grade", "411221", JUNE, {"punished": 3}).outputs["grade"] == "C"


def test_a_grade_needs_the_number_of_punishments() -> None:
    assert actions.ask("compliance_grade", "411221", JUNE, {}).missing == ["punished"]
