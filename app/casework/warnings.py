"""Early warnings (欠薪预警): what the rule is told about one, and the words of its process."""

from typing import Any

from flask_babel import gettext as _

from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.casework import queries
from app.casework.questions import Inputs, question
from app.engine.operations import answer
from app.errors import Conflict

REMOVED = "REMOVED"


class StillUnderWay(Conflict):
    """A side procedure of the matter has not ended, so the matter cannot end either."""


@question("warning_lamp")
def warning_lamp(case: Case) -> Inputs:
    """The signals with which the warning was opened."""
    return {"signals": case_queries.last_answer(case.id, "start").get("signals") or None}


@answer("run.others_ended")
def others_ended(move: Move, answers: dict[str, Any]) -> None:
    """隐患消除: may only be said (outcome ``REMOVED``) when no side procedure, such as an interview, is under way.

    :raises StillUnderWay: one is.
    """
    if answers["outcome"] == REMOVED and any(
        row.id != move.run_id for row in queries.open_runs(move.case.id)
    ):
        raise StillUnderWay(
            _("联合约谈尚未结束，不能按隐患已消除办理。请等约谈结束，或者先选择继续整改。"), state="open"
        )
