"""Cases: the list, the file, its journal, claims, money, papers, clocks and runs; starting a side procedure."""

from typing import Any

from flask_babel import gettext as _

from app.api import caseshapes as shapes
from app.api import reading, tasks
from app.api.base import api, asks, takes, user
from app.api.schemas import CaseQuery, DiagramQuery, Paging, Start, cursor
from app.api.shapes import page_of
from app.api.slices import slice_of
from app.cases import listing
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.visibility import find_visible
from app.casework import actions, definitions, diagrams, incidents, queries, steps
from app.casework import tasks as casework_tasks
from app.casework.models import CaseRun
from app.deadlines import queries as deadlines
from app.documents import queries as documents
from app.errors import Invalid
from app.inbox import queries as inbox
from app.ledgers import queries as ledgers
from app.ledgers.models import Transfer
from app.ledgers.rules import Standing

TAGS = ["cases"]


@api.route("/cases", methods=["GET"], tags=TAGS)
@asks(CaseQuery)
@api.response(200, page_of(shapes.Case))
def list_cases() -> dict[str, Any]:
    """The cases that this caller may see, the newest first."""
    wanted = reading.query(CaseQuery)
    page = listing.page(user(), offset=wanted.pop("cursor", 0), **wanted)
    return {"items": page.items, "total": page.total, "next_cursor": cursor(page.next_offset)}


@api.route("/cases/<number>", methods=["GET"], tags=TAGS)
@api.response(200, shapes.OneCase)
def show_case(number: str) -> dict[str, Any]:
    """The file: particulars, parties, sums, and what this caller may start beside the main process."""
    case = find_visible(user(), number)
    standings = ledgers.standings(case.id)
    totals = {
        name: sum(getattr(standing, name) for standing in standings)
        for name in ("claimed", "owed", "reached", "outstanding")
    }
    return {**_columns(case), "totals": totals, "startable": steps.startable(case, user())}


def _columns(case: Case) -> dict[str, Any]:
    """The row as the shape reads it."""
    own = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
    return {**own, "parties": case.parties, "project": case.project}


@api.route("/cases/<number>/timeline", methods=["GET"], tags=TAGS)
@asks(Paging)
@api.response(200, page_of(shapes.Entry))
def timeline(number: str) -> dict[str, Any]:
    """The journal, oldest first: ids, codes and hashes."""
    return slice_of(case_queries.timeline(find_visible(user(), number).id))


@api.route("/cases/<number>/claims", methods=["GET"], tags=TAGS)
@asks(Paging)
@api.response(200, page_of(shapes.Claim))
def claims(number: str) -> dict[str, Any]:
    """What each worker asks for. Numbers of people are masked."""
    return slice_of(find_visible(user(), number).claims)


@api.route("/cases/<number>/deadlines", methods=["GET"], tags=TAGS)
@asks(Paging)
@api.response(200, page_of(shapes.Clock))
def clocks(number: str) -> dict[str, Any]:
    """The legal terms, each with the days that were counted and why."""
    rows = deadlines.clocks(find_visible(user(), number).id)
    return slice_of([deadlines.explain(row) for row in rows])


@api.route("/cases/<number>/documents", methods=["GET"], tags=TAGS)
@asks(Paging)
@api.response(200, page_of(shapes.Document))
def papers(number: str) -> dict[str, Any]:
    """The papers that were issued, oldest first."""
    return slice_of(documents.of_case(find_visible(user(), number).id))


@api.route("/cases/<number>/ledger", methods=["GET"], tags=TAGS)
@api.response(200, shapes.Ledger)
def ledger(number: str) -> dict[str, Any]:
    """How each worker's money stands, and every movement of it."""
    case = find_visible(user(), number)
    standings = ledgers.standings(case.id)
    return {"claims": standings, "transfers": _transfers(ledgers.statement(case.id), standings)}


def _transfers(rows: list[Transfer], standings: list[Standing]) -> list[dict[str, Any]]:
    serials = {standing.claim_id: str(standing.serial) for standing in standings}
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "source": row.source,
            "paid_on": row.paid_on,
            "reference": row.reference,
            "reverses": row.reverses_id,
            "by": row.by,
            "at": row.at,
            "postings": [
                {
                    "account": posting.account,
                    "claim": serials.get(posting.claim_id) if posting.claim_id else None,
                    "amount": posting.amount,
                }
                for posting in row.postings
            ],
        }
        for row in rows
    ]


@api.route("/cases/<number>/runs", methods=["GET"], tags=TAGS)
@asks(Paging)
@api.response(200, page_of(shapes.Run))
def runs(number: str) -> dict[str, Any]:
    """The main run and the side procedures, and where each is."""
    rows = queries.runs(find_visible(user(), number).id)
    return slice_of([_run(row) for row in rows])


def _run(row: CaseRun) -> dict[str, Any]:
    titles = definitions.definition(row.version_id).titles
    return {
        "id": row.id,
        "process": row.process,
        "name": titles[row.process].get(row.process) or row.process,
        "version_id": row.version_id,
        "status": row.status,
        "result": row.result,
        "started_at": row.started_at,
        "started_by": row.started_by,
        "ended_at": row.ended_at,
        "where": [{"process": process, "element": element} for process, element in row.here],
    }


@api.route("/cases/<number>/runs", methods=["POST"], tags=TAGS)
@takes(Start)
@api.response(201, shapes.Started)
def start_run(number: str) -> dict[str, Any]:
    """Start a side procedure with the answers to its start form."""
    case = find_visible(user(), number)
    given = reading.body(Start)
    with incidents.moving("start"):
        row = actions.start_run(case, given["process"], given["answers"], user())
    return started(row, case)


def started(row: CaseRun, case: Case) -> dict[str, Any]:
    """What was started, and what this caller may do next."""
    return {
        "id": row.id,
        "process": row.process,
        "status": row.status,
        "case": {"number": case.number, "state": case.state},
        "next": tasks.items(casework_tasks.open_for(user(), case)),
    }


@api.route("/cases/<number>/diagram", methods=["GET"], tags=TAGS)
@asks(DiagramQuery)
@api.response(200, shapes.Diagram)
def diagram(number: str) -> dict[str, Any]:
    """A process as BPMN, in the reader's language, with what is done, active and overdue.

    The main run's own process unless run and process say otherwise; processes lists what can be asked for.
    """
    case = find_visible(user(), number)
    wanted = reading.query(DiagramQuery)
    rows = queries.runs(case.id)
    row = next((row for row in rows if wanted.get("run", row.id) == row.id), None)
    if row is None:
        raise Invalid(errors={"run": [_("本案没有这个流程实例，请从 /runs 列表中选择")]})
    process = wanted.get("process") or row.process
    if process not in diagrams.processes_of(row):
        raise Invalid(errors={"process": [_("此流程实例没有经过这个流程，请从 processes 列表中选择")]})
    drawing = diagrams.of_run(row, process, inbox.of_case(case.id))
    return {
        **vars(drawing),
        "processes": [_drawn(row, name) for row in rows for name in diagrams.processes_of(row)],
    }


def _drawn(row: CaseRun, process: str) -> dict[str, Any]:
    titles = definitions.definition(row.version_id).titles[process]
    name = titles.get(process) or process
    return {"run": row.id, "process": process, "name": name, "status": row.status}
