"""管理: what the system administrator and the auditor need; people are the security administrator's (people.py)."""

from typing import Any

import structlog
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.cases import journal, revealing
from app.cases import queries as cases
from app.cases.models import Seal
from app.casework import actions as casework
from app.casework import definitions, health, incidents
from app.casework.models import Incident, ProcessVersion
from app.db import db, transaction
from app.deadlines import queries as deadlines
from app.desk import guard, summary
from app.errors import AppError, NotFound
from app.org import access

log = structlog.get_logger()
pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.before_request
def _only_administrators() -> None:
    guard.require(access.is_admin(g.user))


@pages.get("")
def show() -> str | Response:
    """The page of one's own role: the three are held by different people."""
    if access.is_admin(g.user, "security"):
        return redirect(url_for("desk.people.listing"))
    if access.is_admin(g.user, "audit"):
        return _audit()
    return render_template(
        "desk/admin/system.html",
        incidents=incidents.unresolved(),
        lives=health.worker_lives(),
        last_beat=health.last_beat(),
        silent=health.silent_runs(),
        missing_year=deadlines.missing_year(clock.today()),
        versions=list(
            db.session.scalars(select(ProcessVersion).filter_by(active=True).order_by(ProcessVersion.process))
        ),
        titles=definitions.titles(),
    )


@pages.post("/incidents/<int:number>/retry")
def retry(number: int) -> Response:
    """Give a frozen run another try; a task's incident is tried by whoever holds the task."""
    guard.require(access.is_admin(g.user, "system"))
    with transaction():
        row = db.session.get(Incident, number)
        if row is None:
            raise NotFound(_("没有编号为 %(number)s 的故障。", number=number))
        incidents.thaw(row)
        run_id, action = row.run_id, row.action
    log.info("incident.retry", incident=number, by=g.user.username)
    try:
        if run_id is not None and action == "wake":
            with incidents.moving("wake", run_id=run_id):
                casework.wake(run_id)
    except AppError as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("已放行。由人办理的任务可以重新提交。"), "success")
    return redirect(url_for("desk.admin.show"), 303)


def _audit() -> str:
    """Seals, the journal of one case, and who looked at masked numbers."""
    number = request.args.get("number", "").strip()
    looked = revealing.recent()
    return render_template(
        "desk/admin/audit.html",
        seals=list(db.session.scalars(select(Seal).order_by(Seal.day.desc()).limit(30))),
        checked="check" in request.args,
        broken=journal.verify_seals() if "check" in request.args else None,
        number=number,
        case=_checked(number) if number else None,
        looked=looked,
        people=summary.names({entry.by for entry, _number in looked}),
    )


def _checked(number: str) -> dict[str, Any]:
    case = cases.by_number(number)
    if case is None:
        return {"found": False}
    return {
        "found": True,
        "length": case.journal_length,
        "head": case.journal_head,
        "wrong": journal.verify(case),
    }
