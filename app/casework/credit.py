"""Credit: who is to be listed for wage arrears (失信联合惩戒名单) and when listed parties may leave the list early."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.cases import actions as case_actions
from app.cases import queries
from app.cases.models import Case, Claim
from app.cases.move import Move
from app.casework import questions
from app.casework.questions import Inputs, question
from app.engine.operations import operation, prefill
from app.errors import Conflict
from app.law import actions as law

LEGAL_REP, UNIT = "LEGAL_REP", "UNIT"


@question("credit_listing")
def credit_listing(case: Case) -> Inputs:
    """列入条件: what debtors had not paid migrant workers when the order ran out, and what came of it (45号令5条)."""
    told = questions.threshold(case, _migrants(case))
    return {
        # 张贴 stands for service only where the debtor hides (法释〔2013〕3号4条).
        "order_served": told["order_served"] or (told["order_posted"] and told["evading"]),
        "order_expired": told["order_expired"],
        "unpaid": bool(told["workers"]),
        "amount": _amount(case, told),
        "mass_incident": queries.fact(case.id, "mass_incident") is True,
    }


def _migrants(case: Case) -> Sequence[Claim]:
    """The list is about the wages of migrant workers (农民工) only."""
    return [claim for claim in case.claims if claim.is_migrant]


def _amount(case: Case, told: Inputs) -> str:
    """Whether the debt reaches the criminal standard; where the province has none, nobody guesses."""
    days = questions.asked_on("criminal_threshold", case)
    decision = law.ask_throughout("criminal_threshold", case.region_code, *days, told)
    if decision.status != "decided":
        return "UNKNOWN"
    return "NOT_REACHED" if decision.outputs["advice"] == "NONE" else "REACHED"


@question("credit_removal")
def credit_removal(case: Case) -> Inputs:
    """提前移出条件: what the examination found; the listing that counts is the newest, after a restoration that one."""
    known = queries.facts(case.id)
    listed = (known.get("credit_decision_issued_on"), known.get("credit_restoration_issued_on"))
    return {
        "listed_on": max(filter(None, listed), default=None),
        "applied_on": known.get("credit_applied_on"),
        "corrected_on": known.get("credit_corrected_on") if known.get("credit_corrected") else None,
        "promised": known.get("credit_promised"),
        "reoffended": known.get("credit_reoffended"),
        "criminal": known.get("credit_criminal"),
    }


class NoOrderRunOut(Conflict):
    """No order to pay was served whose term has passed."""


@operation("credit.order_ended")
def order_ended(move: Move) -> None:
    """责令支付文书指定期限届满之日: becomes the fact ``credit_order_due_on``, from which the decision's term counts.

    :raises NoOrderRunOut: there is no such order.
    """
    ended = questions.order_to_pay(move.case)
    if ended is None or ended.running:
        raise NoOrderRunOut(
            _("没有已经送达、期限届满的责令支付文书，不能起算列入决定的期限。请先核对送达登记和指定期满日。")
        )
    case_actions.set_fact(move.case, "credit_order_due_on", ended.due.isoformat(), move.task_id)


@prefill("credit.persons")
def persons(case: Case) -> list[dict[str, Any]]:
    """列入的当事人: as decided, else as proposed, else the employer and whom the file names as legal representative."""
    for step in ("decide_listing", "propose_listing"):
        if rows := queries.last_answer(case.id, step).get("persons"):
            return [_listed(row) for row in rows]
    employer = next(party for party in case.parties if party.role == "EMPLOYER")
    rows = [{"name": employer.name, "role": UNIT, "uscc": employer.uscc}]
    if employer.legal_rep:
        rows.append({"name": employer.legal_rep, "role": LEGAL_REP})
    return [_listed(row) for row in rows]


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row.get(key) for key in ("name", "role", "uscc", "id_no")}
