"""群体性事件分级 and 挂牌督办提示: what a region has set decides, and where it has set nothing a person does."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.db import transaction
from app.law import actions
from app.law.actions import Decision

ON = date(2026, 8, 3)
QUIET: dict[str, Any] = {
    "head_count": 1,
    "amount": 100,
    "overdue_count": 0,
    "media": False,
    "superior_order": False,
}


def incident(head_count: int | None, extreme: bool | None, region: str = "411221") -> Decision:
    return actions.ask("incident_level", region, ON, {"head_count": head_count, "extreme": extreme})


@pytest.mark.parametrize(
    ("head_count", "extreme", "level", "upgraded"),
    [
        (9, False, "III", False),
        (9, True, "II", True),
        (10, False, "II", False),
        (29, False, "II", False),
        (29, True, "I", True),
        (30, False, "I", False),
        (30, True, "I", False),
    ],
)
def test_extreme_acts_lift_an_incident_by_one_level(
    law: Flask, head_count: int, extreme: bool, level: str, upgraded: bool
) -> None:
    """极端行为一票升级; 以上含本数."""
    decision = incident(head_count, extreme)
    assert decision.status == "decided"
    assert decision.outputs == {"level": level, "upgraded": upgraded}


def test_the_thresholds_of_the_county_are_shown_as_unconfirmed(law: Flask) -> None:
    assert {row["name"]: row["status"] for row in incident(10, False).parameters} == {
        "incident_one_count": "unconfirmed",
        "incident_two_count": "unconfirmed",
    }


@pytest.mark.parametrize("region", ["341504", "411200", "410000"])
def test_a_region_without_its_own_grading_gets_none(law: Flask, region: str) -> None:
    """没有全国统一人数线: the grading of one county is not that of another, nor of the city above it."""
    decision = incident(3000, True, region)
    assert (decision.status, decision.reason, decision.outputs) == ("unknown", "missing_parameter", {})
    assert decision.missing == ["param_incident_one_count", "param_incident_two_count"]


def test_what_was_not_reported_is_not_guessed(law: Flask) -> None:
    assert incident(None, True).missing == ["head_count"]
    assert incident(50, None).missing == ["extreme"]


@pytest.fixture
def graded(law: Flask) -> Flask:
    """A region that has set its thresholds: 20 people or 500,000 yuan."""
    with transaction():
        for name, value in (("listed_head_count", "20"), ("listed_amount", "500000")):
            actions.set_parameter(name, "411221", value, date(2026, 1, 1), by="legal")
    return law


def listed(region: str = "411221", **facts: Any) -> Decision:
    return actions.ask("listed_supervision", region, ON, QUIET | facts)


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ({}, "NONE"),
        ({"head_count": 19, "amount": 499_999_99, "overdue_count": 1}, "NONE"),
        ({"head_count": 20}, "PEOPLE"),
        ({"amount": 500_000_00}, "AMOUNT"),
        ({"overdue_count": 2}, "OVERDUE"),
        ({"media": True}, "MEDIA"),
        ({"superior_order": True, "media": True, "head_count": 500}, "SUPERIOR"),
    ],
)
def test_any_one_ground_proposes_listed_supervision(
    graded: Flask, facts: dict[str, Any], ground: str
) -> None:
    decision = listed(**facts)
    assert decision.status == "decided"
    proposal = "NONE" if ground == "NONE" else "SUPERVISE"
    assert decision.outputs == {"proposal": proposal, "ground": ground}


def test_no_thresholds_ship_so_whether_to_report_is_a_persons_decision(law: Flask) -> None:
    decision = listed(head_count=500, amount=10_000_000_00)
    assert (decision.status, decision.reason) == ("unknown", "missing_parameter")
    assert decision.missing == ["param_listed_amount", "param_listed_head_count"]


def test_thresholds_of_one_county_do_not_hold_in_another(graded: Flask) -> None:
    assert listed("410482", head_count=500).status == "unknown"
