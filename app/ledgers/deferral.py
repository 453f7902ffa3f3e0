"""The words about a report of deferred payment (延期支付工资报告): its plan, what was paid, what comes next."""

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
from app.ledgers import rules

FIELDS = ("cause", "headcount", "business_state", "settle_by", "consulted", "opinion")


@answer("deferral.plan")
def plan(_move: Move, answers: dict[str, Any]) -> None:
    """清偿计划: the rosters ``workers`` and ``instalments`` each add up to ``amount``; ``headcount`` is right.

    :raises Invalid: they do not, somebody is listed twice, or an instalment is later than ``settle_by``.
    """
    if not answers.get("workers"):
        return
    people, stages = answers["workers"], answers["instalments"]
    errors: dict[str, list[str]] = {}
    for roster, rows in (("workers", people), ("instalments", stages)):
        total = sum(row["amount"] for row in rows)
        if total != answers["amount"]:
            errors[roster] = [
                _(
                    "各行之和为 %(total)s 元，欠薪数额为 %(amount)s 元，二者须相等。请核对。",
                    total=format_yuan(total),
                    amount=format_yuan(answers["amount"]),
                )
            ]
    if len(people) != answers["headcount"]:
        errors["headcount"] = [_("逐人清单有 %(count)s 人，与涉及人数不符。请核对。", count=len(people))]
    listed = [row["id_no"] for row in people]
    for place, id_no in enumerate(listed):
        if id_no in listed[:place]:
            errors[f"workers.{place}.id_no"] = [_("同一人填了两行，请合并。")]
    for place, row in enumerate(stages):
        if row["due_on"] > answers["settle_by"]:
            errors[f"instalments.{place}.due_on"] = [_("付款日晚于清偿期限。请修改其中之一。")]
    if errors:
        raise Invalid(errors=errors)


@answer("deferral.paid")
def paid(move: Move, answers: dict[str, Any]) -> None:
    """核查到账: what reached the workers (``amount``) is not more than was still owed.

    :raises Invalid: it is more.
    """
    left = _outstanding(move.case)
    if left < 0:
        most = format_yuan(left + (answers.get("amount") or 0))
        raise Invalid(errors={"amount": [_("尚未付清的只有 %(most)s 元。请核对数额。", most=most)]})


@operation("deferral.next")
def following(move: Move) -> str:
    """Set ``next_instalment_on`` and ``next_instalment`` (fen) from the plan; ``DUE``, or ``DONE`` when all is paid."""
    stages = [
        (date.fromisoformat(row["due_on"]), row["amount"]) for row in report(move.case).get("instalments", [])
    ]
    found = rules.next_instalment(stages, _outstanding(move.case))
    if found is None:
        return "DONE"
    due_on, amount = found
    case_actions.set_fact(move.case, "next_instalment_on", due_on.isoformat(), move.task_id)
    case_actions.set_fact(move.case, "next_instalment", amount, move.task_id)
    return "DUE"


def report(case: Case) -> dict[str, Any]:
    """The report as it was last completed."""
    said = case_queries.last_answer(case.id, "start")
    later = case_queries.last_answer(case.id, "complete_report")
    return said | {key: value for key, value in later.items() if value not in (None, "", [])}


def _outstanding(case: Case) -> int:
    """What has not been paid of the report's total, in fen; below zero if more was stated than owed."""
    told = case_queries.answers(case.id, "track_deferral")
    return int(report(case).get("amount", 0)) - sum(row.answers.get("amount") or 0 for row in told)


@prefill("deferral.amount")
def amount(case: Case) -> str:
    """The total of the report, in yuan."""
    return format_yuan(report(case).get("amount", 0))


def _rows(case: Case, roster: str) -> list[dict[str, Any]]:
    return [row | {"amount": format_yuan(row["amount"])} for row in report(case).get(roster, [])]


@prefill("deferral.workers")
def workers(case: Case) -> list[dict[str, Any]]:
    """The report's list, person by person (逐人清单)."""
    return _rows(case, "workers")


@prefill("deferral.instalments")
def instalments(case: Case) -> list[dict[str, Any]]:
    """The report's plan of payment (清偿计划)."""
    return _rows(case, "instalments")


def _register_fields() -> None:
    """``deferral.<field>`` prefills a field with what the report says."""
    for field in FIELDS:
        prefill(f"deferral.{field}")(lambda case, field=field: report(case).get(field))


_register_fields()
