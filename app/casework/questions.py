"""What each rule is told about a case: facts of the file turned into the inputs that the table declares."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app import clock
from app.cases import queries
from app.cases.models import Case

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


def asked_on(rule: str, case: Case) -> date:
    """Rules are chosen by the date of the fact: for a case, the day the complaint was received."""
    return clock.local_date(case.received_at) if rule == "triage" else clock.today()


def known() -> frozenset[str]:
    """The rules that a case can be asked about."""
    return frozenset(_QUESTIONS)
