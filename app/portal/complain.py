"""The public complains: one form, one number, one code."""

import secrets

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.casework import actions, complaints, incidents
from app.errors import AppError
from app.forms import answers
from app.org import queries as org
from app.web import limiter

pages = Blueprint("complain", __name__, url_prefix="/complain")
LAST = "complaint"
MINUTES = 30


@pages.get("")
def form() -> str:
    """The empty form."""
    return _page({"kind": "COMPLAINT"})


@pages.post("")
@limiter.limit("30 per hour")
def hand_in() -> str | Response | tuple[str, int]:
    """Register the complaint; what was typed is shown again when it does not hold. Sending twice is one complaint."""
    definition = complaints.form(channel=False)
    raw = answers.from_html(definition, request.form)
    if added := request.form.get("_add"):
        return _page(raw, add=added)
    key = request.form.get("_once", "")
    if key and session.get(LAST, {}).get("key") == key:
        return redirect(url_for(".received"), 303)
    try:
        complaint = complaints.read(raw, channel_allowed=False, by=None)
        with incidents.moving("open"):
            opened = actions.open_case(complaint, None)
            until = clock.now().timestamp() + MINUTES * 60
            last = {"key": key, "number": opened.case.number, "code": opened.query_code, "until": until}
    except AppError as refusal:
        errors = getattr(refusal, "errors", {}) or {"_form": [refusal.message]}
        return _page(raw, errors=errors), refusal.status
    session[LAST] = last
    return redirect(url_for(".received"), 303)


@pages.get("/received")
def received() -> str | Response:
    """The number and the code, shown to the browser that complained; not for long, it may stand in an internet bar."""
    last = session.get(LAST)
    if not last or last["until"] < clock.now().timestamp():
        return redirect(url_for(".form"))
    return render_template("portal/received.html", number=last["number"], code=_grouped(last["code"]))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _page(values: dict[str, object], errors: dict[str, list[str]] | None = None, add: str = "") -> str:
    return render_template(
        "portal/complain.html",
        definition=complaints.form(channel=False),
        values=values,
        errors=errors,
        add=add,
        once=request.form.get("_once") or secrets.token_urlsafe(12),
        title=_("我要投诉"),
        regions=org.places(),
    )
