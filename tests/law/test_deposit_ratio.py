"""工资保证金: Zhumadian's rule of 2017, Yeji's of 2018, Anhui's of 2022 and the national frame, each in its time."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.db import transaction
from app.law import actions
from app.law.actions import Decision

YEJI, MIANCHI, ZHUMADIAN = "341504", "411221", "411700"
WAN = 1_000_000  # fen in 万元
YI = 10_000 * WAN
NOTHING_AGAINST = {
    "arrears_last_year": 0,
    "arrears_last_two_years": 0,
    "blacklisted": False,
    "arrears_unresolved": False,
}


def deposit(region: str, on: date, contract: int, **history: Any) -> Decision:
    """The answer about a unit of which nothing else is known than ``history``, and that was asked about."""
    facts = {"contract_amount": contract, **NOTHING_AGAINST, **history}
    return actions.ask("deposit_ratio", region, on, facts)


@pytest.mark.parametrize(
    ("history", "yuan", "status"),
    [
        pytest.param({"clean_years": 1}, 100_000, "decided", id="B01"),
        pytest.param({"clean_years": 2}, 80_000, "decided", id="reduced to 40 percent, not by 40"),
        pytest.param({"clean_years": 3}, 0, "decided", id="B03"),
        pytest.param({"arrears_last_year": 1}, 250_000, "decided", id="B04"),
        pytest.param({"arrears_last_year": 2}, 250_000, "needs_decision", id="B05"),
        pytest.param({"arrears_last_year": 3}, 300_000, "decided", id="B06"),
        pytest.param({}, 200_000, "decided", id="no history"),
    ],
)
def test_yeji_2018(law: Flask, history: dict[str, int], yuan: int, status: str) -> None:
    decision = deposit(YEJI, date(2019, 6, 3), 1000 * WAN, **history)
    assert (decision.status, decision.outputs["amount"]) == (status, yuan * 100)


@pytest.mark.parametrize("contract", [3 * YI // 2, 5 * YI // 2, 299 * YI // 100])
def test_b07_anhui_caps_below_three_hundred_million(contract: int) -> None:
    assert deposit(YEJI, date(2022, 6, 1), contract).outputs["amount"] == 300 * WAN


@pytest.mark.parametrize(
    ("contract", "amount"), [(3 * YI, 300 * WAN), (5 * YI, 500 * WAN), (9 * YI, 500 * WAN)]
)
def test_anhui_from_three_hundred_million_on(contract: int, amount: int) -> None:
    assert deposit(YEJI, date(2022, 6, 1), contract).outputs["amount"] == amount


@pytest.fixture
def one_and_a_half(law: Flask) -> None:
    with transaction():
        actions.set_parameter("deposit_base_percent", MIANCHI, "1.5", date(2021, 11, 1))


@pytest.mark.parametrize(
    ("history", "rate", "yuan"),
    [
        pytest.param({"clean_years": 2}, 0.75, 75_000, id="B09"),
        pytest.param({}, 1.5, 150_000, id="usual"),
        pytest.param({"arrears_last_two_years": 1}, 2.25, 225_000, id="arrears raise by half"),
        pytest.param(
            {"blacklisted": True, "clean_years": 2}, 3, 300_000, id="a blacklisted firm pays double"
        ),
    ],
)
def test_national_frame(one_and_a_half: None, history: dict[str, Any], rate: float, yuan: int) -> None:
    outputs = deposit(MIANCHI, date(2026, 8, 3), 1000 * WAN, **history).outputs
    assert outputs == {"rate_percent": rate, "amount": yuan * 100}


def test_arrears_of_the_last_year_are_arrears_of_the_last_two(one_and_a_half: None) -> None:
    decision = deposit(MIANCHI, date(2026, 8, 3), 1000 * WAN, arrears_last_year=1)
    assert decision.outputs["rate_percent"] == 2.25


@pytest.fixture
def two_percent(law: Flask) -> None:
    with transaction():
        actions.set_parameter("deposit_base_percent", "411700", "2", date(2017, 6, 6))


@pytest.mark.parametrize(
    ("history", "status"),
    [
        pytest.param({}, "decided", id="no history: in full"),
        pytest.param({"arrears_last_two_years": 1}, "decided", id="arrears that were settled: in full"),
        pytest.param(
            {"arrears_last_two_years": 1, "arrears_unresolved": True}, "needs_decision", id="still owing"
        ),
        pytest.param(
            {"clean_years": 2, "registered_here": True}, "needs_decision", id="a local firm, clean for two"
        ),
        pytest.param(
            {"clean_years": 2}, "needs_decision", id="the reduction for local firms only is in doubt"
        ),
    ],
)
def test_zhumadian_2017(two_percent: None, history: dict[str, Any], status: str) -> None:
    decision = deposit(ZHUMADIAN, date(2019, 6, 3), 1000 * WAN, **history)
    assert (decision.status, decision.outputs["amount"]) == (status, 200_000 * 100)


def test_the_national_rule_replaced_zhumadians(two_percent: None) -> None:
    decision = deposit(ZHUMADIAN, date(2021, 11, 1), 1000 * WAN, clean_years=2)
    assert (decision.status, decision.outputs["amount"]) == ("decided", 100_000 * 100)


@pytest.mark.parametrize(("region", "on"), [(MIANCHI, date(2021, 10, 31)), ("110000", date(2019, 6, 3))])
def test_where_and_when_nothing_is_laid_down_nothing_is_decided(law: Flask, region: str, on: date) -> None:
    assert deposit(region, on, 1000 * WAN).reason == "no_row"


def test_b11_below_three_million_without_arrears_is_exempt(law: Flask) -> None:
    decision = deposit(MIANCHI, date(2026, 8, 3), 29_999 * WAN // 100)
    assert (decision.status, decision.outputs) == ("decided", {"rate_percent": 0, "amount": 0})


def test_b11_three_million_is_not_exempt(law: Flask, one_and_a_half: None) -> None:
    assert deposit(MIANCHI, date(2026, 8, 3), 300 * WAN).outputs["amount"] == 45_000 * 100


def test_without_a_local_rate_nothing_is_decided(law: Flask) -> None:
    decision = deposit(MIANCHI, date(2026, 8, 3), 300 * WAN)
    assert (decision.status, decision.missing) == ("unknown", ["param_deposit_base_percent"])


@pytest.mark.parametrize("history", [{"clean_years": 3}, {"other_project_here": True}])
def test_what_the_authority_may_grant_is_not_granted_by_the_table(
    one_and_a_half: None, history: dict[str, Any]
) -> None:
    assert deposit(MIANCHI, date(2026, 8, 3), 1000 * WAN, **history).status == "needs_decision"


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        pytest.param(
            {}, ["arrears_last_year", "arrears_last_two_years", "blacklisted"], id="nothing was said"
        ),
        pytest.param({"arrears_last_year": 0}, ["arrears_last_two_years", "blacklisted"], id="of one year"),
        pytest.param({"arrears_last_two_years": 0}, ["blacklisted"], id="two years contain the last one"),
        pytest.param({"clean_years": 2}, ["blacklisted"], id="clean, but perhaps listed"),
    ],
)
def test_nobody_is_exempt_or_pays_less_because_something_was_not_said(
    one_and_a_half: None, told: dict[str, Any], missing: list[str]
) -> None:
    """B11: exempt is who had no arrears, not who said nothing of them."""
    facts = {"contract_amount": 200 * WAN, **told}
    decision = actions.ask("deposit_ratio", MIANCHI, date(2026, 8, 3), facts)
    assert (decision.status, decision.reason, decision.missing) == ("unknown", "missing_input", missing)


@pytest.mark.parametrize(
    ("told", "yuan"),
    [
        pytest.param({"clean_years": 1}, 100_000, id="B01: clean for a year says there was no case in it"),
        pytest.param({"arrears_last_year": 1}, 250_000, id="B04: what the rule does not ask is not needed"),
    ],
)
def test_what_follows_from_what_was_said_need_not_be_said(
    law: Flask, told: dict[str, Any], yuan: int
) -> None:
    decision = actions.ask("deposit_ratio", YEJI, date(2019, 6, 3), {"contract_amount": 1000 * WAN, **told})
    assert (decision.status, decision.outputs["amount"]) == ("decided", yuan * 100)


def test_whether_arrears_are_settled_is_asked_where_the_rule_turns_on_it(two_percent: None) -> None:
    decision = deposit(ZHUMADIAN, date(2019, 6, 3), 1000 * WAN, arrears_unresolved=None)
    assert (decision.status, decision.missing) == ("unknown", ["arrears_unresolved"])
