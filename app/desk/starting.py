"""Starting a side procedure of a case: joint interview, police referral, emergency fund and the like."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.visibility import find_visible
from app.casework import actions as casework
from app.casework import incidents, steps
from app.desk import tasks, typed
from app.errors import AppError, NotAllowed

pages = Blueprint("starting", __name__, url_prefix="/cases/<number>/start")
Page = str | Response | tuple[str, int]


@pages.get("/<process>")
def show(number: str, process: str) -> Page:
    """The form with which the procedure starts."""
    return _page(find_visible(g.user, number), process)


@pages.post("/<process>")
def submit(number: str, process: str) -> Page:
    """Start it."""
    case = find_visible(g.user, number)
    form = steps.start_form(process)
    values = typed.read(form, g.user)
    if "_add" in request.form:
        return _page(case, process, values, add=request.form["_add"])
    if request.form.get("do") != "start":
        return _page(case, process, values)
    try:
        with incidents.moving("start"):
            casework.start_run(case, process, values, g.user)
    except AppError as refusal:
        return _page(find_visible(g.user, number), process, values, refusal=refusal)
    flash(_("流程已发起。"), "success")
    return redirect(url_for("desk.cases.show", number=number), 303)


def _page(
    case: Case,
    process: str,
    values: Mapping[str, Any] | None = None,
    *,
    refusal: AppError | None = None,
    add: str = "",
) -> tuple[str, int]:
    offered = steps.startable(case, g.user)
    if process not in offered:
        raise NotAllowed(
            _("您的部门不能为本案发起此流程。请回到案件页面查看可以发起的流程。"), reason="not_starter"
        )
    form = steps.start_form(process)
    given = dict(values) if values is not None else steps.first_values(form, case)
    page = render_template(
        "desk/case/start.html",
        case=case,
        part="start",
        process=process,
        title=offered[process],
        form=form,
        values=given,
        errors=tasks.errors_of(refusal),
        refusal=refusal,
        add=add,
        files=typed.names_of_files(form, given, case),
    )
    return page, refusal.status if refusal else 200
