"""The words by which one process starts or tells another. They write rows; casework works them off after the save.

And those of the joint interview (联合约谈), whose start form says who is interviewed and who takes part.
"""

from typing import Any

from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.casework import advance
from app.documents import actions as documents
from app.engine.operations import answer, operation, prefill
from app.org import queries as org

INTERVIEW = "joint_interview"


@operation("run.start")
def start(move: Move, process: str) -> None:
    """Start a side procedure of this case, unless one is under way."""
    advance.request_run(move.case, process, move.actor)


@answer("run.start_chosen")
def start_chosen(move: Move, answers: dict[str, Any]) -> None:
    """Start each side procedure that the step names (field ``procedures``), unless it is under way."""
    for process in answers.get("procedures", []):
        advance.request_run(move.case, process, move.actor)


@operation("message.send")
def send(move: Move, name: str, value: Any = None, key: str = "") -> None:
    """Tell the other runs of this case something, once for each run and key."""
    advance.send(move.case, name, f"{name}:{move.run_id}:{key}", value, from_run_id=move.run_id)


@operation("interview.participants")
def participants(move: Move) -> list[str]:
    """参加部门: the departments chosen when the interview was proposed, of those that exist here or above."""
    region = move.case.region_code
    chosen: list[str] = _proposed(move.case).get("departments", [])
    return [group for group in chosen if org.nearest_holding(group, region)]


@answer("interview.notified")
def notified(move: Move, answers: dict[str, Any]) -> None:
    """约谈通知的送达 (shared form ``service``); the main run may be serving another paper at the same time."""
    documents.serve(move, "interview_notice", answers)


@prefill("interview.interviewee")
def interviewee(case: Case) -> str:
    """约谈对象, as proposed; else the department that did not allocate what it was ordered to, or the employer."""
    ordered = case_queries.last_answer(case.id, "order_allocation").get("recipient")
    return str(_proposed(case).get("interviewee") or ordered or case.employer_name)


@prefill("interview.reason")
def reason(case: Case) -> str:
    """约谈事由, as proposed."""
    return str(_proposed(case).get("reason", ""))


def _proposed(case: Case) -> dict[str, Any]:
    rows = case_queries.answers(case.id, "start", INTERVIEW)
    return rows[-1].answers if rows else {}
