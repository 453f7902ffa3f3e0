"""工资保证金台账: shares of a deposit that does not suffice, whose deposit it is, and which guarantees expire."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.cases import actions as cases
from app.cases.models import Case
from app.cases.move import Move
from app.db import db, transaction
from app.errors import Invalid
from app.ledgers import actions, deposit, queries, register
from app.ledgers.models import Deposit
from tests import samples

DAY = date(2026, 8, 3)


def a_case(held: int) -> Case:
    case = samples.registered("three_workers")
    cases.set_fact(case, "deposit_available", held)
    db.session.flush()
    return case


def a_deposit(**changed: Any) -> Deposit:
    said = {
        "region_code": "411221", "contractor": "渑池县示例建筑有限公司", "project": "示例工程", "form": "GUARANTEE",
        "required": 100, "amount": 100, "bank": "示例银行", "account": "BH1", "state": "HELD", "at": clock.now(),
        "by": "test",
    }  # fmt: skip
    row = Deposit(**said | changed)
    db.session.add(row)
    db.session.flush()
    return row


def test_what_does_not_suffice_for_all_is_shared_by_debt_and_never_exceeded(office: Flask) -> None:
    with transaction():
        rows = deposit.proposal(a_case(1000_00))
    assert [row["amount"] for row in rows] == ["342.73", "483.86", "173.40"]


def test_nobody_gets_more_than_is_owed(office: Flask) -> None:
    with transaction():
        case = a_case(9_999_999)
        rows = [{"claim": "1", "amount": 8500_01}, {"claim": "2", "amount": 1}]
        move = Move(case=case, run_id=0, process="deposit_draw", today=DAY)
        with pytest.raises(Invalid) as refusal:
            deposit.propose(move, {"claims": rows})
    assert list(refusal.value.errors) == ["claims.0.amount"]


def test_the_worker_whom_the_fund_paid_gets_only_the_rest(office: Flask) -> None:
    """条例33条: nothing of a deposit goes back to the emergency fund."""
    with transaction():
        case = a_case(9_999_999)
        actions.advance(case, {1: 1700_00}, paid_on=DAY, by="test")
        actions.pay(case, {1: 6800_00}, source="DEPOSIT", paid_on=DAY, by="test")
        (first, *_others) = queries.standings(case.id)
    assert (first.outstanding, first.to_recover) == (0, 1700_00)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({}, True, id="its contractor"),
        pytest.param({"contractor": "别家示例公司"}, False, id="another contractor"),
        pytest.param({"state": "RETURNED"}, False, id="returned"),
        pytest.param({"region_code": "341504"}, False, id="elsewhere"),
    ],
)
def test_whose_deposit_it_is(office: Flask, changed: dict[str, Any], found: bool) -> None:
    with transaction():
        case = a_case(0)
        project = case.project.name if case.project else ""
        row = a_deposit(**{"contractor": case.employer_name, "project": project} | changed)
        assert queries.deposit_of(case) == (row if found else None)


def test_what_the_bank_pays_leaves_the_register_and_what_is_replenished_enters_it(office: Flask) -> None:
    with transaction():
        case = a_case(20_000_00)
        project = case.project.name if case.project else ""
        row = a_deposit(contractor=case.employer_name, project=project, form="CASH", amount=20_000_00)
        move = Move(case=case, run_id=0, process="deposit_draw", today=DAY)
        register.spend(move, {"payments": [{"claim": "1", "amount": 8500_00}]})
        left = row.amount
        register.replenish(move, {"deposit_form": "CASH", "amount": 8500_00})
    assert (left, row.amount) == (11_500_00, 20_000_00)


def test_b14_a_new_guarantee_shorter_than_the_contract_is_refused(office: Flask) -> None:
    with transaction():
        move = Move(case=a_case(100), run_id=0, process="deposit_draw", today=DAY)
        said = {"deposit_form": "GUARANTEE", "amount": 100, "guarantee_until": "2027-08-02"}
        with pytest.raises(Invalid) as refusal:
            register.replenish(move, said | {"guarantee_months": 12, "contract_months": 18})
    assert "第17条" in refusal.value.errors["guarantee_months"][0]


def test_who_asks_for_a_deposit_back_is_seen_with_the_open_cases_of_the_region(office: Flask) -> None:
    with transaction():
        owing = a_case(0)
        matter = cases.register_matter(owing.employer_name, None, "411221", "test")
        elsewhere = cases.register_matter(owing.employer_name, None, "341504", "test")
        assert (register.open_cases(matter), register.open_cases(elsewhere)) == (owing.number, "")


def test_b14_a_guarantee_is_due_for_a_reminder_a_month_before_it_expires(office: Flask) -> None:
    with transaction():
        soon = a_deposit(valid_until=date(2026, 9, 3))
        a_deposit(valid_until=date(2026, 9, 4))
        a_deposit(valid_until=date(2026, 8, 20), state="RETURNED")
        a_deposit(form="CASH")
        assert queries.guarantees_expiring(DAY) == [soon]
