"""No money is lost or made, whatever is done in whatever order."""

import threading
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.cases.models import Case
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.ledgers import actions, operations, queries, rules
from app.ledgers.actions import FundTooLow
from app.ledgers.models import Transfer
from tests import samples

PLACE = "410482"  # has no fund of its own in the demo
DAY = date(2026, 8, 3)
PAID: dict[str, Any] = {"paid_on": DAY, "by": "test"}


def a_case(*owed: int, region: str = PLACE) -> Case:
    """A case in which these amounts have been determined, in the open transaction."""
    case = samples.registered(workers=samples.workers(*owed), region=region)
    actions.determine(case, dict(enumerate(owed, start=1)), "test")
    return case


def one(case: Case, serial: int = 1) -> rules.Standing:
    return queries.standings(case.id)[serial - 1]


@pytest.fixture
def fund(office: Flask) -> int:
    """A small emergency fund of the place, in fen."""
    with transaction():
        actions.allot(PLACE, 10_000_00, "test")
    return 10_000_00


AMOUNTS = st.integers(1, 120).map(lambda n: n * 100_00 + n)
SERIALS = st.integers(1, 3)
DEEDS = st.one_of(
    st.tuples(st.just("determine"), SERIALS, AMOUNTS),
    st.tuples(st.just("pay"), SERIALS, AMOUNTS, st.sampled_from(rules.SOURCES)),
    st.tuples(st.just("advance"), SERIALS, AMOUNTS),
    st.tuples(st.just("recover"), AMOUNTS),
    st.tuples(st.just("reverse"), st.integers(0, 30)),
)


def do(case: Case, deed: str, *given: Any) -> None:
    match deed, given:
        case "determine", (serial, amount):
            actions.determine(case, {serial: amount}, "test")
        case "pay", (serial, amount, source):
            actions.pay(case, {serial: amount}, source=source, **PAID)
        case "advance", (serial, amount):
            actions.advance(case, {serial: amount}, **PAID)
        case "recover", (amount,):
            actions.recover(case, amount, **PAID)
        case "reverse", (which,):
            done = queries.statement(case.id)
            if done:
                actions.reverse(done[which % len(done)], "test")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, min_size=1, max_size=14))
def test_the_books_balance_after_any_sequence(fund: int, deeds: list[tuple[Any, ...]]) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        _ = _balanced(fund, deeds) / 0  # every sequence begins with the same fund


def _balanced(fund: int, deeds: list[tuple[Any, ...]]) -> int:
    case = a_case(8500_00, 12000_00, 4300_50)
    for deed in deeds:
        with suppress(Invalid, Conflict):
            do(case, *deed)
        standings = queries.standings(case.id)
        for standing in standings:
            assert 0 <= standing.reached <= standing.owed, (deed, standing)
            assert 0 <= standing.recovered <= standing.from_fund, (deed, standing)
            assert standing.from_debtors == standing.reached - standing.from_fund + standing.recovered
        held = queries.fund_balance(PLACE)
        assert held >= 0
        assert held == fund - sum(standing.to_recover for standing in standings)
        for transfer in queries.statement(case.id):
            assert sum(posting.amount for posting in transfer.postings) == 0
    return len(deeds)


@given(
    owed=st.integers(1, 10**9),
    advanced=st.integers(0, 10**9),
    parts=st.lists(st.integers(1, 10**9), max_size=6),
)
def test_the_fund_first_then_the_worker_and_in_the_end_everybody_exactly(
    owed: int, advanced: int, parts: list[int]
) -> None:
    """企业补发: however the employer divides the whole arrears, fund and worker have theirs to the fen."""
    advanced = min(owed, advanced)
    fund = worker = 0
    for part in [*parts, 10**10]:
        standing = rules.Standing(1, 1, "", owed, owed, advanced + worker, advanced, fund, fund + worker)
        share = rules.split(min(part, standing.payable), standing, "EMPLOYER")
        assert share.worker == 0 or fund + share.fund == advanced
        fund, worker = fund + share.fund, worker + share.worker
    assert (fund, worker) == (advanced, owed - advanced)


@pytest.mark.parametrize("source", ["EMPLOYER", "INVESTOR", "FROZEN", "GOODS", "COURT"])
def test_a_debtor_pays_everything_after_an_advance(fund: int, source: str) -> None:
    with transaction():
        case = a_case(8500_00, 4300_50)
        actions.advance(case, {1: 3000_00, 2: 2000_00}, **PAID)
        assert queries.fund_balance(PLACE) == fund - 5000_00
        actions.pay(case, {1: 8500_00, 2: 4300_50}, source=source, **PAID)
    assert queries.fund_balance(PLACE) == fund
    assert [(each.reached, each.to_recover, each.payable) for each in queries.standings(case.id)] == [
        (8500_00, 0, 0),
        (4300_50, 0, 0),
    ]
    assert rules.balance(queries.standings(case.id)) == "FULL"


@pytest.mark.parametrize("source", ["DEPOSIT", "ACCOUNT", "LANDLORD", "TOWN", "OTHER"])
def test_what_is_no_debtor_s_money_goes_to_workers_only(fund: int, source: str) -> None:
    """条例32条: 工资保证金专项用于支付农民工工资; what a landlord or a town gives is not the debtor's either."""
    with transaction():
        case = a_case(8500_00)
        actions.advance(case, {1: 3000_00}, **PAID)
        actions.pay(case, {1: 5500_00}, source=source, **PAID)
    assert (one(case).outstanding, one(case).to_recover) == (0, 3000_00)
    assert queries.fund_balance(PLACE) == fund - 3000_00
    with pytest.raises(Invalid), transaction():
        actions.pay(case, {1: 1}, source=source, **PAID)


def test_more_than_is_owed_is_refused_with_what_may_be_paid(fund: int) -> None:
    with transaction():
        case = a_case(8500_00, 4300_50)
        actions.advance(case, {1: 3000_00}, **PAID)
        actions.pay(case, {1: 1000_00}, source="EMPLOYER", **PAID)
    with pytest.raises(Invalid) as refusal, transaction():
        actions.pay(case, {2: 4300_50, 1: 7500_01}, source="EMPLOYER", **PAID)
    assert list(refusal.value.errors) == ["payments.1.amount"]
    assert "7500.00" in refusal.value.errors["payments.1.amount"][0]
    assert one(case, 2).reached == 0


def test_less_than_has_been_paid_cannot_be_determined(fund: int) -> None:
    with transaction():
        case = a_case(8500_00)
        actions.pay(case, {1: 5000_00}, source="EMPLOYER", **PAID)
    with pytest.raises(Invalid, match=r"5000\.00"), transaction():
        actions.determine(case, {1: 4999_99}, "test")


def test_a_fund_pays_no_more_than_it_holds(fund: int) -> None:
    with pytest.raises(FundTooLow, match=r"10000\.00"), transaction():
        actions.advance(a_case(20_000_00), {1: fund + 1}, **PAID)


def test_of_two_who_empty_the_fund_together_one_is_refused(fund: int, office: Flask) -> None:
    with transaction():
        ids = [a_case(9000_00).id, a_case(9000_00).id]
    db.session.remove()
    writers = 2 if db.engine.dialect.name == "postgresql" else 1  # SQLite has one at a time
    together, results, now = threading.Barrier(writers), [], clock.now()

    def advance(case_id: int) -> None:
        with office.app_context(), clock.frozen(now):
            try:
                with transaction():
                    case = db.session.get_one(Case, case_id)
                    together.wait()
                    actions.advance(case, {1: 9000_00}, **PAID)
                results.append("advanced")
            except FundTooLow:
                results.append("refused")
            finally:
                db.session.remove()

    clerks = [threading.Thread(target=advance, args=[case_id]) for case_id in ids]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(results) == ["advanced", "refused"]
    assert queries.fund_balance(PLACE) == fund - 9000_00


def test_money_returns_to_the_fund_it_came_from(fund: int) -> None:
    """A case that was handed over repays whoever advanced, not the fund of the place where it lies now."""
    with transaction():
        case = a_case(8500_00)
        actions.advance(case, {1: 3000_00}, **PAID)
        case.region_code = "411221"
        before = queries.fund_balance("411221")
        actions.pay(case, {1: 1000_00}, source="EMPLOYER", **PAID)
        actions.recover(case, 2000_00, **PAID)
    assert queries.fund_balance(PLACE) == fund
    assert queries.fund_balance("411221") == before


class TestReversal:
    def test_a_payment_that_came_back_was_never_made(self, fund: int) -> None:
        """银行退票: the debtor has not paid by the day of the order either."""
        with transaction():
            case = a_case(8500_00)
            payment = actions.pay(case, {1: 5000_00}, source="EMPLOYER", **PAID)
            assert queries.unpaid_on(case.id, DAY) == {1: 3500_00}
            actions.reverse(payment, "test")
        assert one(case).reached == 0
        assert queries.unpaid_on(case.id, DAY) == {1: 8500_00}

    def test_an_advance_that_came_back_lies_in_the_fund_again(self, fund: int) -> None:
        with transaction():
            case = a_case(8500_00)
            actions.reverse(actions.advance(case, {1: 5000_00}, **PAID), "test")
        assert queries.fund_balance(PLACE) == fund
        assert (one(case).reached, one(case).from_fund) == (0, 0)

    def test_not_twice_and_not_a_reversal(self, fund: int) -> None:
        with transaction():
            payment = actions.pay(a_case(8500_00), {1: 5000_00}, source="EMPLOYER", **PAID)
            reversal = actions.reverse(payment, "test")
        for transfer in (payment, reversal):
            with pytest.raises(Conflict), transaction():
                actions.reverse(transfer, "test")

    def test_not_an_advance_that_has_been_recovered(self, fund: int) -> None:
        with transaction():
            case = a_case(8500_00)
            advanced = actions.advance(case, {1: 5000_00}, **PAID)
            recovered = actions.recover(case, 1_00, **PAID)
        with pytest.raises(Conflict), transaction():
            actions.reverse(advanced, "test")
        with transaction():
            actions.reverse(recovered, "test")
            actions.reverse(advanced, "test")
        assert queries.fund_balance(PLACE) == fund

    def test_not_what_the_fund_has_spent_since(self, fund: int) -> None:
        with transaction():
            (allotted,) = db.session.scalars(
                db.select(Transfer).filter_by(case_id=None).order_by(-Transfer.id).limit(1)
            )
            actions.advance(a_case(8500_00), {1: 1_00}, **PAID)
        with pytest.raises(FundTooLow), transaction():
            actions.reverse(allotted, "test")


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([{"claim": "1", "amount": 1}, {"claim": "1", "amount": 2}], "payments.1.claim"),
        ([{"claim": "x", "amount": 1}], "payments.0.claim"),
        ([{"claim": "9" * 40, "amount": 1}], "payments.0.claim"),
    ],
)
def test_a_roster_names_each_worker_once(rows: list[dict[str, Any]], path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        operations.by_serial(rows, "payments", "amount")
    assert list(refusal.value.errors) == [path]


def test_a_worker_whom_the_case_does_not_know_is_refused(fund: int) -> None:
    with transaction():
        case = a_case(8500_00)
    for act in (
        lambda: actions.determine(case, {2: 1}, "test"),
        lambda: actions.pay(case, {2: 1}, source="EMPLOYER", **PAID),
        lambda: actions.advance(case, {2: 1}, **PAID),
    ):
        with pytest.raises(Invalid, match="2"), transaction():
            act()
