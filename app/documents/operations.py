"""The words that a diagram may say about papers."""

from datetime import date
from typing import Any

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.documents import actions, queries
from app.engine.operations import answer, operation, prefill
from app.org import queries as org

SERVING = "serving"
"""The fact that names the kind of paper which is being served and the run that serves it: several may at once."""

DECISIONS = ("decision", "penalty_decision")
"""处理决定、处罚决定: the papers with which a case is decided by law."""


@operation("document.issue")
def issue(move: Move, document: str) -> None:
    """签发: issue a paper without a person's step, from what was answered last."""
    actions.issue(move, document)


@operation("service.prepare")
def prepare(move: Move, document: str) -> None:
    """准备送达: say which paper the following service is of."""
    case_actions.set_fact(move.case, SERVING, {"kind": document, "run": move.run_id}, move.task_id)


@operation("service.too_late")
def too_late(move: Move, document: str, due: str) -> bool:
    """送达过期: had the last day that the paper gives (fact ``due``) passed when it was served?"""
    facts = case_queries.facts(move.case.id)
    return bool(facts[f"{document}_served_on"] > facts[due])


@answer("document.served")
def served(move: Move, answers: dict[str, Any]) -> None:
    """送达登记: how the paper named by ``service.prepare`` was served (shared form ``service``)."""
    by_run = _being_served(move.case)
    if kind := by_run.get(move.run_id) or by_run.get(None):
        actions.serve(move, kind, answers)


@prefill("documents.serving")
def serving(case: Case) -> str:
    """The papers that are being served: 限期整改指令书（渑人社监令字〔2026〕12号）."""
    found = [queries.newest(case.id, kind) for kind in dict.fromkeys(_being_served(case).values())]
    papers = [paper for paper in found if paper]
    waiting = [paper for paper in papers if not any(row.served_on for row in queries.service_of(paper.id))]
    return "、".join(f"{paper.title}（{paper.number}）" for paper in waiting or papers[-1:])


def _being_served(case: Case) -> dict[int | None, str]:
    """The kind of paper that each run serves, the one prepared last at the end."""
    found: dict[int | None, str] = {}
    for said in case_queries.history(case.id, SERVING):
        run, kind = (said["run"], said["kind"]) if isinstance(said, dict) else (None, said)
        found.pop(run, None)
        found[run] = kind
    return found


@prefill("naming.candidates")
def naming_candidates(case: Case) -> list[dict[str, Any]]:
    """应公布案件: a row for each decision served in the period (facts ``naming_from``, ``naming_to``) in the region."""
    known = case_queries.facts(case.id)
    if not (known.get("naming_from") and known.get("naming_to")):
        return []
    period = date.fromisoformat(known["naming_from"]), date.fromisoformat(known["naming_to"])
    return [
        {
            "decision_no": paper.number,
            "decided_on": served_on.isoformat(),
            "name": paper.facts["employer"]["name"],
            "uscc": paper.facts["employer"]["uscc"],
            "address": paper.facts["employer"]["address"],
            "legal_rep": paper.facts["employer"]["legal_rep"],
            "facts_found": paper.facts.get("form", {}).get("facts_found", ""),
            "handling": f"{paper.title}（{paper.number}）",
        }
        for paper, served_on in queries.served_between(DECISIONS, org.subtree(case.region_code), *period)
    ]


@prefill("naming.proposed")
def naming_proposed(case: Case) -> list[dict[str, Any]]:
    """拟公布的案件: what was gathered last, without what is no grave violation."""
    rows = case_queries.last_answer(case.id, "collect_cases").get("names", [])
    return [dict(row) for row in rows if row.get("conduct") != "NOT_MAJOR"]
