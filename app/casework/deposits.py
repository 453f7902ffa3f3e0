"""What the rules about wage deposits (工资保证金) are told about a case, and the service of the payment notice."""

from datetime import date
from typing import Any

from app import clock
from app.cases import queries
from app.cases.models import Case
from app.cases.move import Move
from app.casework.questions import Inputs, question
from app.documents import actions as documents
from app.documents import queries as papers
from app.engine.operations import answer
from app.ledgers import queries as ledgers

NOTICE = "deposit_payment_notice"


@question("deposit_draw_ready")
def deposit_draw_ready(case: Case) -> Inputs:
    """能否动用: what is owed, whether the decision (not merely the order) was served on whom, and has run out."""
    known = queries.facts(case.id)
    due: str | None = known.get("decision_due_on")
    return {
        "unpaid": any(standing.outstanding > 0 for standing in ledgers.standings(case.id)),
        "order_served": _service(case, "rectification_order") != "NONE",
        "decision_service": _service(case, "decision"),
        "obliged": known.get("deposit_obliged"),
        "decision_expired": due is not None and clock.today() > date.fromisoformat(due),
    }


def _service(case: Case, kind: str) -> str:
    if papers.is_served(case.id, (kind,), posted_up=False):
        return "SERVED"
    return "POSTED" if papers.is_served(case.id, (kind,), posted_up=True) else "NONE"


@question("deposit_guarantee")
def deposit_guarantee(case: Case) -> Inputs:
    """保函: its amount and term as they were checked last."""
    known = queries.facts(case.id)
    until = known.get("guarantee_until")
    return {
        "expired": clock.today() > date.fromisoformat(until) if until else None,
        "amount": known.get("deposit_available"),
        "required": known.get("deposit_required"),
        "guarantee_months": known.get("guarantee_months"),
        "contract_months": known.get("contract_months"),
    }


@question("deposit_ratio")
def deposit_ratio(case: Case) -> Inputs:
    """存储比例: the contract and the unit's record, as the start form of the filing says."""
    said = queries.last_answer(case.id, "start")
    return {key: said.get(key) for key in ("contract_amount", *RECORD)}


RECORD = (
    *("clean_years", "arrears_last_year", "arrears_last_two_years", "blacklisted", "other_project_here"),
    *("registered_here", "arrears_unresolved"),
)
"""What the rule is told about the unit besides its contract."""


@answer("deposit.notified")
def notified(move: Move, answers: dict[str, Any]) -> None:
    """支付通知书的送达 (shared form ``service``); the main run may be serving another paper at the same time."""
    bank = queries.last_answer(move.case.id, "check_deposit").get("bank")
    documents.serve(move, NOTICE, answers | {"recipient": bank})
