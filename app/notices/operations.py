"""The word by which a diagram tells the complainant."""

from app.cases.move import Move
from app.engine.operations import operation
from app.notices import actions


@operation("notice.complainant")
def complainant(move: Move, template: str) -> None:
    """Tell the complainant, once for each time the case passes here."""
    actions.tell_complainant(move.case, template, f"{move.run_id}:{move.step}:{move.today}")
