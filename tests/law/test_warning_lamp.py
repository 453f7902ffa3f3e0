"""欠薪预警 (P16): the colour of each signal follows the region's own thresholds; the worst is the warning's."""

from datetime import date

import pytest
from flask import Flask

from app.db import transaction
from app.law import actions
from app.law.actions import Decision

ON = date(2026, 8, 3)
BAOFENG, YEJI = "410482", "341504"
THRESHOLDS = {
    "warning_yellow_months": "1", "warning_red_months": "3",
    "warning_yellow_percent": "10", "warning_red_percent": "30",
    "warning_yellow_count": "3", "warning_red_count": "10",
    "warning_yellow_days": "30", "warning_red_days": "7",
}  # fmt: skip


@pytest.fixture
def henan(law: Flask) -> None:
    with transaction():
        for name, value in THRESHOLDS.items():
            actions.set_parameter(name, "410000", value, date(2026, 1, 1))


def warn(*signals: tuple[str, int], region: str = BAOFENG) -> Decision:
    told = [{"signal": signal, "figure": figure} for signal, figure in signals]
    return actions.ask("warning_lamp", region, ON, {"signals": told})


@pytest.mark.parametrize(
    ("signal", "blue", "yellow", "red"),
    [
        ("ACCOUNT_NOT_FUNDED", (0,), (1, 2), (3, 9)),
        ("WAGES_NOT_PAID", (0,), (1, 2), (3, 9)),
        ("UTILITY_ARREARS", (0,), (1, 2), (3, 9)),
        ("TAX_ARREARS", (0,), (1, 2), (3, 9)),
        ("LOAN_ARREARS", (0,), (1, 2), (3, 9)),
        ("HEAD_COUNT_GAP", (0, 9), (10, 29), (30, 100)),
        ("BALANCE_SHORT", (0, 9), (10, 29), (30, 100)),
        ("COMPLAINTS", (0, 2), (3, 9), (10, 50)),
        ("GUARANTEE_EXPIRING", (31, 90), (8, 30), (0, 7)),
    ],
)
def test_a_signal_reaches_a_colour_with_the_threshold_itself(
    henan: None, signal: str, blue: tuple[int, ...], yellow: tuple[int, ...], red: tuple[int, ...]
) -> None:
    wanted = {**dict.fromkeys(blue, "BLUE"), **dict.fromkeys(yellow, "YELLOW"), **dict.fromkeys(red, "RED")}
    assert {figure: warn((signal, figure)).outputs["lamp"] for figure in wanted} == wanted


def test_the_worst_signal_is_the_warnings_colour(henan: None) -> None:
    decision = warn(("TAX_ARREARS", 0), ("WAGES_NOT_PAID", 3), ("COMPLAINTS", 4))
    assert (decision.status, decision.outputs["lamp"]) == ("decided", "RED")
    assert [row["lamp"] for row in decision.outputs["signals"]] == ["BLUE", "RED", "YELLOW"]


def test_a_banks_report_is_weighed_by_a_person(henan: None) -> None:
    decision = warn(("BANK_REPORT", 0))
    assert (decision.status, decision.outputs["lamp"]) == ("needs_decision", None)
    assert warn(("BANK_REPORT", 0), ("WAGES_NOT_PAID", 1)).status == "needs_decision"


def test_where_the_region_has_set_no_thresholds_nothing_is_guessed(henan: None) -> None:
    decision = warn(("WAGES_NOT_PAID", 6), region=YEJI)
    assert (decision.status, decision.reason, decision.outputs) == ("unknown", "missing_parameter", {})
    assert "param_warning_red_months" in decision.missing


def test_without_a_signal_there_is_no_warning(henan: None) -> None:
    decision = actions.ask("warning_lamp", BAOFENG, ON, {"signals": None})
    assert (decision.status, decision.missing) == ("unknown", ["signals"])
