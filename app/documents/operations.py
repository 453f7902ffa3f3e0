"""The words that a diagram may say about papers."""

from typing import Any

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.documents import actions, queries
from app.engine.operations import answer, operation, prefill

SERVING = "serving"
"""The fact that names the kind of paper which is being served."""


@operation("document.issue")
def issue(move: Move, document: str) -> None:
    """签发: issue a paper without a person's step, from what was answered last."""
    actions.issue(move, document)


@operation("service.prepare")
def prepare(move: Move, document: str) -> None:
    """准备送达: say which paper the following service is of."""
    case_actions.set_fact(move.case, SERVING, document, move.task_id)


@operation("service.too_late")
def too_late(move: Move, document: str, due: str) -> bool:
    """送达过期: had the last day that the paper gives (fact ``due``) passed when it was served?"""
    facts = case_queries.facts(move.case.id)
    return bool(facts[f"{document}_served_on"] > facts[due])


@answer("document.served")
def served(move: Move, answers: dict[str, Any]) -> None:
    """送达登记: how the paper named by ``service.prepare`` was served (shared form ``service``)."""
    kind = case_queries.fact(move.case.id, SERVING)
    if kind:
        actions.serve(move, kind, answers)


@prefill("documents.serving")
def serving(case: Case) -> str:
    """The paper that is being served: 限期整改指令书（渑人社监令字〔2026〕12号）."""
    kind = case_queries.fact(case.id, SERVING)
    document = queries.newest(case.id, kind) if kind else None
    return f"{document.title}（{document.number}）" if document else ""
