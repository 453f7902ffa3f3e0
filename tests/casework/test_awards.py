"""裁决: which paper an awarded item goes into, and what advance enforcement needs (domain: F01-F08)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.casework import awards
from app.db import db, transaction
from app.errors import Invalid
from app.ledgers import queries as ledgers
from tests import samples


@pytest.fixture
def dialect() -> str:
    """Finality does not depend on the kind of database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _writing(office: Flask) -> Iterator[None]:
    with transaction():
        yield


LIMIT = 21600_00  # twelve months of 1800.00, the minimum wage of 411221


def case_in(region: str = "411221", sample: str = "one_worker") -> Case:
    case = case_actions.register(samples.complaint(sample, region), "test")
    db.session.flush()
    return case


def move(case: Case, step: str, answers: dict[str, Any]) -> Move:
    return Move(
        case=case,
        run_id=0,
        process="arbitration_green",
        today=clock.today(),
        step=step,
        task_id=f"task-{step}",
        outcome=answers["outcome"],
        answers=answers,
    )


def award(case: Case, outcome: str, *items: dict[str, Any], **more: Any) -> list[bool]:
    """Which of the items are final, once the award is accepted."""
    answers = {"outcome": outcome, "items": list(items), **more}
    awards.determine(move(case, "award", answers), answers)
    return [row["final"] for row in case_queries.fact(case.id, "award")]


def item(kind: str, amount: int, claim: str = "1", **more: str) -> dict[str, Any]:
    return {"claim": claim, "kind": kind, "amount": amount, **more}


def test_f01_up_to_twelve_months_of_the_minimum_wage_is_final() -> None:
    assert award(case_in(), "FINAL_ONLY", item("WAGE", LIMIT)) == [True]


def test_f02_one_fen_more_is_not_final() -> None:
    assert award(case_in(), "NONFINAL_ONLY", item("WAGE", LIMIT + 1)) == [False]


def test_f04_each_item_is_measured_by_itself() -> None:
    assert award(case_in(), "BOTH", item("WAGE", 30000_00), item("COMPENSATION", 10000_00)) == [False, True]


def test_two_workers_are_not_added_up() -> None:
    case = case_in(sample="three_workers")
    assert award(case, "FINAL_ONLY", item("WAGE", LIMIT, "1"), item("WAGE", LIMIT, "2")) == [True, True]


@pytest.mark.parametrize("outcome", ["FINAL_ONLY", "NONFINAL_ONLY"])
def test_f06_one_paper_where_two_are_due_is_refused(outcome: str) -> None:
    with pytest.raises(Invalid) as refusal:
        award(case_in(), outcome, item("WAGE", 30000_00), item("COMPENSATION", 10000_00))
    assert list(refusal.value.errors) == ["outcome"]


def test_a_choice_against_the_rule_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        award(case_in(), "FINAL_ONLY", item("WAGE", LIMIT + 1, finality="FINAL"))
    assert list(refusal.value.errors) == ["items.0.finality"]


def test_without_the_local_minimum_wage_a_person_decides() -> None:
    case = case_in("341504")
    with pytest.raises(Invalid, match="规则不能判断"):
        award(case, "FINAL_ONLY", item("WAGE", 100_00))
    choice = item("WAGE", 100_00, finality="NONFINAL")
    with pytest.raises(Invalid) as refusal:
        award(case, "NONFINAL_ONLY", choice)
    assert list(refusal.value.errors) == ["finality_reason"]
    assert award(case, "NONFINAL_ONLY", choice, finality_reason="当地标准待确认") == [False]


def test_wages_and_overtime_become_what_the_worker_is_owed() -> None:
    case = case_in()
    award(case, "FINAL_ONLY", item("WAGE", 5000_00), item("OVERTIME", 700_00), item("COMPENSATION", 2000_00))
    assert ledgers.standings(case.id)[0].owed == 5700_00


def grant(case: Case, applied: bool = True, **more: Any) -> None:
    answers = {"outcome": "APPLIED" if applied else "NOT_APPLIED"}
    case_actions.keep_answers(move(case, "apply_advance", answers), {})
    db.session.flush()
    said = {
        "outcome": "GRANT",
        "clear_rights": True,
        "hardship_found": True,
        "items": [{"claim": "1", "amount": 3000_00}],
        **more,
    }
    awards.advance(move(case, "decide_advance", said), said)


def test_f07_never_of_the_tribunals_own_motion() -> None:
    with pytest.raises(Invalid, match="不得依职权"):
        grant(case_in(), applied=False)


def test_f08_without_security() -> None:
    case = case_in()
    grant(case)
    assert case_queries.fact(case.id, "rule.advance_execution")["outputs"]["allowed"] is True


@pytest.mark.parametrize("lacking", ["clear_rights", "hardship_found"])
def test_both_conditions_are_needed(lacking: str) -> None:
    with pytest.raises(Invalid) as refusal:
        grant(case_in(), **{lacking: False})
    assert list(refusal.value.errors) == [lacking]


def test_not_more_than_is_owed() -> None:
    with pytest.raises(Invalid) as refusal:
        grant(case_in(), items=[{"claim": "1", "amount": 8500_01}])
    assert list(refusal.value.errors) == ["items.0.amount"]
