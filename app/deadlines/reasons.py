"""Why a step is due when it is: each of its terms, reckoned day by day, as plain data for pages and the API."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases.models import Case
from app.deadlines import queries
from app.deadlines.explanation import calculate, explain
from app.deadlines.rules import reckon
from app.engine.notation import Term


def of_terms(
    terms: Iterable[Term], case: Case, created: datetime, deadline_from: str = "created", article: str = ""
) -> list[dict[str, Any]]:
    """One explanation for each term that holds in the case's region, of the shape of ``explanation.explain``.

    :param created: when the step was opened.
    :param article: what the step itself cites; a clock cites its own.
    """
    found: list[dict[str, Any]] = []
    clocks = None
    for term in terms:
        if not queries.holds(term, case):
            continue
        if term.key:
            clocks = queries.clocks(case.id) if clocks is None else clocks
            found += [
                explain(row)
                for row in clocks
                if row.key == term.key and row.state in ("running", "suspended")
            ]
        elif begin := queries.begins(case, created, deadline_from):
            found.append(_of_length(term, begin, case, deadline_from, article))
    return found


def _of_length(
    term: Term, begin: queries.Moment, case: Case, deadline_from: str, article: str
) -> dict[str, Any]:
    assert term.length is not None
    assert term.unit
    at = begin.at or clock.start_of(begin.on)
    shown: dict[str, Any] = {
        "title": "",
        "article": _(article) if article else "",
        "extension": [],
        "consequence": "",
        "length": term.length,
        "unit": term.unit,
        "direction": "forward",
        "from_event": deadline_from.removeprefix("event:"),
        "started_on": begin.on.isoformat(),
        "started_at": at.isoformat(),
        "state": "running",
        "due_at": None,
        "extended_by": 0,
        "periods": [],
        "days": [],
    }
    if term.unit == "H":
        found = reckon(queries.calendar_for(case.region_code), begin.on, term.length, "H", started_at=at)
        due, due_at = found.due, found.due_at
        return shown | {
            "due": due and due.isoformat(),
            "due_at": due_at and due_at.isoformat(),
            "provisional": False,
        }
    return shown | calculate(begin.on, term.length, term.unit, region=case.region_code)
