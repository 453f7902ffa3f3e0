"""The words about the emergency fund (应急周转金): cap, approval, advances, recovery, replenishment."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions as case_actions
from app.cases import journal
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.engine.operations import answer, operation, prefill
from app.errors import Conflict, Invalid
from app.forms.money import format_yuan
from app.law import actions as law
from app.ledgers import actions, queries
from app.ledgers.operations import by_serial
from app.ledgers.rules import Standing

APPROVED_STEP, PAID_STEP = "propose_advances", "pay_out"
"""The steps of the process emergency_fund whose rosters say what was approved and what was paid."""


@answer("fund.needed")
def needed(move: Move, _answers: dict[str, Any]) -> None:
    """申请动用: somebody registered in the case is still owed wages.

    :raises Conflict: nobody is.
    """
    if not any(standing.outstanding for standing in queries.standings(move.case.id)):
        raise Conflict(_("本案没有登记尚未付清工资的劳动者，不能申请周转金。请先登记劳动者和欠薪数额。"))


@answer("fund.advance")
def advance(move: Move, answers: dict[str, Any]) -> None:
    """发放: the fund has paid the workers (roster ``advances``); nothing if no more is due."""
    if move.outcome != "ALL_PAID" and not answers.get("advances"):
        return
    actions.advance(
        move.case,
        _advances(answers),
        paid_on=date.fromisoformat(answers["paid_on"]) if answers.get("paid_on") else move.today,
        by=move.actor,
        reference=answers.get("reference", ""),
        task_id=move.task_id,
    )


@answer("fund.as_approved")
def as_approved(move: Move, answers: dict[str, Any]) -> None:
    """按批准发放: nobody gets more than was approved and not paid yet (roster ``advances``).

    :raises Invalid: more for somebody.
    """
    left = _left_of_approved(move.case, move.task_id)
    errors = {
        f"advances.{place}.amount": [
            _("批准后尚未发放的数额是 %(most)s 元，不能超过。", most=format_yuan(left.get(serial, 0)))
        ]
        for place, (serial, amount) in enumerate(_advances(answers).items())
        if amount > left.get(serial, 0)
    }
    if errors:
        raise Invalid(errors=errors)


@answer("fund.allot")
def allot(move: Move, answers: dict[str, Any]) -> None:
    """补足: the treasury puts ``amount`` into the fund that serves the case."""
    fund = queries.fund_serving(move.case)
    if fund and answers.get("amount"):
        actions.allot(fund.region_code, answers["amount"], move.actor)


@answer("fund.recover")
def recover(move: Move, answers: dict[str, Any]) -> None:
    """追偿到账: the fund got money back (``amount``)."""
    if answers.get("amount"):
        actions.recover(
            move.case,
            answers["amount"],
            paid_on=date.fromisoformat(answers["paid_on"]) if answers.get("paid_on") else move.today,
            by=move.actor,
            reference=answers.get("reference", ""),
            task_id=move.task_id,
        )


@operation("fund.to_recover")
def to_recover(move: Move) -> bool:
    """Has the fund still to get money back from this case?"""
    return any(standing.to_recover for standing in queries.standings(move.case.id))


@operation("fund.below_floor")
def below_floor(move: Move) -> bool:
    """Does the fund that serves the case hold less than its floor (规定规模)?"""
    fund = queries.fund_serving(move.case)
    return fund is not None and queries.fund_balance(fund.region_code) < fund.floor


@operation("fund.cap")
def cap(move: Move) -> str:
    """Ask the regional cap for every worker; ``KNOWN`` with the fact ``fund_cap`` (fen by serial), or ``UNKNOWN``.

    The case keeps what the rule advance_cap said, with the numbers of the region that were used.
    """
    asked = _ask(move.case, move.today)
    caps = {str(standing.serial): _left(standing, decision) for standing, decision in asked}
    case_actions.set_fact(move.case, "fund_cap", caps, move.task_id)
    if asked:
        _keep(move, [decision for _standing, decision in asked])
    return "UNKNOWN" if None in caps.values() else "KNOWN"


@operation("fund.over_cap")
def over_cap(move: Move, step: str) -> bool:
    """Does the roster of a step ask for more than the cap for anybody, or is a cap unknown? Then a leader decides."""
    caps = _caps(move.case, move.today)
    asked = _advances(case_queries.last_answer(move.case.id, step))
    return any(_above(amount, caps.get(str(serial))) for serial, amount in asked.items())


def _advances(answers: dict[str, Any]) -> dict[int, int]:
    """The roster ``advances`` of a step: fen by serial."""
    return by_serial(answers.get("advances", []), "advances", "amount")


def _left_of_approved(case: Case, without: str | None = None) -> dict[int, int]:
    """What was proposed last, and so approved, less what was paid out of it but in one task; in fen by serial."""
    proposals = case_queries.answers(case.id, APPROVED_STEP)
    if not proposals:
        return {}
    left = _advances(proposals[-1].answers)
    for paid in case_queries.answers(case.id, PAID_STEP):
        if paid.at >= proposals[-1].at and paid.task_id != without:
            for serial, amount in _advances(paid.answers).items():
                left[serial] = left.get(serial, 0) - amount
    return left


def _above(amount: int, cap: int | None) -> bool:
    return cap is None or amount > cap


def _caps(case: Case, on: date) -> dict[str, int | None]:
    """What may still be advanced to each worker, in fen by serial: earlier advances count towards the cap."""
    return {str(standing.serial): _left(standing, decision) for standing, decision in _ask(case, on)}


def _ask(case: Case, on: date) -> list[tuple[Standing, law.Decision]]:
    """What the rule says of each worker. An advance is ruled by the law of the day on which it is made."""
    return [
        (standing, law.ask("advance_cap", case.region_code, on, {"owed": standing.owed}))
        for standing in queries.standings(case.id)
    ]


def _left(standing: Standing, decision: law.Decision) -> int | None:
    cap = decision.outputs.get("cap") if decision.status == "decided" else None
    return None if cap is None else max(cap - standing.from_fund, 0)


def _keep(move: Move, decisions: list[law.Decision]) -> None:
    """One decision for all workers: the law is the same, the rows may differ; each one's cap is in ``fund_cap``."""
    said = next((one for one in decisions if one.status == "unknown"), decisions[0])
    rows = {row["id"]: row for one in decisions for row in one.rows}
    said = replace(said, outputs={}, rows=list(rows.values()))
    case_actions.set_fact(move.case, "rule.advance_cap", said.kept(), move.task_id)
    journal.write(move.case, "rule.ask", {"rule": "advance_cap"} | said.noted(), move.actor)


@prefill("fund.proposal")
def proposal(case: Case) -> list[dict[str, Any]]:
    """A row for each worker still owed: what the cap leaves, and the lesser of that and the remainder as the amount."""
    caps = _caps(case, clock.today())
    rows = []
    for standing in queries.standings(case.id):
        cap = caps[str(standing.serial)]
        if standing.outstanding:
            rows.append(
                {
                    "claim": str(standing.serial),
                    "name": standing.name,
                    "outstanding": format_yuan(standing.outstanding),
                    "cap": "" if cap is None else format_yuan(cap),
                    "amount": format_yuan(min(cap, standing.outstanding)) if cap else "",
                }
            )
    return rows


@prefill("fund.approved")
def approved(case: Case) -> list[dict[str, Any]]:
    """A row for each worker with the approved amount that has not been paid out yet, and the account it goes to."""
    left = _left_of_approved(case)
    return [
        {
            "claim": str(claim.serial),
            "name": claim.name,
            "bank_name": claim.bank_name,
            "bank_no": claim.bank_no,
            "amount": format_yuan(left[claim.serial]),
        }
        for claim in case.claims
        if left.get(claim.serial, 0) > 0
    ]


@prefill("fund.balance")
def fund_balance(case: Case) -> str:
    """What lies in the fund that serves the case, in yuan; empty where there is none."""
    fund = queries.fund_serving(case)
    return format_yuan(queries.fund_balance(fund.region_code)) if fund else ""


@prefill("fund.to_recover")
def amount_to_recover(case: Case) -> str:
    """What the fund still has to get back, in yuan."""
    return format_yuan(sum(standing.to_recover for standing in queries.standings(case.id)))
