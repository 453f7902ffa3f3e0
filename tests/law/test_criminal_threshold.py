"""拒不支付劳动报酬罪数额标准: Henan 8000 and 40000 yuan, national three months and ten workers."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.law import actions, queries
from app.law.actions import Decision

MIANCHI, YEJI = "411221", "341504"
REFUSED = {
    "order_served": True,
    "order_expired": True,
    "evading": True,
    "able_to_pay": False,
    "paid_before_filing": False,
}


def workers(*debts: tuple[int, int]) -> list[dict[str, int]]:
    """Workers by (fen owed, months unpaid)."""
    return [{"owed": owed, "months": months} for owed, months in debts]


TEN = workers(*[(400_000, 1)] * 10)


def threshold(debts: list[dict[str, int]], region: str = MIANCHI, **changed: Any) -> Decision:
    facts = {"workers": debts, **REFUSED, **changed}
    return actions.ask("criminal_threshold", region, date(2026, 8, 3), facts)


@pytest.mark.parametrize(
    ("debts", "result"),
    [
        pytest.param(workers((800_000, 3)), "MET", id="K01"),
        pytest.param(workers((799_999, 3)), "NOT_MET", id="K02"),
        pytest.param(TEN, "MET", id="K04"),
        pytest.param(workers(*[(400_000, 1)] * 9, (399_999, 1)), "NOT_MET", id="K05"),
        pytest.param(workers((9_000_000, 2)), "NOT_MET", id="one worker, large, but two months"),
        pytest.param(workers(*[(2_000_000, 2)] * 9), "NOT_MET", id="nine workers do not count together"),
        pytest.param(workers((900_000, 2), (800_000, 4)), "MET", id="the larger debt is not the older one"),
        pytest.param(workers(*[(400_000, 1)] * 10, (0, 12)), "MET", id="who is owed nothing is no obstacle"),
        pytest.param(
            workers(*[(450_000, 1)] * 9, (0, 1)), "NOT_MET", id="who is owed nothing is not counted"
        ),
    ],
)
def test_amounts(law: Flask, debts: list[dict[str, int]], result: str) -> None:
    assert threshold(debts).outputs["result"] == result


@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        ({"order_served": False}, "ORDER_FIRST"),
        ({"order_expired": False}, "AWAIT_ORDER"),
        ({"evading": False}, "PROVE_REFUSAL"),
    ],
)
def test_k08_no_transfer_is_proposed_while_an_element_is_missing(
    law: Flask, missing: dict[str, bool], advice: str
) -> None:
    assert threshold(TEN, **missing).outputs == {"result": "MISSING", "advice": advice}


def test_k09_paid_before_filing_need_not_be_transferred(law: Flask) -> None:
    decision = threshold(TEN, paid_before_filing=True)
    assert decision.outputs == {"result": "NOT_MET", "advice": "MAY_NOT_TRANSFER"}
    assert "须正职决定并记录" in decision.rows[-1]["text"]


def test_k10_the_rule_does_not_ask_who_the_debtor_is(law: Flask) -> None:
    asked = {field.name for field in queries.rule("criminal_threshold").form.fields}
    assert asked == {"workers", "order_posted", *REFUSED}
    assert threshold(TEN).outputs["result"] == "MET"


def test_k11_without_a_provincial_amount_nothing_is_decided(law: Flask) -> None:
    decision = threshold(TEN, YEJI)
    assert (decision.status, decision.reason) == ("unknown", "missing_parameter")
    assert decision.missing == ["param_criminal_one", "param_criminal_ten"]
    assert decision.outputs == {}


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        pytest.param({"evading": True}, "MET", id="K12"),
        pytest.param(
            {"evading": True, "order_expired": False}, "MISSING", id="K12 the term runs from posting"
        ),
        pytest.param({"evading": False, "able_to_pay": True}, "MISSING", id="posting is for those who hide"),
    ],
)
def test_a_posted_order_counts_as_served_for_who_hides(
    law: Flask, facts: dict[str, bool], result: str
) -> None:
    assert threshold(TEN, order_served=False, order_posted=True, **facts).outputs["result"] == result


def test_the_amount_is_marked_as_to_be_confirmed_and_the_article_cited(law: Flask) -> None:
    decision = threshold(workers((800_000, 3)))
    assert {each["name"]: each["status"] for each in decision.parameters} == {
        "criminal_one": "unconfirmed",
        "criminal_ten": "unconfirmed",
    }
    assert decision.rows[0] == {
        "id": "one_met",
        "article": "刑法第276条之一；法释〔2013〕3号第3条第1项",
        "text": "一人满3个月达到数额；责令支付仍不支付，提示移送，由正职批准",
    }


debt = st.tuples(st.integers(0, 2_000_000), st.integers(0, 12))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    debts=st.lists(debt, max_size=14),
    which=st.integers(0, 13),
    more=st.integers(0, 10**6),
    later=st.integers(0, 6),
)
def test_owing_more_or_longer_never_leads_below_the_threshold(
    law: Flask, debts: list[tuple[int, int]], which: int, more: int, later: int
) -> None:
    before = threshold(workers(*debts)).outputs["result"]
    if debts:
        owed, months = debts[which % len(debts)]
        debts[which % len(debts)] = (owed + more, months + later)
    after = threshold(workers(*debts)).outputs["result"]
    assert (before, after) in {("NOT_MET", "NOT_MET"), ("NOT_MET", "MET"), ("MET", "MET")}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(debts=st.lists(debt, max_size=14))
def test_the_threshold_is_one_worker_or_ten_together(law: Flask, debts: list[tuple[int, int]]) -> None:
    owing = [(owed, months) for owed, months in debts if owed]
    alone = any(owed >= 800_000 and months >= 3 for owed, months in owing)
    together = len(owing) >= 10 and sum(owed for owed, _ in owing) >= 4_000_000
    assert threshold(workers(*debts)).outputs["result"] == ("MET" if alone or together else "NOT_MET")
