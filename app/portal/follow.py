"""The complainant follows the case by number and code, reads the papers meant for them, and adds evidence."""

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.cases import codes
from app.cases import queries as cases
from app.cases.models import Case
from app.casework import progress
from app.db import transaction
from app.documents import files, render, uploads
from app.documents import queries as document_queries
from app.errors import AppError, Conflict, NotFound
from app.web import limiter

pages = Blueprint("follow", __name__, url_prefix="/follow")
OPENED = "followed"
MINUTES = 30
MOST_BYTES = 10 * 1024 * 1024


@pages.get("")
def form() -> str:
    """Ask for number and code."""
    return render_template("portal/follow.html", number=request.args.get("number", ""), error="")


@pages.post("")
@limiter.limit("60 per hour")
def enter() -> str | Response | tuple[str, int, dict[str, str]]:
    """Open the case to this browser for half an hour, if the code is right."""
    number, code = request.form.get("number", "").strip(), request.form.get("code", "").strip()
    outcome = codes.check(number, code)
    if outcome.wrong:
        with transaction():
            codes.record(outcome)
    try:
        outcome.opened()
    except AppError as refusal:
        retry = refusal.details.get("retry_after")
        headers = {"Retry-After": str(retry)} if retry else {}
        page = render_template("portal/follow.html", number=number, error=refusal.message)
        return page, refusal.status, headers
    session[OPENED] = {"number": number, "until": clock.now().timestamp() + MINUTES * 60}
    return redirect(url_for(".show"), 303)


@pages.get("/case")
def show() -> str | Response:
    """How the case stands, in plain words."""
    case = _opened()
    if case is None:
        return redirect(url_for(".form"))
    return _page(case)


def _page(case: Case, error: str = "") -> str:
    """The progress, and what the complainant handed in themselves: other files may name other workers."""
    mine = [file for file in document_queries.uploads(case.id) if file.by == uploads.ANONYMOUS]
    return render_template("portal/progress.html", progress=progress.progress(case), files=mine, error=error)


@pages.get("/papers/<int:document_id>.pdf")
def paper(document_id: int) -> Response:
    """A paper that is meant for the complainant."""
    case = _opened()
    document = document_queries.get(document_id) if case else None
    if case is None or document is None or document.case_id != case.id or not document.for_complainant:
        raise NotFound(_("没有这份文书，或查询已过期。请重新输入编号和查询码。"))
    return send_file(
        BytesIO(render.rendered_pdf(document.id)), "application/pdf", download_name=f"{document.title}.pdf"
    )


@pages.post("/files")
@limiter.limit("60 per hour")
def add_file() -> str | Response | tuple[str, int]:
    """Add evidence: at most ten files of 10 MB."""
    case = _opened()
    if case is None:
        return redirect(url_for(".form"), 303)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Conflict(_("请先选择一个文件。"))
        uploads.ensure_room(case)
        received = files.receive(sent.stream, MOST_BYTES)
        with transaction():
            uploads.hand_in(case, received, sent.filename)
    except AppError as refusal:
        return _page(case, refusal.message), refusal.status
    return redirect(url_for(".show"), 303)


def _opened() -> Case | None:
    opened = session.get(OPENED)
    if not opened or opened["until"] < clock.now().timestamp():
        return None
    return cases.by_number(opened["number"])
