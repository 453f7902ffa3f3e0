"""What the engine may ask while it moves a run: operations, rules and clocks, all in the transaction of the move."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.cases import actions as case_actions
from app.cases import journal
from app.cases.move import Move
from app.casework import questions
from app.deadlines import queries as deadlines
from app.engine import operations
from app.law import actions as law


class CaseHost:
    """Answers the engine on behalf of one move of one case."""

    def __init__(self, move: Move) -> None:
        self.move = move

    def operate(self, word: str, params: Mapping[str, Any], *, process: str, element: str) -> Any:
        """Say a registered word of a service task."""
        step = replace(self.move, process=process, step=element)
        return operations.find("operation", word).function(step, **params)

    def ask(self, rule: str, *, process: str, element: str) -> dict[str, Any]:
        """Ask a decision table about the case; the decision and its reasons become a fact of the case."""
        case = self.move.case
        inputs = questions.inputs(rule, case)
        decision = law.ask_throughout(rule, case.region_code, *questions.asked_on(rule, case), inputs)
        keep_decision(self.move, rule, decision)
        scalars = {
            key: value
            for key, value in decision.outputs.items()
            if isinstance(value, str | int | bool | None)
        }
        return {f"{rule}_status": decision.status} | {
            f"{rule}_{key}": value for key, value in scalars.items()
        }

    def due(self, key: str) -> str:
        """The instant at which a clock of the case runs out; the end of time when it does not run."""
        return deadlines.instant(self.move.case.id, key)


def keep_decision(
    move: Move, rule: str, decision: law.Decision, outputs: Mapping[str, Any] | None = None
) -> None:
    """A decision and its reasons become a fact of the case; ``outputs`` are what a person completed them to."""
    kept = decision.kept() if outputs is None else decision.kept() | {"outputs": outputs}
    case_actions.set_fact(move.case, f"rule.{rule}", kept, move.task_id)
    journal.write(move.case, "rule.ask", {"rule": rule} | decision.noted(), move.actor)
