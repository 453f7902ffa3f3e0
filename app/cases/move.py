"""One move of a case: what an operation or an answer word is told about the moment it is called in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cases.models import Case
from app.org.models import User

SYSTEM = "system"


@dataclass(frozen=True)
class Move:
    """Somebody (or the clock) moves a case one step.

    ``answers`` are the step's plain answers while its words are applied, empty otherwise. ``today`` is the legal date.
    """

    case: Case
    run_id: int
    process: str
    today: date
    by: User | None = None
    step: str = ""
    task_id: str | None = None
    outcome: str | None = None
    answers: dict[str, Any] | None = None
    on_behalf_of: str | None = None

    @property
    def actor(self) -> str:
        """The user name for the journal; the system when a clock or message moved the case."""
        return self.by.username if self.by else SYSTEM
