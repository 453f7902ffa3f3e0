"""Papers out, as data and as PDF; files in."""

from typing import Any
from urllib.parse import quote

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from app.api import reading
from app.api.base import api, public, takes, user
from app.api.caseshapes import OneDocument
from app.api.schemas import Upload
from app.api.shapes import File
from app.cases import codes
from app.cases.models import Case
from app.cases.visibility import visible
from app.db import db, transaction
from app.documents import files, queries, render, uploads
from app.documents.models import Document
from app.errors import Invalid, NotFound, NotSignedIn
from app.web import limiter

TAGS = ["documents"]
MOST_BY_CODE = 10 * 1024 * 1024


@api.route("/documents/<int(max=2147483647):document_id>", methods=["GET"], tags=TAGS)
@api.response(200, OneDocument)
def show_document(document_id: int) -> dict[str, Any]:
    """An issued paper: number, signatories, hashes, and how it was served."""
    document, case = _found(document_id)
    own = {column.key: getattr(document, column.key) for column in Document.__table__.columns}
    pdf = url_for("api.show_pdf", document_id=document_id)
    return {**own, "case": case.number, "services": queries.service_of(document_id), "pdf": pdf}


@api.route("/documents/<int(max=2147483647):document_id>.pdf", methods=["GET"], tags=TAGS)
@api.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def show_pdf(document_id: int) -> Response:
    """The paper itself, byte for byte the same each time."""
    document, _case = _found(document_id)
    name = quote(f"{document.number or document.title}.pdf")
    disposition = f"attachment; filename=\"{document_id}.pdf\"; filename*=UTF-8''{name}"
    return Response(
        render.rendered_pdf(document_id),
        mimetype="application/pdf",
        headers={"Content-Disposition": disposition},
    )


def _found(document_id: int) -> tuple[Document, Case]:
    """:raises NotFound: there is no such paper, or the user may not see its case."""
    document = queries.get(document_id)
    case = _visible_case(document.case_id) if document else None
    if document is None or case is None:
        raise NotFound(_("未找到这份文书：编号有误，或该案件不属于您的查看范围。"))
    return document, case


def _visible_case(case_id: int) -> Case | None:
    return db.session.scalar(db.select(Case).where(Case.id == case_id, visible(user())))


@api.route("/files", methods=["POST"], tags=["files"])
@limiter.limit("60 per minute", exempt_when=lambda: "Authorization" in request.headers)
@takes(
    {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "number": {"type": "string"},
            "code": {"type": "string"},
        },
    },
    "multipart/form-data",
)
@api.response(201, File)
@public
def upload() -> Any:
    """Hand in a file (20 MB). With a token its id goes into a form within 24 hours; else it goes with the case.

    A complainant sends number and query code instead of a token: up to 10 files of 10 MB a case.
    """
    if g.user is None and "number" not in request.form:
        raise NotSignedIn(_("请先登录，或随文件填写案件编号（number）和查询码（code）。"))
    given = reading.fields(Upload)
    case = None if g.user else _opened(given)
    sent = request.files.getlist("file")
    if len(sent) != 1 or len(request.files) != 1 or not sent[0].filename:
        raise Invalid(errors={"file": [_("请在 file 项上传一个文件")]})
    if case is None:
        received = files.receive(sent[0].stream)
        with transaction():
            return uploads.upload(received, sent[0].filename, user().username)
    uploads.ensure_room(case)
    received = files.receive(sent[0].stream, MOST_BY_CODE)
    with transaction():
        return uploads.hand_in(case, received, sent[0].filename)


def _opened(given: dict[str, Any]) -> Case:
    """The case that number and code open."""
    outcome = codes.check(given["number"], given.get("code", ""))
    if outcome.wrong:
        with transaction():
            codes.record(outcome)
    return outcome.opened()
