"""应急周转金上限: what was advanced before counts towards the cap (条例63条: 部分工资)."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.move import Move
from app.db import db, transaction
from app.errors import Conflict
from app.ledgers import actions, fund
from app.ledgers.fund import APPROVED_STEP
from tests import samples

DAY = date(2026, 8, 3)


def test_an_earlier_advance_counts_towards_the_cap(office: Flask) -> None:
    with transaction():
        case = samples.registered("three_workers")
        before = {row["claim"]: row["cap"] for row in fund.proposal(case)}
        actions.advance(case, {1: 1000_00, 2: 1800_00}, paid_on=DAY, by="test")
        rows = {row["claim"]: (row["cap"], row["amount"]) for row in fund.proposal(case)}
    assert before == {"1": "1700.00", "2": "1800.00", "3": "860.10"}
    assert rows == {"1": ("700.00", "700.00"), "2": ("0.00", ""), "3": ("860.10", "860.10")}


def test_what_was_recovered_since_makes_no_room_for_a_second_advance(office: Flask) -> None:
    with transaction():
        case = samples.registered()
        actions.advance(case, {1: 1700_00}, paid_on=DAY, by="test")
        actions.recover(case, 1700_00, paid_on=DAY, by="test")
        answers = {"advances": [{"claim": "1", "amount": 1}]}
        move = Move(
            case=case, run_id=0, process="emergency_fund", today=DAY, step=APPROVED_STEP, task_id="t",
            answers=answers,
        )  # fmt: skip
        cases.keep_answers(move, {})
        db.session.flush()
        assert case_queries.last_answer(case.id, APPROVED_STEP) == answers
        assert fund.over_cap(move, APPROVED_STEP)


def test_the_fund_is_asked_for_only_where_somebody_is_still_owed(office: Flask) -> None:
    with transaction():
        case = samples.registered()
        report = cases.register(samples.complaint("report"), "test")
        move = Move(case=case, run_id=0, process="emergency_fund", today=DAY)
        fund.needed(move, {})
        actions.advance(case, {1: 8500_00}, paid_on=DAY, by="test")
    for settled in (case, report):
        with pytest.raises(Conflict), transaction():
            fund.needed(replace(move, case=settled), {})
