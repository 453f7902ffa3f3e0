"""What each rule is told about a case: the file turned into the inputs that the rule takes (see docs/rules.md)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from app import clock
from app.cases import queries
from app.cases.models import Case, Claim
from app.casework import definitions
from app.casework import queries as runs
from app.casework.queries import MAIN
from app.casework.transfers import HANDLING
from app.documents import queries as documents
from app.law import actions as law
from app.ledgers import queries as ledgers
from app.org import queries as org

ORDERS = {"rectification_order": "order_due_on", "decision": "decision_due_on"}
"""责令支付文书, each with the fact that holds the last day it gives: either suffices (法释〔2013〕3号4条)."""
CREDIT = "credit_list"
"""The process that lists debtors (失信联合惩戒名单)."""
Inputs = dict[str, Any]
_QUESTIONS: dict[str, Callable[[Case], Inputs]] = {}


def question(rule: str) -> Callable[[Callable[[Case], Inputs]], Callable[[Case], Inputs]]:
    """Register who turns a case into the inputs of a rule."""

    def register(function: Callable[[Case], Inputs]) -> Callable[[Case], Inputs]:
        _QUESTIONS[rule] = function
        return function

    return register


def inputs(rule: str, case: Case) -> Inputs:
    """The inputs of a rule for this case."""
    return _QUESTIONS[rule](case)


def asked_on(rule: str, case: Case) -> tuple[date, date]:
    """The first and last day of the fact by which the rows of a rule and its parameters are chosen.

    - triage: the day of the complaint (监察条例20条 counts to it).
    - liability: the days for which wages are owed; the law of the time of the work says who pays (令第56号: since
      2026-07-01 for the over-aged).
    - deposit_ratio: the day of the building permit or of the approval to begin, from which the deposit is due.
    - criminal_threshold: the day on which the order to pay ran out: refusing was an offence from then on (刑法12条).
    - credit_removal: the day of the application.
    - All others ask how things stand, and hold on the day of the step: whether a case may be closed, a debtor listed, a
      deposit drawn, an incident or a warning graded, a guarantee accepted.
    """
    found = _DAYS[rule](case) if rule in _DAYS else None
    first, last = found or (clock.today(), clock.today())
    return first, last


def _one_day(stated: str | None) -> tuple[date, date] | None:
    return (date.fromisoformat(stated), date.fromisoformat(stated)) if stated else None


def _complained(case: Case) -> tuple[date, date]:
    return clock.local_date(case.received_at), clock.local_date(case.received_at)


def _worked(case: Case) -> tuple[date, date]:
    """Where nobody stated a period: when the arrears ended, at the latest when somebody complained of them."""
    stated = [day for claim in case.claims for day in (claim.period_from, claim.period_to) if day]
    days = stated or [case.violation_ended_on or clock.local_date(case.received_at)]
    return min(days), max(days)


def _order_ran_out(case: Case) -> tuple[date, date] | None:
    order = order_to_pay(case)
    return (order.due, order.due) if order and not order.running else None


_DAYS: dict[str, Callable[[Case], tuple[date, date] | None]] = {
    "triage": _complained,
    "liability": _worked,
    "deposit_ratio": lambda case: _one_day(queries.fact(case.id, "permitted_on")),
    "criminal_threshold": _order_ran_out,
    "credit_removal": lambda case: _one_day(queries.fact(case.id, "credit_applied_on")),
}


def known() -> frozenset[str]:
    """The rules that a case can be asked about."""
    return frozenset(_QUESTIONS)


@question("triage")
def triage(case: Case) -> Inputs:
    """三条件、监察条例21条、工程款纠纷、意愿."""
    known = queries.facts(case.id)
    return {
        # They are asked for once: after that the complaint is judged as it is.
        "missing_materials": bool(known.get("missing_materials")) and not known.get("supplemented_on"),
        "received_on": clock.local_date(case.received_at).isoformat(),
        "violation_ended_on": case.violation_ended_on.isoformat() if case.violation_ended_on else None,
        "continuing": case.continuing,
        # Who has taken a transfer, or was designated, has jurisdiction wherever the work was done.
        "within_jurisdiction": known.get(HANDLING) == case.region_code
        or org.within(case.place_of_work_code, case.region_code),
        "mediation_filed": case.mediation_filed,
        "arbitration_filed": case.arbitration_filed,
        "lawsuit_filed": case.lawsuit_filed,
        "labour_relation_disputed": bool(known.get("labour_relation_disputed")),
        "project_money_dispute": bool(known.get("project_money_dispute")),
        "wants_mediation": case.wants_mediation,
        "simple": not known.get("labour_relation_disputed"),
    }


@question("criminal_threshold")
def criminal_threshold(case: Case) -> Inputs:
    """What debtors had not paid when the order to pay ran out, and whether it was served and has run out."""
    return threshold(case, case.claims)


def threshold(case: Case, claims: Iterable[Claim]) -> Inputs:
    """What the rule criminal_threshold is told about some of the claims."""
    known = queries.facts(case.id)
    order = order_to_pay(case)
    unpaid = ledgers.unpaid_on(case.id, order.due if order else None)
    return {
        "workers": [
            {"owed": unpaid[claim.serial], "months": claim.months_unpaid}
            for claim in claims
            if unpaid[claim.serial] > 0
        ],
        "order_served": order is not None and not order.posted,
        "order_posted": order is not None and order.posted,
        "order_expired": order is not None and not order.running,
        "evading": bool(known.get("absconded")) or known.get("evading") is True,
        "able_to_pay": known.get("able_to_pay") is True,
        "paid_before_filing": not any(ledgers.unpaid_on(case.id, None).values()),
    }


class ServedOrder(NamedTuple):
    """An order to pay that was served. The least is the one that proves most: run out, handed over, earliest."""

    running: bool
    posted: bool
    due: date


def order_to_pay(case: Case) -> ServedOrder | None:
    """The order to pay that proves most, if any was served."""
    return min(_served_orders(case, queries.facts(case.id)), default=None)


def _served_orders(case: Case, known: Inputs) -> Iterator[ServedOrder]:
    for kind, fact in ORDERS.items():
        if not (stated := known.get(fact)) or (kind == "rectification_order" and _only_to_produce(known)):
            continue
        due = date.fromisoformat(stated)
        for posted in (False, True):
            if documents.is_served(case.id, (kind,), posted_up=posted):
                yield ServedOrder(clock.today() <= due, posted, due)


def _only_to_produce(known: Inputs) -> bool:
    """只责令提供材料: such an order (fact ``order_kind``) orders nobody to pay."""
    return bool(known.get("order_kind") == "PRODUCE")


@question("liability")
def liability(case: Case) -> Inputs:
    """清偿责任: the situation that the investigation found."""
    return {"situation": queries.fact(case.id, "liability_situation")}


@question("close_gate")
def close_gate(case: Case) -> Inputs:
    """销号门槛: balance, approved ground, recovery of advances, complainant told, open side procedures."""
    known = queries.facts(case.id)
    standings = ledgers.standings(case.id)
    return {
        "balance": sum(standing.outstanding for standing in standings),
        "approved_ground": bool(known.get("close_ground") and known.get("close_ground_file")),
        "advances_outstanding": sum(standing.to_recover for standing in standings),
        "recovery_filed": bool(known.get("recovery_filed")),
        "complainant_told": bool(known.get("complainant_told_on")),
        "open_runs": blocking_runs(case),
        "credit_due": _credit_due(case),
        "credit_started": any(
            row.process == CREDIT and row.result != "NOT_DUE" for row in runs.runs(case.id)
        ),
        # The step that follows refuses whoever handled the case (its property not_by).
        "reviewer_is_handler": False,
    }


@question("incident_level")
def incident_level(case: Case) -> Inputs:
    """群体性事件分级: what was reported last from the spot."""
    known = queries.facts(case.id)
    return {"head_count": known.get("incident_head_count"), "extreme": known.get("incident_extreme")}


@question("listed_supervision")
def listed_supervision(case: Case) -> Inputs:
    """挂牌督办: whom and how much is still owed, and what the start form says."""
    known = queries.facts(case.id)
    owing = [one.outstanding for one in ledgers.standings(case.id) if one.outstanding > 0]
    return {
        "head_count": len(owing),
        "amount": sum(owing),
        "superior_order": known.get("superior_order"),
        "media": known.get("media_attention"),
        "overdue_count": known.get("overdue_count"),
    }


def _credit_due(case: Case) -> bool:
    """Whether the rule says: to be listed (失信联合惩戒名单). What it leaves open holds nothing up."""
    decision = law.ask("credit_listing", case.region_code, clock.today(), inputs("credit_listing", case))
    return decision.outputs.get("result") == "LIST"


def blocking_runs(case: Case) -> int:
    """How many side procedures that block closing are still under way."""
    return sum(
        1
        for row in runs.open_runs(case.id)
        if row.process != MAIN
        and definitions.definition(row.version_id).properties(row.process).get("blocks_closing") == "true"
    )
