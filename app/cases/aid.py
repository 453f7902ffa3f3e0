"""The words about legal aid (法律援助): who applies, who is aided, and who represents them."""

from typing import Any

from flask_babel import gettext as _

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.move import Move
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid

PROCESS = "legal_aid"


@answer("aid.workers")
def workers(move: Move, answers: dict[str, Any]) -> None:
    """申请人、受援人: the workers ticked in the roster ``workers`` (claim, aided); without a roster nobody is aided.

    :raises Invalid: a roster in which nobody is ticked.
    """
    rows = answers.get("workers", [])
    aided = [row["claim"] for row in rows if row.get("aided")]
    if rows and not aided:
        raise Invalid(
            errors={"workers": [_("没有勾选任何人。请逐人勾选；都不给予援助的，作出不予援助的决定。")]}
        )
    actions.set_fact(move.case, "legal_aid_workers", aided, move.task_id)


@answer("aid.represent")
def represent(move: Move, answers: dict[str, Any]) -> None:
    """指派: from now on the lawyer (``lawyer_name`` of ``law_firm``) represents those who are aided."""
    actions.set_fact(move.case, "legal_aid_lawyer", answers["lawyer_name"], move.task_id)
    actions.set_fact(move.case, "legal_aid_firm", answers["law_firm"], move.task_id)


@operation("aid.ended")
def ended(move: Move) -> None:
    """代理终止: nobody represents the workers by legal aid any more."""
    if queries.fact(move.case.id, "legal_aid_lawyer"):
        actions.set_fact(move.case, "legal_aid_lawyer", "", move.task_id)


def application(case: Case) -> dict[str, Any]:
    """The application as it was last made (申请)."""
    rows = queries.answers(case.id, "start", PROCESS)
    return rows[-1].answers if rows else {}


def _ticked(case: Case, serials: set[str]) -> list[dict[str, Any]]:
    return [
        {"claim": str(claim.serial), "name": claim.name, "aided": True}
        for claim in case.claims
        if str(claim.serial) in serials
    ]


@prefill("aid.all")
def everybody(case: Case) -> list[dict[str, Any]]:
    """A row for each worker, ticked: who applies is for the window to say."""
    return _ticked(case, {str(claim.serial) for claim in case.claims})


@prefill("aid.applicants")
def applied(case: Case) -> list[dict[str, Any]]:
    """A row for each worker who applied (申请人), ticked."""
    return _ticked(case, {row["claim"] for row in application(case).get("workers", []) if row.get("aided")})


def _register_fields() -> None:
    """``aid.<field>`` prefills a field with what the application says."""
    for field in ("limitation_on", "preservation", "services"):
        prefill(f"aid.{field}")(lambda case, field=field: application(case).get(field))


_register_fields()


@prefill("aid.lawyer")
def lawyer(case: Case) -> str:
    """The lawyer who represents the workers now."""
    return queries.fact(case.id, "legal_aid_lawyer") or ""


@prefill("aid.firm")
def firm(case: Case) -> str:
    """Where that lawyer works."""
    return queries.fact(case.id, "legal_aid_firm") or ""
