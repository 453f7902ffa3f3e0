"""The words about clocks as a diagram says them, and what comes of them."""

from typing import Any

from app import clock
from app.cases.models import Case
from app.cases.move import Move
from app.db import transaction
from app.deadlines import queries
from app.engine.operations import find


def say(case: Case, word: str, **params: str) -> None:
    with transaction():
        find("operation", word).function(Move(case, 1, "wage_case", clock.today()), **params)


def answer(case: Case, word: str, answers: dict[str, Any]) -> None:
    with transaction():
        find("answer", word).function(Move(case, 1, "wage_case", clock.today()), answers)


def begin(case: Case, **more: str) -> None:
    say(
        case,
        "clock.start",
        **{"key": "acceptance", "term": "5WD; 7D@41", "title": "受理", "from": "received_at"} | more,
    )


def dues(case: Case) -> list[str | None]:
    return [row.due and row.due.isoformat() for row in queries.clocks(case.id) if row.state == "running"]
