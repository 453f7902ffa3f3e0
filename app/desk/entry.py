"""Signing in and out, and the language: the pages in front of the desk."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.config import LANGUAGES
from app.db import transaction
from app.desk.guard import local_path
from app.errors import AppError
from app.org import actions as org
from app.org import sessions
from app.web import limiter

pages = Blueprint("entry", __name__)


@pages.before_request
def _who() -> None:
    g.user = sessions.user_of_session(session)


@pages.get("/login")
def sign_in() -> str | Response:
    """The form; whoever is signed in already goes on."""
    if g.user is not None:
        return redirect(local_path(request.args.get("next")))
    return _form(request.args.get("next", ""))


@pages.post("/login")
@limiter.limit("60 per minute")
def enter() -> str | Response | tuple[str, int, dict[str, str]]:
    """Check name and password; five failures lock the name for a while."""
    outcome = sessions.check_sign_in(request.form.get("username", ""), request.form.get("password", ""))
    with transaction():
        sessions.record(outcome)
        if outcome.user:
            language = session.get("language", outcome.user.language)
            sessions.start(session, outcome.user)
            session["language"] = language
    try:
        outcome.signed_in()
    except AppError as refusal:
        retry = refusal.details.get("retry_after")
        headers = {"Retry-After": str(retry)} if retry else {}
        page = _form(request.form.get("next", ""), refusal.message, request.form.get("username", ""))
        return page, refusal.status, headers
    return redirect(local_path(request.form.get("next")), 303)


def _form(back: str, error: str = "", username: str = "") -> str:
    return render_template(
        "desk/sign_in.html",
        back=back,
        error=error,
        username=username,
        demo=current_app.config["APP_ENV"] == "demo",
    )


@pages.post("/logout")
def leave() -> Response:
    """Sign out; the language stays."""
    language = session.get("language")
    with transaction():
        sessions.end(session)
    session.clear()
    if language:
        session["language"] = language
    flash(_("您已退出登录。"))
    return redirect(url_for("entry.sign_in"), 303)


@pages.post("/language")
def speak() -> Response:
    """Switch the language of the pages; who is signed in keeps it."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if g.user is not None:
            with transaction():
                org.set_language(g.user, chosen)
    return redirect(local_path(request.form.get("next")), 303)
