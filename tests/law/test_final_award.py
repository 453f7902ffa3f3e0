"""终局裁决: each worker's item against twelve monthly minimum wages; and 先予执行."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.law import actions
from app.law.actions import Decision

TWELVE_WAGES = 2_160_000  # 1800.00 yuan a month in 411221


def awards(*items: tuple[str, str, int], region: str = "411221", on: date = date(2026, 8, 3)) -> Decision:
    facts = {"items": [{"worker": worker, "kind": kind, "amount": amount} for worker, kind, amount in items]}
    return actions.ask("final_award", region, on, facts)


def finals(decision: Decision) -> list[Any]:
    return [item["final"] for item in decision.outputs["items"]]


@pytest.mark.parametrize(
    ("amount", "final"),
    [pytest.param(TWELVE_WAGES, True, id="F01"), pytest.param(TWELVE_WAGES + 1, False, id="F02")],
)
def test_the_limit_itself_is_still_final(law: Flask, amount: int, final: bool) -> None:
    decision = awards(("甲", "WAGE", amount))
    assert finals(decision) == [final]
    assert decision.outputs["separate_awards"] is False


def test_f04_wages_above_and_compensation_below_are_awarded_separately(law: Flask) -> None:
    decision = awards(("甲", "WAGE", 3_000_000), ("甲", "COMPENSATION", 1_000_000))
    assert finals(decision) == [False, True]
    assert decision.outputs["separate_awards"] is True


def test_f06_one_paper_for_both_kinds_is_what_the_rule_forbids(law: Flask) -> None:
    decision = awards(("甲", "WAGE", 3_000_000), ("甲", "COMPENSATION", 1_000_000))
    assert decision.outputs["separate_awards"] is True
    assert any("办案规则第50条" in row["article"] for row in decision.rows)


def test_items_are_not_added_up(law: Flask) -> None:
    items = [("甲", "WAGE", TWELVE_WAGES), ("甲", "OVERTIME", TWELVE_WAGES), ("乙", "WAGE", TWELVE_WAGES)]
    assert finals(awards(*items)) == [True, True, True]


@pytest.mark.parametrize(("amount", "final"), [(TWELVE_WAGES, True), (TWELVE_WAGES + 1, False)])
def test_double_wage_counts_as_damages(law: Flask, amount: int, final: bool) -> None:
    decision = awards(("甲", "DOUBLE_WAGE", amount), ("甲", "WAGE", 1_000_000))
    assert finals(decision) == [final, True]
    assert any("办案规则第50条" in row["article"] for row in decision.rows)


@pytest.mark.parametrize(
    ("region", "on"),
    [
        pytest.param("341504", date(2026, 8, 3), id="no minimum wage known"),
        pytest.param("411221", date(2021, 12, 31), id="before the first known minimum wage"),
    ],
)
def test_without_a_minimum_wage_nothing_is_decided(law: Flask, region: str, on: date) -> None:
    decision = awards(("甲", "WAGE", 100), region=region, on=on)
    assert (decision.status, decision.missing) == ("unknown", ["param_minimum_wage"])


def test_a_township_has_the_minimum_wage_of_its_county(law: Flask) -> None:
    assert finals(awards(("甲", "WAGE", TWELVE_WAGES), region="411221901")) == [True]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(amounts=st.lists(st.integers(0, 2 * TWELVE_WAGES), min_size=1, max_size=12))
def test_each_item_stands_alone(law: Flask, amounts: list[int]) -> None:
    decision = awards(*[("甲", "WAGE", amount) for amount in amounts])
    expected = [amount <= TWELVE_WAGES for amount in amounts]
    assert finals(decision) == expected
    assert decision.outputs["separate_awards"] is (len(set(expected)) == 2)


@pytest.mark.parametrize(
    ("facts", "allowed", "reason"),
    [
        pytest.param({"applied": False}, False, "NOT_APPLIED", id="F07"),
        pytest.param({"security_given": False}, True, "NONE", id="F08"),
        pytest.param({"clear_rights": False}, False, "RIGHTS_UNCLEAR", id="rights unclear"),
        pytest.param({"hardship": False}, False, "NO_HARDSHIP", id="no hardship"),
    ],
)
def test_advance_execution(facts: dict[str, bool], allowed: bool, reason: str) -> None:
    usual = {"applied": True, "clear_rights": True, "hardship": True}
    decision = actions.ask("advance_execution", "411221", date(2026, 8, 3), usual | facts)
    assert decision.outputs == {"allowed": allowed, "reason": reason}
