"""Words about drawing on a wage deposit (动用工资保证金): the roster, what was approved, what the bank paid of it."""

from typing import Any

from flask_babel import gettext as _

from app.cases import queries as case_queries
from app.cases.models import Answer, Case
from app.cases.move import Move
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.forms.money import format_yuan
from app.ledgers import queries
from app.ledgers.operations import by_serial

PROCESS, APPROVED_STEP, PAID_STEP = "deposit_draw", "confirm_draw_roster", "bank_pay"
"""The process, and its steps whose rosters say what was approved and what was paid."""


@answer("deposit.propose")
def propose(move: Move, answers: dict[str, Any]) -> None:
    """确认发放名册: the roster ``claims`` (claim, amount) asks for no more than is owed, nor than the deposit holds.

    :raises Invalid: more for somebody than has not reached the worker, more in all than is available, or nothing.
    """
    asked = by_serial(answers.get("claims", []), "claims", "amount")
    owed = {standing.serial: standing.outstanding for standing in queries.standings(move.case.id)}
    errors = {
        f"claims.{place}.amount": [
            _("此人尚欠 %(most)s 元，保证金支付不能超过欠薪余额。", most=format_yuan(owed.get(serial, 0)))
        ]
        for place, (serial, amount) in enumerate(asked.items())
        if amount > owed.get(serial, 0)
    }
    total, held = sum(asked.values()), available(move.case)
    if not total:
        errors["claims"] = [_("请至少填写一名劳动者的支付数额。")]
    elif total > held:
        errors["claims"] = [
            _(
                "合计 %(total)s 元，超过可动用的保证金 %(held)s 元。请按可动用额分配，不足部分另行处理。",
                total=format_yuan(total),
                held=format_yuan(held),
            )
        ]
    if errors:
        raise Invalid(errors=errors)


@answer("deposit.as_approved")
def as_approved(move: Move, answers: dict[str, Any]) -> None:
    """按批准支付: nobody gets more than was approved and not paid yet (roster ``payments``).

    :raises Invalid: more for somebody.
    """
    left = left_of_approved(move.case, move.task_id)
    paid = by_serial(answers.get("payments", []), "payments", "amount")
    errors = {
        f"payments.{place}.amount": [
            _("批准后尚未支付的数额是 %(most)s 元，不能超过。", most=format_yuan(left.get(serial, 0)))
        ]
        for place, (serial, amount) in enumerate(paid.items())
        if amount > left.get(serial, 0)
    }
    if errors:
        raise Invalid(errors=errors)


@operation("deposit.used")
def used(move: Move) -> bool:
    """Has the bank paid anything of the roster approved last? Then the deposit must be replenished (65号文20条)."""
    return bool(spent_of(move.case))


@prefill("deposit.proposal")
def proposal(case: Case) -> list[dict[str, Any]]:
    """A row for each worker still owed, with the account, and a share of what is available as the amount.

    Where the deposit does not suffice for all, everybody gets the same share of the debt; a person may change it.
    """
    owed = {standing.serial: standing.outstanding for standing in queries.standings(case.id)}
    total, held = sum(owed.values()), available(case)
    return [
        {
            "claim": str(claim.serial),
            "name": claim.name,
            "id_no": claim.id_no,
            "bank_name": claim.bank_name,
            "bank_no": claim.bank_no,
            "outstanding": format_yuan(owed[claim.serial]),
            "amount": format_yuan(owed[claim.serial] * min(held, total) // total),
        }
        for claim in case.claims
        if owed[claim.serial]
    ]


@prefill("deposit.approved")
def approved(case: Case) -> list[dict[str, Any]]:
    """A row for each worker with the approved amount that has not been paid yet, and the account it goes to."""
    left = left_of_approved(case)
    return [
        {
            "claim": str(claim.serial),
            "name": claim.name,
            "id_no": claim.id_no,
            "bank_name": claim.bank_name,
            "bank_no": claim.bank_no,
            "amount": format_yuan(left[claim.serial]),
        }
        for claim in case.claims
        if left.get(claim.serial, 0) > 0
    ]


@prefill("deposit.spent")
def spent(case: Case) -> str:
    """What the bank has paid of the roster approved last, in yuan: what is to be replenished."""
    return format_yuan(spent_of(case))


def available(case: Case) -> int:
    """可动用额: the balance or the guaranteed amount, as it was checked last; in fen."""
    return int(case_queries.fact(case.id, "deposit_available") or 0)


def spent_of(case: Case) -> int:
    """已动用额: what the bank has paid of the roster approved last; in fen."""
    return sum(_asked(case).values()) - sum(left_of_approved(case).values())


def left_of_approved(case: Case, without: str | None = None) -> dict[int, int]:
    """What was approved last less what was paid out of it but in one task; in fen by serial."""
    roster = _roster(case)
    if roster is None:
        return {}
    left = _asked(case)
    for paid in case_queries.answers(case.id, PAID_STEP, PROCESS):
        if paid.at >= roster.at and paid.task_id != without:
            for serial, amount in by_serial(paid.answers.get("payments", []), "payments", "amount").items():
                left[serial] = left.get(serial, 0) - amount
    return left


def _asked(case: Case) -> dict[int, int]:
    roster = _roster(case)
    return by_serial(roster.answers.get("claims", []), "claims", "amount") if roster else {}


def _roster(case: Case) -> Answer | None:
    return next(reversed(case_queries.answers(case.id, APPROVED_STEP, PROCESS)), None)
