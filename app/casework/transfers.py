"""The words by which a case goes to another region (移送管辖), and others are asked for help (协查, 行业督办)."""

from typing import Any

from flask_babel import gettext as _

from app.cases import actions as case_actions
from app.cases import journal
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.deadlines import queries as deadlines
from app.documents import organs
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.org import queries as org

TO = "transfer_to"
"""The fact that names the region which is asked to take the case, or was designated."""
HANDLING = "handling_region"
"""The fact that names the region which has taken a case over; none while it lies where it was registered."""
RETURNED = "transfer_returned"
"""The fact that lists the regions which have sent the case back: each may do so once."""
GROUP = "transfer_group"
"""The fact that names who transfers and receives: the intake desk, or in an arbitration the registry."""
SUPERIOR = "hrss_principal"


@operation("transfer.reachable")
def reachable(move: Move) -> bool:
    """Does the complaint belong to another region of this system (用工所在地)? Else it is handed over on paper."""
    return competent(move.case) != ""


@operation("transfer.superior")
def superior(move: Move) -> None:
    """共同的上一级: who designates where two regions differ (监察条例13条); sets the fact ``transfer_superior``.

    Of two provinces it is the ministry, which is not in this system: the sender's province refers the matter and
    records what was designated.
    """
    case = move.case
    asked = str(case_queries.fact(case.id, TO))
    above = org.ancestors(case.region_code)
    common = [code for code in above if code in org.ancestors(asked)]
    holding = [code for code in [*common, *reversed(above)] if SUPERIOR in org.departments(code)]
    case_actions.set_fact(case, "transfer_superior", next(iter(holding), case.region_code), move.task_id)


@operation("transfer.carry_out")
def carry_out(move: Move) -> bool:
    """移送管辖: the case lies from now on in the region of the fact ``transfer_to``. Number, journal, date of receipt
    and running clocks stay. Says whether it has moved.
    """
    case = move.case
    before, after = case.region_code, str(case_queries.fact(case.id, TO))
    case_actions.set_fact(case, HANDLING, after, move.task_id)
    if after != before:
        case.region_code = after
        journal.write(case, "case.transfer", {"from": before, "to": after}, move.actor)
    return after != before


@operation("transfer.by_registry")
def by_registry(move: Move) -> None:
    """仲裁移送 (办案规则9条): from the arbitration registry of the case's region to that of another."""
    case = move.case
    for name, value in (
        (GROUP, "arb_registry"),
        ("transfer_organ", "arbitration"),
        (HANDLING, case.region_code),
    ):
        case_actions.set_fact(case, name, value, move.task_id)


@operation("transfer.away")
def away(move: Move) -> bool:
    """Is the case handled in another region than where it was received? Then the first window owes the answer."""
    case = move.case
    moved = case_queries.fact(case.id, HANDLING) is not None
    return moved and case.origin_code not in org.subtree(case.region_code)


@answer("transfer.propose")
def propose(move: Move, answers: dict[str, Any]) -> None:
    """提出移送 (``transfer_to``).

    :raises Invalid: no such office in this system, one's own, or one that has returned the case before.
    """
    if move.outcome == "OUTSIDE":
        return
    to = answers[TO]
    _check(move.case, TO, to, _group(move.case))
    if to in (case_queries.fact(move.case.id, RETURNED) or []):
        raise Invalid(
            errors={TO: [_("该地区已经退回过一次，不得再次移送；有争议的，报请共同的上一级指定管辖。")]}
        )


@answer("transfer.decided")
def decided(move: Move, answers: dict[str, Any]) -> None:  # noqa: ARG001
    """接收或退回: who has returned the case is remembered."""
    case = move.case
    if move.outcome == "RETURN":
        returned = case_queries.fact(case.id, RETURNED) or []
        case_actions.set_fact(case, RETURNED, [*returned, case_queries.fact(case.id, TO)], move.task_id)


@answer("transfer.designated")
def designated(move: Move, answers: dict[str, Any]) -> None:
    """指定管辖 (``transfer_to``): one of the two that differ or a third region.

    :raises Invalid: the region has no such office in this system.
    """
    if answers[TO] != move.case.region_code:
        _check(move.case, TO, answers[TO], _group(move.case))


@answer("assistance.ask")
def ask(move: Move, answers: dict[str, Any]) -> None:
    """请求协查 (``assist_region``); the answer goes to the fact ``asking_region``.

    :raises Invalid: no labour inspection there in this system, or one's own.
    """
    _check(move.case, "assist_region", answers["assist_region"], "hrss_inspection")
    case_actions.set_fact(move.case, "asking_region", move.case.region_code, move.task_id)


@prefill("transfer.competent")
def competent(case: Case) -> str:
    """有管辖权的地区: the county or city of the place of work; empty if it is this one or not in this system."""
    place = org.region_for_place(case.place_of_work_code)
    known = org.region(place) if place else None
    if known and known.level == "township":
        known = org.region(known.parent_code or "")
    found = org.nearest_holding("hrss_intake", known.code) if known else None
    return found if found and found != case.region_code else ""


@prefill("transfer.parties")
def parties(case: Case) -> dict[str, str]:
    """The offices that a transfer is about, by their full names: ``sender``, ``receiver`` (as first asked), ``first``
    (where the complaint was received), ``handler`` (as designated); ``due``: until when to decide on acceptance.
    """
    organ = case_queries.fact(case.id, "transfer_organ") or "hrss"
    asked = case_queries.last_answer(case.id, "send_transfer").get(TO) or case.region_code
    regions = {
        "sender": case.region_code,
        "receiver": asked,
        "first": case.origin_code,
        "handler": case_queries.fact(case.id, TO) or case.region_code,
    }
    due = deadlines.due(case.id, "acceptance")
    named = {name: organs.name_of(organ, code) for name, code in regions.items()}
    return named | {"due": due.isoformat() if due else ""}


@prefill("industry.clues")
def clues(case: Case) -> str:
    """工程款源头问题的线索, as stated when supervision by the trade's department was proposed."""
    rows = case_queries.answers(case.id, "start", "industry_supervision")
    return str(rows[-1].answers.get("clues", "")) if rows else ""


def _group(case: Case) -> str:
    return str(case_queries.fact(case.id, GROUP) or "hrss_intake")


def _check(case: Case, field: str, code: str, group: str) -> None:
    found = org.region(code)
    if found is None or found.level not in {"city", "county"} or group not in org.departments(code):
        raise Invalid(
            errors={field: [_("本系统内没有该地区的承办部门，请填写县（市、区）或者设区的市的代码。")]}
        )
    if code == case.region_code:
        raise Invalid(errors={field: [_("这是案件现在所在的地区，请填写其他地区。")]})
