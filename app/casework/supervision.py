"""Mass incidents (群体性事件) and listed supervision (挂牌督办): what their steps show, set and refuse."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.deadlines import queries as deadlines
from app.deadlines.operations import length_of
from app.deadlines.rules import MINUTES
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.law import queries as law

FIRST_REPORT, FOLLOW_UP = "incident_first_report_hours", "incident_follow_up_hours"
STATUTORY = ("investigation", "decision", "award", "mediation")
"""法定办理期限: the clocks within which the law wants a case handled. A listed deadline lies within them."""


@prefill("incident.first_report_term")
def first_report_term(case: Case) -> str:
    """首报时限 of the region, or that the legal department has to confirm one."""
    return _hours(case, FIRST_REPORT)


@prefill("incident.follow_up_term")
def follow_up_term(case: Case) -> str:
    """续报间隔 of the region, or that the legal department has to confirm one."""
    return _hours(case, FOLLOW_UP)


def _hours(case: Case, name: str) -> str:
    found = law.parameter(name, case.region_code, clock.today())
    if found is None:
        return _("时限待法制部门确认，请立即报告")
    length, unit = length_of(found.value, "H")
    term = _("%(n)s分钟", n=length) if unit == MINUTES else _("%(hours)s小时", hours=length)
    return term if found.status == "verified" else _("%(term)s（待法制部门确认）", term=term)


@prefill("incident.level")
def level(case: Case) -> str | None:
    """事件等级: as the rule proposes it; nothing where the region has no grading."""
    return _outputs(case, "incident_level").get("level")


@prefill("incident.current_level")
def current_level(case: Case) -> str:
    """事件等级: as it was decided."""
    decided = case_queries.fact(case.id, "incident_level")
    return _named(decided) if decided else ""


def _named(level: str) -> str:
    return {"I": _("Ⅰ级"), "II": _("Ⅱ级"), "III": _("Ⅲ级")}[level]


@prefill("incident.head_count")
def head_count(case: Case) -> int | None:
    """现场人数: as reported last."""
    return case_queries.fact(case.id, "incident_head_count")


@prefill("incident.proposal")
def proposal(case: Case) -> str:
    """What the rule says of the level, for whoever decides it."""
    found = _outputs(case, "incident_level")
    if not found:
        return _("本地没有可用的分级标准，由您确定等级并写明理由")
    text = _("按本地分级标准建议%(level)s", level=_named(found["level"]))
    return text + _("，因极端行为提高一级") if found["upgraded"] else text


@answer("incident.level_decided")
def level_decided(move: Move, answers: Mapping[str, Any]) -> None:
    """确定等级: who decides otherwise than the rule, or without one, says why (field ``level_reason``).

    :raises Invalid: there is no reason.
    """
    decided = answers.get("level")
    if decided and decided != level(move.case) and not answers.get("level_reason"):
        raise Invalid(
            errors={"level_reason": [_("等级与分级建议不一致，或者本地没有分级标准，请写明确定等级的理由。")]}
        )


@prefill("supervised.proposal")
def supervised_proposal(case: Case) -> str:
    """What the rule says of listing the case, for whoever decides to report it."""
    grounds = {
        "SUPERIOR": _("上级交办"),
        "MEDIA": _("媒体关注"),
        "OVERDUE": _("办理期限逾期两次"),
        "PEOPLE": _("人数达到本地标准"),
        "AMOUNT": _("金额达到本地标准"),
    }
    found = _outputs(case, "listed_supervision")
    if not found:
        return _("本地没有设定人数和金额标准，是否上报由您决定")
    if found["proposal"] == "NONE":
        return _("未达到本地挂牌督办标准")
    return _("建议上报挂牌督办：%(ground)s", ground=grounds[found["ground"]])


def _outputs(case: Case, rule: str) -> Mapping[str, Any]:
    found: dict[str, Any] = case_queries.fact(case.id, f"rule.{rule}") or {}
    return found.get("outputs") or {}


@answer("supervised.term")
def term(move: Move, answers: Mapping[str, Any]) -> None:
    """挂牌督办期限: field ``supervised_until``; it shortens what the law gives and never lengthens it.

    :raises Invalid: a day that has passed, one after the end of a statutory term, or a second extension
        (``outcome`` EXTEND).
    """
    if not answers.get("supervised_until"):
        return
    wanted = date.fromisoformat(answers["supervised_until"])
    if wanted <= move.today:
        raise Invalid(errors={"supervised_until": [_("办结期限须在今天之后，请改正日期。")]})
    legal = min(_statutory(move.case, move.today), default=wanted)
    if wanted > legal:
        said = _(
            "挂牌督办只能缩短、不能延长法定期限：本案法定期限于%(due)s届满。请改为该日或者更早的日期。",
            due=legal.isoformat(),
        )
        raise Invalid(errors={"supervised_until": [said]})
    if answers.get("outcome") == "EXTEND" and _extended(move):
        raise Invalid(
            errors={"outcome": [_("本次挂牌督办已经延长过一次，不能再次延长。请选择通报批评或者约谈。")]}
        )


def _statutory(case: Case, today: date) -> list[date]:
    """The last days of the statutory terms that still run."""
    found = (deadlines.due(case.id, key) for key in STATUTORY)
    return [due for due in found if due and due >= today]


def _extended(move: Move) -> bool:
    """Whether the supervision that runs was extended before."""
    listed = case_queries.answers(move.case.id, "decide_supervision", move.process)
    decided = case_queries.answers(move.case.id, "decide_overdue", move.process)
    return any(
        row.outcome == "EXTEND" and row.task_id != move.task_id and (not listed or row.at > listed[-1].at)
        for row in decided
    )


@operation("supervised.next_report")
def next_report(move: Move) -> None:
    """下次报告日: a cycle (``supervised_cycle_days``) from today, not after the deadline (``supervised_until``)."""
    cycle = move.today + timedelta(days=int(case_queries.fact(move.case.id, "supervised_cycle_days")))
    last = date.fromisoformat(case_queries.fact(move.case.id, "supervised_until"))
    due = max(min(cycle, last), move.today)
    case_actions.set_fact(move.case, "supervised_report_due_on", due.isoformat(), move.task_id)
