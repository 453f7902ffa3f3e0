"""Rules asked and terms reckoned, without a case."""

from typing import Any

from app.api import reading
from app.api.base import api, asks, nameless, takes
from app.api.schemas import Paging, Question, Term
from app.api.shapes import Decision, Reckoned, Rule, page_of
from app.api.slices import slice_of
from app.deadlines import queries as deadlines
from app.law import actions, queries


@api.route("/rules", methods=["GET"], tags=["rules"])
@asks(Paging)
@api.response(200, page_of(Rule))
def list_rules() -> dict[str, Any]:
    """The rules, what each wants to know and what it answers."""
    return slice_of(queries.rules())


@api.route("/rules/<name>/evaluate", methods=["POST"], tags=["rules"])
@takes(Question)
@api.response(200, Decision)
def evaluate(name: str) -> dict[str, Any]:
    """Ask a rule as it holds in a region on a date. Never a guess: what cannot be decided is «unknown»."""
    queries.rule(name)
    asked = reading.body(Question)
    return actions.evaluate(name, asked["region"], asked["on"], asked["inputs"])


@api.route("/deadlines/calculate", methods=["GET"], tags=["deadlines"])
@asks(Term)
@api.response(200, Reckoned)
@nameless
def calculate() -> dict[str, Any]:
    """Where a term ends, and every day on the way. Open to everybody."""
    return deadlines.calculate(**reading.query(Term))
