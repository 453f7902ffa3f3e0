"""Cases: the list of those one may see, and the file of one case, part by part."""

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request

from app.cases import listing as lists
from app.cases import revealing
from app.cases.models import Case
from app.cases.rules import STATES
from app.cases.visibility import find_visible
from app.casework import matters, steps
from app.db import db, transaction
from app.deadlines import queries as deadlines
from app.desk import summary
from app.desk import timeline as journal
from app.desk.names import KINDS
from app.documents import queries as documents
from app.errors import Invalid
from app.inbox import queries as inbox
from app.ledgers import queries as ledgers
from app.org import queries as org

PAGE = 50
CLAIMS = 100

pages = Blueprint("cases", __name__, url_prefix="/cases")


@pages.get("")
def listing() -> str:
    """The cases that the user may see, searched and filtered."""
    args = _wanted()
    number = min(max(request.args.get("page", 1, int) or 1, 1), 100_000)
    found = lists.page(
        g.user,
        state=args.get("state", ""),
        kind=args.get("kind", ""),
        region=args.get("region", ""),
        q=args.get("q", ""),
        sort=args.get("sort", ""),
        offset=(number - 1) * PAGE,
        limit=PAGE,
    )
    return render_template(
        "desk/cases.html",
        args=args,
        found=found,
        page=number,
        size=PAGE,
        states=STATES,
        regions=_regions(),
        may_open=bool(matters.offered(g.user)),
    )


def _wanted() -> dict[str, Any]:
    given = {key: request.args.get(key, "").strip()[:100] for key in ("q", "state", "kind", "region", "sort")}
    if given["state"] not in STATES:
        given["state"] = ""
    if given["kind"] not in KINDS:
        given["kind"] = ""
    if given["sort"].removeprefix("-") not in lists.SORTS:
        given["sort"] = ""
    return {key: value for key, value in given.items() if value}


def _regions() -> list[str]:
    """The regions in which the user works, and all below."""
    roots = {post.region_code for post in g.user.posts}
    return sorted({code for root in roots for code in org.subtree(root)})


@pages.get("/<number>")
def show(number: str) -> str:
    """The case at a glance: who, how much, where it stands, what is open."""
    case = find_visible(g.user, number)
    tasks = inbox.of_case(case.id)
    current = [task for task in tasks if task.state in ("open", "claimed")]
    return _part(
        case,
        "overview",
        summary=summary.of_case(case),
        open_tasks=sorted(current, key=lambda task: (task.group, task.due or date.max)),
        lamp_of=inbox.lamp_of,
        holders=summary.people(task.claimed_by_id for task in current),
        startable=steps.startable(case, g.user),
        reporter=revealing.has_reporter(case) and revealing.may_see_reporter(case, g.user),
        reveal=_asked_to_reveal(),
    )


def _part(case: Case, name: str, **more: Any) -> str:
    return render_template(f"desk/case/{name}.html", case=case, part=name, **more)


def _asked_to_reveal() -> dict[str, Any] | None:
    """Whose number the page should ask a reason for: «?reveal=claim-3»."""
    kind, _dash, number = request.args.get("reveal", "").partition("-")
    if kind not in revealing.FIELDS or not number.isdecimal():
        return None
    return {"kind": kind, "number": int(number), "fields": revealing.FIELDS[kind]}


@pages.get("/<number>/claims")
def claims(number: str) -> str:
    """What each worker asks for, was found to be owed, and got."""
    case = find_visible(g.user, number)
    page = min(max(request.args.get("page", 1, int) or 1, 1), 1000)
    standings = ledgers.standings(case.id)
    rows = list(zip(case.claims, standings, strict=True))
    return _part(
        case,
        "claims",
        rows=rows[(page - 1) * CLAIMS : page * CLAIMS],
        totals=summary.totals(standings),
        page=page,
        size=CLAIMS,
        total=len(rows),
        reveal=_asked_to_reveal(),
    )


@pages.post("/<number>/reveal")
def reveal(number: str) -> str | tuple[str, int]:
    """Show one masked number, for a reason that the journal keeps."""
    case = find_visible(g.user, number)
    kind, serial = request.form.get("kind", ""), request.form.get("number", 0, int) or 0
    field, reason = request.form.get("field", ""), request.form.get("reason", "")
    wanted = {"kind": kind, "number": serial, "fields": revealing.FIELDS.get(kind, ())}
    try:
        with transaction():
            db.session.execute(db.select(Case.id).filter_by(id=case.id).with_for_update())
            whose, value = revealing.reveal(case, kind, serial, field, reason, g.user)
    except Invalid as refusal:
        return _part(case, "reveal", reveal=wanted, errors=refusal.errors), refusal.status
    return _part(case, "reveal", reveal=wanted, whose=whose, field=field, value=value, errors={})


@pages.get("/<number>/timeline")
def timeline(number: str) -> str:
    """Everything that happened, newest first."""
    case = find_visible(g.user, number)
    lines = journal.of_case(case)
    about = request.args.get("about", "")
    shown = [line for line in lines if not about or line.about == about]
    return _part(case, "timeline", lines=shown, total=len(lines), about=about, abouts=journal.abouts(lines))


@pages.get("/<number>/money")
def money(number: str) -> str:
    """Every movement of money, and how each worker stands."""
    case = find_visible(g.user, number)
    standings = ledgers.standings(case.id)
    transfers = ledgers.statement(case.id)
    return _part(
        case,
        "money",
        transfers=transfers,
        people=summary.names(transfer.by for transfer in transfers),
        totals=summary.totals(standings),
        standings=standings,
    )


@pages.get("/<number>/documents")
def papers(number: str) -> str:
    """Papers issued and how they were served; materials received."""
    case = find_visible(g.user, number)
    uploads = documents.uploads(case.id)
    return _part(
        case,
        "documents",
        papers=documents.of_case(case.id),
        services=documents.services_of_case(case.id),
        uploads=uploads,
        people=summary.names(upload.by for upload in uploads),
    )


@pages.get("/<number>/clocks")
def clocks(number: str) -> str:
    """The legal terms of the case, each with the reason for its date."""
    case = find_visible(g.user, number)
    rows = deadlines.clocks(case.id)
    running = [row for row in rows if row.state in ("running", "suspended")]
    over = [row for row in rows if row.state not in ("running", "suspended")]
    running.sort(key=lambda row: row.due or date.max)
    return _part(
        case, "clocks", running=running, over=over, lamp_of=deadlines.lamp_of, explain=deadlines.explain
    )
