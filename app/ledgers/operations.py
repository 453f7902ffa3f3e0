"""The words that a diagram may say about money."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.forms.money import format_yuan
from app.ledgers import actions, queries, rules

Row = Mapping[str, Any]
LONGEST_SERIAL = 9  # digits


def by_serial(rows: list[Row], roster: str, field: str) -> dict[int, int]:
    """What a roster says in a field (amounts in fen), by claim serial.

    :raises Invalid: a row that names no worker, or one named twice: which of the two counts, nobody could say.
    """
    said: dict[int, int] = {}
    errors = {}
    for place, row in enumerate(rows):
        claim = str(row["claim"])
        if not claim.isdecimal() or len(claim) > LONGEST_SERIAL:
            errors[f"{roster}.{place}.claim"] = [_("没有第 %(serial)s 号劳动者。", serial=claim)]
        elif int(claim) in said:
            errors[f"{roster}.{place}.claim"] = [_("第 %(serial)s 号劳动者填了两行，请合并。", serial=claim)]
        elif row.get(field) is not None:
            said[int(claim)] = row[field]
    if errors:
        raise Invalid(errors=errors)
    return said


@answer("claims.verify")
def verify(move: Move, answers: dict[str, Any]) -> None:
    """欠薪认定: what each worker is owed (roster ``claims``)."""
    rows = answers.get("claims", [])
    if rows:
        actions.determine(
            move.case,
            by_serial(rows, "claims", "verified"),
            move.actor,
            by_serial(rows, "claims", "months_unpaid"),
        )


@answer("payment.record")
def record_payment(move: Move, answers: dict[str, Any]) -> None:
    """付款登记: what was paid (roster ``payments``; ``source``, ``paid_on``, ``reference``)."""
    rows = answers.get("payments", [])
    if rows:
        actions.pay(
            move.case,
            by_serial(rows, "payments", "amount"),
            source=answers.get("source") or "EMPLOYER",
            paid_on=date.fromisoformat(answers["paid_on"]) if answers.get("paid_on") else move.today,
            by=move.actor,
            reference=answers.get("reference", ""),
            task_id=move.task_id,
        )


@answer("instalment.plan")
def plan_instalments(move: Move, answers: dict[str, Any]) -> None:
    """分期付款表: the rows of the roster ``instalments`` (due_on, amount) must add up to what is still to be paid.

    :raises Invalid: they do not.
    """
    rows = answers.get("instalments")
    if not rows:
        return
    planned, outstanding = sum(row["amount"] for row in rows), _outstanding(move.case)
    if planned != outstanding:
        raise Invalid(
            errors={
                "instalments": [
                    _(
                        "各期之和为 %(planned)s 元，尚未付清的为 %(outstanding)s 元，二者须相等。请核对各期数额。",
                        planned=format_yuan(planned),
                        outstanding=format_yuan(outstanding),
                    )
                ]
            }
        )


@operation("instalment.next")
def next_instalment(move: Move, step: str) -> None:
    """Set the facts ``next_instalment_on`` and ``next_instalment`` (fen) from the plan agreed at a step."""
    plan = [
        (date.fromisoformat(row["due_on"]), row["amount"])
        for row in case_queries.last_answer(move.case.id, step).get("instalments", [])
    ]
    following = rules.next_instalment(plan, _outstanding(move.case))
    if following:
        due_on, amount = following
        case_actions.set_fact(move.case, "next_instalment_on", due_on.isoformat(), move.task_id)
        case_actions.set_fact(move.case, "next_instalment", amount, move.task_id)


def _outstanding(case: Case) -> int:
    return sum(standing.outstanding for standing in queries.standings(case.id))


@operation("money.balance")
def balance(move: Move) -> str:
    """``FULL``, ``PARTIAL`` or ``NONE``: what has reached the workers of what they are owed."""
    return rules.balance(queries.standings(move.case.id))


@prefill("claims.outstanding")
def outstanding(case: Case) -> list[dict[str, Any]]:
    """A row for each worker who has not got everything."""
    return [
        {
            "claim": str(standing.serial),
            "name": standing.name,
            "owed": format_yuan(standing.owed),
            "reached": format_yuan(standing.reached),
            "outstanding": format_yuan(standing.outstanding),
        }
        for standing in queries.standings(case.id)
        if standing.payable
    ]


@prefill("instalment.due_on")
def instalment_due_on(case: Case) -> str | None:
    """The day by which the present instalment is to be paid."""
    due_on: str | None = case_queries.fact(case.id, "next_instalment_on")
    return due_on


@prefill("instalment.amount")
def instalment_amount(case: Case) -> str | None:
    """What must still be paid by that day, in yuan."""
    amount = case_queries.fact(case.id, "next_instalment")
    return None if amount is None else format_yuan(amount)


@prefill("ledger.standings")
def standings(case: Case) -> list[dict[str, Any]]:
    """How every worker's claim stands, in yuan: for papers that list them all."""
    return [
        {
            "claim": str(standing.serial),
            "name": standing.name,
            "owed": format_yuan(standing.owed),
            "reached": format_yuan(standing.reached),
            "from_fund": format_yuan(standing.from_fund),
            "outstanding": format_yuan(standing.outstanding),
            "to_recover": format_yuan(standing.to_recover),
        }
        for standing in queries.standings(case.id)
    ]


@answer("payment.reverse")
def reverse_payments(move: Move, answers: dict[str, Any]) -> None:
    """付款退票冲正: the ticked rows of the roster ``returned`` did not reach anybody after all."""
    of_case = {str(transfer.id): transfer for transfer in queries.statement(move.case.id)}
    for row in answers.get("returned", []):
        if row.get("returned") and row["transfer"] in of_case:
            actions.reverse(of_case[row["transfer"]], move.actor)


@prefill("ledger.reversible")
def reversible(case: Case) -> list[dict[str, Any]]:
    """The payments and advances of the case that have not been reversed."""
    transfers = queries.statement(case.id)
    undone = {transfer.reverses_id for transfer in transfers}
    return [
        {
            "transfer": str(transfer.id),
            "on": transfer.paid_on.isoformat() if transfer.paid_on else "",
            "reference": transfer.reference,
            "amount": format_yuan(sum(posting.amount for posting in transfer.postings if posting.amount > 0)),
        }
        for transfer in transfers
        if transfer.kind in ("PAY", "ADVANCE") and transfer.id not in undone
    ]


@prefill("ledger.movements")
def movements(case: Case) -> list[dict[str, Any]]:
    """Every movement of money in the case, oldest first, in yuan: for papers that account for it."""
    return [
        {
            "kind": transfer.kind,
            "source": transfer.source,
            "on": transfer.paid_on.isoformat() if transfer.paid_on else "",
            "amount": format_yuan(sum(posting.amount for posting in transfer.postings if posting.amount > 0)),
            "workers": len({posting.claim_id for posting in transfer.postings if posting.claim_id}),
            "reference": transfer.reference,
        }
        for transfer in queries.statement(case.id)
    ]
