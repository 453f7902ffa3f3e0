"""Opening a matter (事项): early warning, public naming and whatever else is worked on without a wage case."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.casework import incidents, matters
from app.desk import tasks, typed
from app.errors import AppError
from app.forms import answers

pages = Blueprint("matters", __name__, url_prefix="/matters")
Page = str | Response | tuple[str, int]


@pages.get("")
def listing() -> str:
    """The kinds of matter that the user may open."""
    return render_template("desk/matters.html", kinds=matters.offered(g.user))


@pages.get("/<process>")
def show(process: str) -> Page:
    """The form with which a matter is opened."""
    return _page(matters.kind(process, g.user))


@pages.post("/<process>")
def submit(process: str) -> Page:
    """Open it."""
    kind = matters.kind(process, g.user)
    values = typed.read(kind.form, g.user)
    if "_add" in request.form:
        return _page(kind, values, add=request.form["_add"])
    if request.form.get("do") != "start":
        return _page(kind, values)
    try:
        with incidents.moving("start"):
            number = matters.open_matter(process, values, g.user).number
    except AppError as refusal:
        return _page(matters.kind(process, g.user), values, refusal=refusal)
    flash(_("事项已登记，编号 %(number)s。", number=number), "success")
    return redirect(url_for("desk.cases.show", number=number), 303)


def _page(
    kind: matters.Kind,
    values: Mapping[str, Any] | None = None,
    *,
    refusal: AppError | None = None,
    add: str = "",
) -> tuple[str, int]:
    given = dict(values) if values is not None else answers.first_values(kind.form, {})
    page = render_template(
        "desk/matter.html",
        kind=kind,
        form=kind.form,
        values=given,
        errors=tasks.errors_of(refusal),
        refusal=refusal,
        add=add,
        files=typed.names_of_files(kind.form, given, None),
    )
    return page, refusal.status if refusal else 200
