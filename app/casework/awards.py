"""Labour arbitration (劳动仲裁): finality of awards, advance enforcement, service."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.casework.host import keep_decision
from app.documents import actions as documents
from app.engine.operations import answer, prefill
from app.errors import Invalid
from app.forms.money import format_yuan
from app.law import actions as law
from app.ledgers import actions as ledgers
from app.ledgers import queries as ledger_queries

Row = dict[str, Any]
PAPERS = {
    "FINAL_ONLY": ("final_award",),
    "NONFINAL_ONLY": ("nonfinal_award",),
    "BOTH": ("final_award", "nonfinal_award"),
}
CHOICES = {"FINAL": True, "NONFINAL": False}
WAGES = ("WAGE", "OVERTIME")  # 劳动报酬: what the ledger of arrears is about


@answer("award.determine")
def determine(move: Move, answers: Mapping[str, Any]) -> None:
    """裁决: ask for each item whether it is final (调解仲裁法47条); fix what each worker is owed in wages.

    Roster ``items`` (claim, kind, amount, finality). A person's choice stands only where the rule leaves the item open,
    with ``finality_reason``. Sets the fact ``award``: claim, kind, amount (fen) and final of each item.

    :raises Invalid: a finality against the rule, or awards that do not match it (办案规则50条: separate awards).
    """
    items: list[Row] = answers.get("items", [])
    _check_workers(move.case, items)
    asked = [{"worker": row["claim"], "kind": row["kind"], "amount": row["amount"]} for row in items]
    decision = law.ask("final_award", move.case.region_code, move.today, {"items": asked})
    ruled = [row["final"] for row in decision.outputs.get("items", [])] or [None] * len(items)
    finals = [
        _final(row, by_rule, place) for place, (row, by_rule) in enumerate(zip(items, ruled, strict=True))
    ]
    if None in ruled and not answers.get("finality_reason"):
        raise Invalid(errors={"finality_reason": [_("有项目由仲裁庭自行认定是否终局，请写明理由。")]})
    _check_papers(finals, move.outcome)
    outputs = decision.outputs | {"items": [row | {"final": f} for row, f in zip(asked, finals, strict=True)]}
    keep_decision(move, "final_award", decision, outputs)
    awarded = [
        {"claim": row["claim"], "kind": row["kind"], "amount": row["amount"], "final": final}
        for row, final in zip(items, finals, strict=True)
    ]
    case_actions.set_fact(move.case, "award", awarded, move.task_id)
    _verify(move, items)


def _check_workers(case: Case, items: list[Row]) -> None:
    if not items:
        raise Invalid(errors={"items": [_("请至少填写一项裁决。")]})
    known = {str(claim.serial) for claim in case.claims}
    errors = {
        f"items.{place}.claim": [
            _("本案没有第 %(serial)s 号劳动者，请填写名单中的序号。", serial=row["claim"])
        ]
        for place, row in enumerate(items)
        if row["claim"] not in known
    }
    if errors:
        raise Invalid(errors=errors)


def _final(row: Row, by_rule: bool | None, place: int) -> bool:
    chosen = CHOICES.get(row.get("finality") or "")
    if by_rule is None:
        if chosen is None:
            raise Invalid(
                errors={
                    f"items.{place}.finality": [_("规则不能判断此项是否终局，请由仲裁庭选择并写明理由。")]
                }
            )
        return chosen
    if chosen is not None and chosen != by_rule:
        right = _("终局") if by_rule else _("非终局")
        raise Invalid(
            errors={
                f"items.{place}.finality": [_("按单项数额，此项应为%(right)s，请改正或留空。", right=right)]
            }
        )
    return by_rule


def _check_papers(finals: list[bool], outcome: str | None) -> None:
    due = "BOTH" if len(set(finals)) == 2 else "FINAL_ONLY" if finals[0] else "NONFINAL_ONLY"
    if outcome == due:
        return
    told = {
        "BOTH": _("本案既有终局项目又有非终局项目，办案规则第50条要求分别制作裁决书，请选择“分别制作”。"),
        "FINAL_ONLY": _("全部项目都是终局裁决，请选择“只有终局裁决”。"),
        "NONFINAL_ONLY": _("没有终局项目，请选择“只有非终局裁决”。"),
    }
    raise Invalid(errors={"outcome": [told[due]]})


def _verify(move: Move, items: list[Row]) -> None:
    wages: dict[int, int] = defaultdict(int)
    places: dict[int, int] = {}
    for place, row in enumerate(items):
        if row["kind"] in WAGES:
            wages[int(row["claim"])] += row["amount"]
            places.setdefault(int(row["claim"]), place)
    reached = {each.serial: each.reached for each in ledger_queries.standings(move.case.id)}
    errors = {
        f"items.{places[serial]}.amount": [
            _("裁决的工资不能低于已支付的 %(paid)s 元。", paid=format_yuan(reached[serial]))
        ]
        for serial, amount in wages.items()
        if amount < reached[serial]
    }
    if errors:
        raise Invalid(errors=errors)
    if wages:
        ledgers.determine(move.case, wages, move.actor)


@answer("award.advance")
def advance(move: Move, answers: Mapping[str, Any]) -> None:
    """先予执行: granted only where the worker applied, rights are clear and life would suffer (调解仲裁法44条).

    :raises Invalid: granted without one of the conditions, or more than a worker is still owed.
    """
    applied = case_queries.last_answer(move.case.id, "apply_advance")
    facts = {
        "applied": applied.get("outcome") == "APPLIED",
        "clear_rights": bool(answers.get("clear_rights")),
        "hardship": bool(answers.get("hardship_found")),
        "security_given": bool(applied.get("security_given")),
    }
    decision = law.ask("advance_execution", move.case.region_code, move.today, facts)
    keep_decision(move, "advance_execution", decision)
    if move.outcome != "GRANT":
        return
    if not decision.outputs.get("allowed"):
        told = {
            "NOT_APPLIED": ("outcome", _("劳动者没有申请，仲裁庭不得依职权先予执行。")),
            "RIGHTS_UNCLEAR": ("clear_rights", _("权利义务关系不明确的，不能先予执行。")),
            "NO_HARDSHIP": ("hardship_found", _("没有严重影响生活的情形，不能先予执行。")),
        }
        field, text = told.get(
            decision.outputs.get("reason", ""), ("outcome", _("规则不能判断，不能先予执行。"))
        )
        raise Invalid(errors={field: [text]})
    within_owed(move, answers)


def within_owed(move: Move, answers: Mapping[str, Any]) -> None:
    """先予执行的数额 (roster ``items``: claim, amount): nobody gets more than is still owed; nothing where all is paid.

    :raises Invalid: somebody gets more, or nobody anything though money is owed.
    """
    owed = {str(each.serial): each.outstanding for each in ledger_queries.standings(move.case.id)}
    rows = answers.get("items") or []
    errors = {
        f"items.{place}.amount": [
            _("先予执行不能超过尚欠的 %(most)s 元。", most=format_yuan(owed.get(row["claim"], 0)))
        ]
        for place, row in enumerate(rows)
        if row["amount"] > owed.get(row["claim"], 0)
    }
    if not rows and any(owed.values()):
        errors = {"items": [_("请至少填写一名劳动者的先予执行数额。")]}
    if errors:
        raise Invalid(errors=errors)


@answer("award.served")
def served(move: Move, answers: Mapping[str, Any]) -> None:
    """送达裁决书: each award to both sides; each side's terms run from the day on which it has it."""
    outcome = case_queries.last_answer(move.case.id, "award").get("outcome", "")
    services = sorted((answers[f"{side}_served_on"], side) for side in ("worker", "employer"))
    names = {"worker": _workers(move.case), "employer": move.case.employer_name}
    for kind in PAPERS.get(outcome, ()):
        for served_on, side in services:
            how = {"recipient": names[side], "method": answers[f"{side}_method"], "served_on": served_on}
            documents.serve(move, kind, how)


def _workers(case: Case) -> str:
    first = case.claims[0].name if case.claims else ""
    return first if len(case.claims) < 2 else f"{first}等{len(case.claims)}人"


@prefill("award.items")
def items(case: Case) -> list[Row]:
    """What the workers requested, item by item; before that, one item of wages for each claim."""
    requested = case_queries.last_answer(case.id, "receive_application").get("requested", [])
    names = {str(claim.serial): claim.name for claim in case.claims}
    rows = requested or [
        {"claim": str(claim.serial), "kind": "WAGE", "amount": claim.claimed} for claim in case.claims
    ]
    return [
        {
            "claim": row["claim"],
            "name": names.get(row["claim"], ""),
            "kind": row["kind"],
            "requested": format_yuan(row["amount"]),
            "amount": format_yuan(row["amount"]),
        }
        for row in rows
    ]
