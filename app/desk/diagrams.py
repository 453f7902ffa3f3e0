"""The runs of a case as live diagrams, and the same facts as a table."""

from typing import Any, NamedTuple

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _

from app.cases.models import Case
from app.cases.visibility import find_visible
from app.casework import definitions, diagrams
from app.casework.models import CaseRun
from app.db import db
from app.desk import summary
from app.errors import NotFound
from app.inbox import queries as inbox
from app.inbox.models import Task

pages = Blueprint("diagrams", __name__, url_prefix="/cases/<number>/runs")


@pages.get("")
def show(number: str) -> str:
    """One run of the case: the chosen one, else the newest that is open."""
    case = find_visible(g.user, number)
    runs = list(db.session.scalars(db.select(CaseRun).filter_by(case_id=case.id).order_by(CaseRun.id)))
    run = _chosen(runs)
    context: dict[str, Any] = {"case": case, "part": "runs", "runs": runs, "run": run}
    if run:
        tasks = inbox.of_case(case.id)
        parts = diagrams.processes_of(run)
        process = request.args.get("process", "")
        process = process if process in parts else _deepest(run, parts)
        mine = [task for task in tasks if task.run_id == run.id and task.process == process]
        titles = definitions.definition(run.version_id).titles
        drawing = diagrams.of_run(run, process, tasks)
        context |= {
            "drawing": drawing,
            "within": {each: titles[each].get(each) or each for each in parts},
            "nodes": _nodes(run, process, drawing, mine),
            "lamp_of": inbox.lamp_of,
            "people": summary.people(who for task in mine for who in (task.done_by_id, task.claimed_by_id)),
        }
    return render_template("desk/case/runs.html", processes=definitions.titles(), **context)


class Node(NamedTuple):
    """An element that the run has reached. ``state``: done, active or overdue; ``tasks`` if people work there."""

    title: str
    state: str
    tasks: list[Task]


def _nodes(run: CaseRun, process: str, drawing: diagrams.Drawing, tasks: list[Task]) -> list[Node]:
    """What the diagram shows, as a table: every named element that was gone through or is active."""
    diagram = definitions.definition(run.version_id).diagrams[process]
    flows = set(diagram.flows.values())
    found = []
    for element in dict.fromkeys([*drawing.done, *drawing.active]):
        title = diagram.titles.get(element)
        if title and element not in flows:
            late = "overdue" if element in drawing.overdue else "active"
            state = late if element in drawing.active else "done"
            found.append(Node(_(title), state, [task for task in tasks if task.step == element]))
    return found


def _chosen(runs: list[CaseRun]) -> CaseRun | None:
    wanted = request.args.get("run", 0, int)
    by_id = {run.id: run for run in runs}
    if wanted in by_id:
        return by_id[wanted]
    return next((run for run in runs if run.status != "finished"), runs[-1] if runs else None)


def _deepest(run: CaseRun, parts: list[str]) -> str:
    """The process in which the run is now, rather than one that waits for it."""
    return next(
        (process for process in reversed(parts) if any(here == process for here, _id in run.here)), parts[0]
    )


@pages.get("/<int:run_id>/<process>.bpmn")
def xml(number: str, run_id: int, process: str) -> Response:
    """A process of a run as BPMN, as it stood when the run began, in the reader's language."""
    case: Case = find_visible(g.user, number)
    run = db.session.get(CaseRun, run_id)
    if run is None or run.case_id != case.id or process not in diagrams.processes_of(run):
        raise NotFound(_("本案没有这个流程。"))
    return Response(diagrams.of_run(run, process, ()).xml, mimetype="application/xml")
