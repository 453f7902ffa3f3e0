"""动用与保函: when a wage deposit may be drawn on (65号文16、19条), and whether a guarantee holds (15、17条)."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.law import actions
from app.law.actions import Decision

DAY = date(2026, 8, 3)
REFUSED = {
    "unpaid": True, "order_served": True, "decision_service": "SERVED", "obliged": "CONTRACTOR_ADVANCES",
    "decision_expired": True,
}  # fmt: skip


def draw(on: date = DAY, **changed: Any) -> Decision:
    return actions.ask("deposit_draw_ready", "411221", on, REFUSED | changed)


@pytest.mark.parametrize("obliged", ["CONTRACTOR_PAYS", "CONTRACTOR_ADVANCES"])
def test_a_decision_served_and_not_obeyed_opens_the_deposit(law: Flask, obliged: str) -> None:
    decision = draw(obliged=obliged)
    assert (decision.status, decision.outputs) == ("decided", {"ready": True, "reason": "READY"})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"decision_service": "NONE"}, "ORDER_ONLY", id="B13"),
        pytest.param({"decision_service": "NONE", "order_served": False}, "NO_DECISION", id="nothing served"),
        pytest.param({"obliged": "OTHER"}, "CONTRACTOR_NOT_ORDERED", id="another was ordered to pay"),
        pytest.param({"decision_expired": False}, "NOT_DUE", id="the term still runs"),
        pytest.param({"unpaid": False}, "NOTHING_OWED", id="paid"),
    ],
)
def test_otherwise_it_stays_closed(law: Flask, changed: dict[str, Any], reason: str) -> None:
    decision = draw(**changed)
    assert (decision.status, decision.outputs) == ("decided", {"ready": False, "reason": reason})


def test_b13_says_by_which_article(law: Flask) -> None:
    (row,) = draw(decision_service="NONE").rows
    assert "人社部发〔2021〕65号" in row["article"]
    assert "限期整改指令书" in row["text"]


def test_a_decision_only_posted_up_is_for_legal_review(law: Flask) -> None:
    assert draw(decision_service="POSTED").status == "needs_decision"


def test_before_the_national_rule_nothing_is_decided(law: Flask) -> None:
    assert draw(on=date(2021, 10, 31)).reason == "no_row"


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        pytest.param({}, "VALID", id="valid"),
        pytest.param({"contract_months": 18, "guarantee_months": 12}, "SHORTER_THAN_CONTRACT", id="B14"),
        pytest.param({"contract_months": 6, "guarantee_months": 11}, "BELOW_ONE_YEAR", id="under a year"),
        pytest.param(
            {"contract_months": 6, "guarantee_months": 12}, "VALID", id="a year for a short contract"
        ),
        pytest.param({"amount": 9_999_999}, "TOO_SMALL", id="one fen short"),
        pytest.param({"expired": True}, "EXPIRED", id="expired"),
    ],
)
def test_a_guarantee_covers_the_amount_and_the_contract(
    law: Flask, changed: dict[str, Any], result: str
) -> None:
    facts = {"expired": False, "amount": 10_000_000, "required": 10_000_000}
    months = {"guarantee_months": 18, "contract_months": 18}
    assert actions.ask("deposit_guarantee", "411221", DAY, facts | months | changed).outputs == {
        "result": result
    }
