"""Papers and uploads of a case, for whoever may see the case."""

import re

from flask import Blueprint, Response, g, send_file
from flask_babel import gettext as _

from app.cases.models import Case
from app.cases.visibility import visible
from app.db import db
from app.documents import files, queries, render
from app.documents.models import Upload
from app.errors import NotFound

pages = Blueprint("files", __name__)


@pages.get("/documents/<int:document_id>.pdf")
def paper(document_id: int) -> Response:
    """An issued paper as PDF, shown in the browser."""
    document = queries.get(document_id)
    if document is None or not _sees(document.case_id):
        raise NotFound(_("未找到此文书，或不属于您的查看范围。"))
    name = re.sub(r"[^\w〔〕]+", "_", f"{document.title}{document.number}")
    response = Response(render.rendered_pdf(document_id), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return response


@pages.get("/files/<upload_id>")
def uploaded(upload_id: str) -> Response:
    """A file that was handed in, to be saved: it is never opened inside the application."""
    row = db.session.get(Upload, upload_id)
    mine = row is not None and (row.by == g.user.username if row.case_id is None else _sees(row.case_id))
    if row is None or not mine or not files.path_of(row.sha256).is_file():
        raise NotFound(_("未找到此文件，或不属于您的查看范围。"))
    return send_file(
        files.path_of(row.sha256), mimetype=row.media_type, as_attachment=True, download_name=row.name
    )


def _sees(case_id: int) -> bool:
    return db.session.scalar(db.select(Case.id).where(Case.id == case_id, visible(g.user))) is not None
