"""Sample complaints: those of the demo."""

from typing import Any

from app.cases import actions as cases
from app.cases.models import Case
from app.db import db
from app.demo.people import EMPLOYER, NAMES, USCC, complaint, id_number, workers

__all__ = ["EMPLOYER", "NAMES", "USCC", "complaint", "id_number", "registered", "workers"]


def registered(sample: str = "one_worker", region: str = "411221", **more: Any) -> Case:
    """A case with its number but without any run; in the open transaction."""
    case = cases.register(complaint(sample, region, **more), "test")
    cases.draw_number(case)
    db.session.flush()
    return case
