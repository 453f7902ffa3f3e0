"""The rules that move a case: where a complaint goes, who pays, what an advance may be, when a case may be closed."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.law import actions
from app.law.rules import covers, years_begun

JUNE = date(2026, 6, 15)


def route(on: date = JUNE, **changed: Any) -> str:
    facts = {
        "within_jurisdiction": True,
        "missing_materials": False,
        "continuing": True,
        "received_on": on,
    }
    return str(actions.ask("triage", "411221", on, facts | changed).outputs["route"])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"continuing": False, "violation_ended_on": date(2023, 5, 31)}, "OVER_TIME", id="R01"),
        pytest.param({"violation_ended_on": date(2023, 5, 31)}, "INSPECTION", id="R02"),
        pytest.param({"arbitration_filed": True}, "GUIDE_ARBITRATION", id="R03"),
        pytest.param({"within_jurisdiction": covers("341504", "411221")}, "ELSEWHERE", id="R05"),
        pytest.param({"within_jurisdiction": covers("411221", "411221901")}, "INSPECTION", id="our township"),
        pytest.param({"lawsuit_filed": True}, "GUIDE_COURT", id="lawsuit"),
        pytest.param({"mediation_filed": True}, "GUIDE_ARBITRATION", id="mediation filed"),
        pytest.param({"labour_relation_disputed": True}, "GUIDE_ARBITRATION", id="labour relation disputed"),
        pytest.param({"missing_materials": True}, "SUPPLEMENT", id="materials missing"),
        pytest.param({"project_money_dispute": True}, "NOT_WAGES", id="project money"),
        pytest.param({"wants_mediation": True, "simple": True}, "MEDIATION", id="simple and willing"),
        pytest.param({"wants_mediation": True}, "INSPECTION", id="willing but not simple"),
        pytest.param({"simple": True}, "INSPECTION", id="nobody is made to mediate"),
        pytest.param(
            {"within_jurisdiction": False, "missing_materials": True},
            "ELSEWHERE",
            id="hand over before asking",
        ),
    ],
)
def test_triage(facts: dict[str, Any], expected: str) -> None:
    assert route(**facts) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [(date(2026, 5, 10), "INSPECTION"), (date(2026, 5, 11), "OVER_TIME")],
)
def test_two_years_end_on_the_second_anniversary(received: date, expected: str) -> None:
    assert route(received, continuing=False, violation_ended_on=date(2024, 5, 10)) == expected


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2024-05-10", "2024-05-10", 0),
        ("2024-05-10", "2024-05-11", 1),
        ("2024-05-10", "2025-05-10", 1),
        ("2024-02-29", "2026-02-28", 2),
        ("2024-02-29", "2026-03-01", 3),
    ],
)
def test_years_begun(start: str, end: str, years: int) -> None:
    assert years_begun(start, end) == years


def test_triage_without_the_date_the_violation_ended_is_unknown() -> None:
    facts = {
        "within_jurisdiction": True,
        "missing_materials": False,
        "continuing": False,
        "received_on": JUNE,
    }
    decision = actions.ask("triage", "411221", JUNE, facts)
    assert (decision.status, decision.reason) == ("unknown", "missing_input")
    assert decision.missing == ["violation_ended_on"]


@pytest.mark.parametrize(
    ("situation", "payer", "cap", "recourse"),
    [
        ("EMPLOYER_ARREARS", "EMPLOYER", "NONE", "NONE"),
        ("SUBCONTRACTOR_ARREARS", "CONTRACTOR", "NONE", "SUBCONTRACTOR"),
        ("OWNER_UNDERPAID", "OWNER", "UNSETTLED_AMOUNT", "CONTRACTOR"),
        ("ILLEGAL_PROJECT", "OWNER", "NONE", "NONE"),
        ("INVESTOR_LIABLE", "INVESTOR", "NONE", "NONE"),
    ],
)
def test_liability(situation: str, payer: str, cap: str, recourse: str) -> None:
    outputs = actions.ask("liability", "341504", JUNE, {"situation": situation}).outputs
    assert (outputs["payer"], outputs["cap"], outputs["recourse_against"]) == (payer, cap, recourse)


def test_r09_missing_government_money_is_reported_and_the_owner_still_pays() -> None:
    outputs = actions.ask("liability", "411221", JUNE, {"situation": "GOV_FUNDS_MISSING"}).outputs
    assert outputs["government_order"] is True
    assert outputs["payer"] == "OWNER"


@pytest.mark.parametrize(
    ("on", "status"),
    [(date(2026, 6, 30), "needs_decision"), (date(2026, 7, 1), "decided")],
)
def test_r06_wages_of_the_over_aged_before_the_new_order_need_a_legal_opinion(on: date, status: str) -> None:
    assert actions.ask("liability", "411221", on, {"situation": "OVER_AGE"}).status == status


def test_the_article_is_the_one_in_force_on_the_day() -> None:
    before, after = (
        actions.ask("liability", "411221", on, {"situation": "NAME_LENT"}).rows[0]["article"]
        for on in (date(2025, 8, 31), date(2025, 9, 1))
    )
    assert "法释〔2025〕12号" not in before
    assert "法释〔2025〕12号第2条" in after


def test_before_a_rule_existed_nothing_is_decided() -> None:
    decision = actions.ask("liability", "411221", date(2020, 4, 30), {"situation": "EMPLOYER_ARREARS"})
    assert (decision.status, decision.reason, decision.outputs) == ("unknown", "no_row", {})


@pytest.mark.parametrize(
    ("owed", "cap"), [(850_000, 170_000), (900_000, 180_000), (900_001, 180_000), (99, 19)]
)
def test_advance_cap_is_a_fifth_but_at_most_one_minimum_wage(law: Flask, owed: int, cap: int) -> None:
    assert actions.ask("advance_cap", "411221", JUNE, {"owed": owed}).outputs == {"cap": cap}


def test_advance_cap_is_unknown_where_the_region_has_set_none(law: Flask) -> None:
    decision = actions.ask("advance_cap", "341504", JUNE, {"owed": 850_000})
    assert decision.status == "unknown"
    assert "param_advance_share_percent" in decision.missing


DONE = {
    "balance": 0,
    "open_runs": 0,
    "credit_due": False,
    "advances_outstanding": 0,
    "complainant_told": True,
    "reviewer_is_handler": False,
}


@pytest.mark.parametrize(
    ("facts", "gate", "reason"),
    [
        ({}, "OPEN", "NONE"),
        ({"balance": 1}, "HELD", "BALANCE"),
        ({"balance": 1, "approved_ground": True}, "OPEN", "NONE"),
        ({"open_runs": 1}, "HELD", "OPEN_RUNS"),
        ({"advances_outstanding": 1}, "HELD", "RECOVERY"),
        ({"advances_outstanding": 1, "recovery_filed": True}, "OPEN", "NONE"),
        ({"complainant_told": False}, "HELD", "COMPLAINANT"),
        ({"credit_due": True}, "HELD", "CREDIT"),
        ({"credit_due": True, "credit_started": True}, "OPEN", "NONE"),
        ({"reviewer_is_handler": True}, "HELD", "REVIEWER"),
    ],
)
def test_close_gate_says_what_must_be_settled_first(facts: dict[str, Any], gate: str, reason: str) -> None:
    assert actions.ask("close_gate", "411221", JUNE, DONE | facts).outputs == {"gate": gate, "reason": reason}


@pytest.mark.parametrize("unsaid", ["open_runs", "credit_due"])
def test_a_case_is_not_closed_before_somebody_looked_for_what_is_open(unsaid: str) -> None:
    decision = actions.ask("close_gate", "411221", JUNE, DONE | {unsaid: None})
    assert (decision.status, decision.missing) == ("unknown", [unsaid])
    assert actions.ask("close_gate", "411221", JUNE, DONE | {unsaid: None, "balance": 1}).status == "decided"


@pytest.mark.parametrize(
    ("ground", "person", "fine"),
    [
        ("REFUSAL", False, (2_000_00, 20_000_00)),
        ("CARD_HELD", False, (20_000_00, 50_000_00)),
        ("CARD_HELD", True, (10_000_00, 30_000_00)),
        ("NO_ACCOUNT", False, (50_000_00, 100_000_00)),
        ("OWNER", False, (50_000_00, 100_000_00)),
    ],
)
def test_the_range_of_a_fine(law: Flask, ground: str, person: bool, fine: tuple[int, int]) -> None:
    outputs = actions.ask("fine_range", "411221", JUNE, {"ground": ground, "person": person}).outputs
    assert (outputs["least"], outputs["most"]) == fine


def test_refusing_the_inquirys_answer_costs_what_the_province_says(law: Flask) -> None:
    """河南省劳动保障监察条例24条; the other grounds hold there as everywhere, and elsewhere nothing is guessed."""
    asked = {"ground": "NO_REPLY", "person": False}
    henan, anhui = (actions.ask("fine_range", region, JUNE, asked) for region in ("411221", "341504"))
    assert (henan.status, henan.outputs) == ("decided", {"least": 2_000_00, "most": 10_000_00})
    assert (anhui.status, anhui.missing) == ("unknown", ["param_no_reply_least", "param_no_reply_most"])


@pytest.mark.parametrize(("ground", "person"), [("OTHER", False), ("NO_DEPOSIT", True), ("NO_REPLY", True)])
def test_a_fine_without_a_range_is_for_the_legal_office(law: Flask, ground: str, person: bool) -> None:
    decision = actions.ask("fine_range", "411221", JUNE, {"ground": ground, "person": person})
    assert decision.status == "needs_decision"
