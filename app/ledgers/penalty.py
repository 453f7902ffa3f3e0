"""The words about a fine (罚款) that is paid late: what is added each day, when nothing is, what has been paid."""

from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.forms.money import format_yuan
from app.law import actions as law_actions
from app.law import queries as law
from app.ledgers import rules

FINE, DUE, PAID, WAIVED, SUSPENDED = "fine", "fine_due_on", "fine_paid", "fine_waived", "fine_suspensions"
"""The facts: amount decided, last day to pay, payments (on, amount), surcharge waived, days on which none is added."""
PERCENT, CAP = "fine_surcharge_percent", "fine_surcharge_cap_percent"


@operation("fine.suspend")
def suspend(move: Move, since: str) -> None:
    """复议、诉讼期间不予计算: from the day of the fact ``since`` on nothing is added (行政处罚法73条)."""
    begun = case_queries.fact(move.case.id, since) or move.today.isoformat()
    _set(move, SUSPENDED, [*_listed(move.case, SUSPENDED), {"from": begun, "until": None}])


@operation("fine.resume")
def resume(move: Move, until: str) -> None:
    """恢复计算: from the day of the fact ``until`` on the surcharge is added again."""
    ended = case_queries.fact(move.case.id, until) or move.today.isoformat()
    _set(move, SUSPENDED, [row | {"until": row["until"] or ended} for row in _listed(move.case, SUSPENDED)])


@answer("fine.within_range")
def within_range(move: Move, answers: dict[str, Any]) -> None:
    """法定幅度: the field ``fine`` against the rule fine_range (facts ``penalty_ground``, ``penalty_offender``).

    Less takes a reason (``reduced``: 减轻处罚, 行政处罚法32条). Nothing is refused where the rule leaves it open.

    :raises Invalid: more than the law allows, or less without a reason.
    """
    fine, found = answers.get("fine"), _range(move.case, answers)
    if fine is None or found is None:
        return
    least, most = found
    if fine > most:
        text = _("这种违法行为的罚款不得超过 %(most)s 元，请改正数额。", most=format_yuan(most))
        raise Invalid(errors={"fine": [text]})
    if fine < least and not answers.get("reduced"):
        text = _("低于法定幅度（%(least)s 元）的，须写明减轻处罚的理由。", least=format_yuan(least))
        raise Invalid(errors={"reduced": [text]})


def _range(case: Case, answers: dict[str, Any]) -> tuple[int, int] | None:
    offender = answers.get("offender_kind") or case_queries.fact(case.id, "penalty_offender")
    asked = {"ground": case_queries.fact(case.id, "penalty_ground"), "person": offender == "PERSON"}
    found = law_actions.ask(
        "fine_range", case.region_code, case.violation_ended_on or clock.today(), asked
    ).outputs
    return (found["least"], found["most"]) if found.get("most") else None


@prefill("penalty.range")
def range_known(case: Case) -> str:
    """The lawful range of the fine, in yuan; empty where the rule leaves it to a person."""
    found = _range(case, {})
    return "–".join(map(format_yuan, found)) if found else ""


@answer("fine.record")
def record(move: Move, answers: dict[str, Any]) -> None:
    """缴款登记: ``amount`` was paid on ``paid_on``; ``waived`` of the surcharge is not asked for (行政强制法42条)."""
    if answers.get("amount"):
        row = {"on": answers.get("paid_on") or move.today.isoformat(), "amount": answers["amount"]}
        _set(move, PAID, [*_listed(move.case, PAID), row])
    if answers.get("waived"):
        _set(move, WAIVED, _amount(move.case, WAIVED) + answers["waived"])


@operation("fine.balance")
def balance(move: Move) -> str:
    """``FULL`` when fine and surcharge are paid, ``NONE`` when nothing is, else ``PARTIAL``."""
    if not to_pay(move.case, move.today):
        return "FULL"
    return "PARTIAL" if _listed(move.case, PAID) else "NONE"


def surcharge(case: Case, today: date) -> int:
    """加处罚款, fen, up to today or the day on which the fine itself was paid; nothing where the law sets no rate."""
    due, fine = case_queries.fact(case.id, DUE), _amount(case, FINE)
    found = law.parameters_for((PERCENT, CAP), case.region_code, today)
    if not due or len(found) != len((PERCENT, CAP)):
        return 0
    suspended = [
        (
            date.fromisoformat(row["from"][:10]),
            date.fromisoformat(row["until"][:10]) if row["until"] else None,
        )
        for row in _listed(case, SUSPENDED)
    ]
    days = rules.days_late(date.fromisoformat(due), _paid_on(case, fine) or today, suspended)
    added = rules.fine_surcharge(fine, days, Fraction(found[PERCENT].value), Fraction(found[CAP].value))
    return max(added - _amount(case, WAIVED), 0)


def to_pay(case: Case, today: date) -> int:
    """Fine and surcharge less what was paid, fen."""
    paid = sum(row["amount"] for row in _listed(case, PAID))
    return max(_amount(case, FINE) + surcharge(case, today) - paid, 0)


@prefill("case.assets_known")
def assets_known(case: Case) -> str | None:
    """财产线索 (fact ``assets_known``), as the inquiry into accounts and property found them."""
    assets: str | None = case_queries.fact(case.id, "assets_known")
    return assets


@prefill("penalty.fine")
def fine_decided(case: Case) -> str:
    """The fine as decided, in yuan."""
    return format_yuan(_amount(case, FINE))


@prefill("penalty.surcharge")
def surcharge_today(case: Case) -> str:
    """加处罚款 up to today, in yuan."""
    return format_yuan(surcharge(case, clock.today()))


@prefill("penalty.to_pay")
def to_pay_today(case: Case) -> str:
    """What is still to be paid today, fine and surcharge, in yuan."""
    return format_yuan(to_pay(case, clock.today()))


def _paid_on(case: Case, fine: int) -> date | None:
    """The day on which payments first covered the fine: from then on nothing is added."""
    paid = 0
    for row in sorted(_listed(case, PAID), key=lambda each: str(each["on"])):
        paid += row["amount"]
        if fine and paid >= fine:
            return date.fromisoformat(row["on"])
    return None


def _listed(case: Case, name: str) -> list[dict[str, Any]]:
    return case_queries.fact(case.id, name) or []


def _amount(case: Case, name: str) -> int:
    return int(case_queries.fact(case.id, name) or 0)


def _set(move: Move, name: str, value: Any) -> None:
    case_actions.set_fact(move.case, name, value, move.task_id)
