"""What is done with papers: preview, issue, number, serve, correct. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import replace as changed
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, text

from app import clock
from app.cases import actions as case_actions
from app.cases import journal, numbering
from app.cases.models import Case
from app.cases.move import Move
from app.columns import Json
from app.db import db, of_transaction
from app.documents import facts, kinds, queries, render, typed
from app.documents.kinds import Card, Paper
from app.documents.models import Document, Service
from app.documents.uploads import attach as attach
from app.documents.uploads import is_usable as is_usable
from app.documents.uploads import sweep_unused as sweep_unused
from app.documents.uploads import upload as upload
from app.errors import Conflict, Invalid
from app.forms.definition import Definition

UNNUMBERED = "papers without a number"
KEPT = text("SELECT hash FROM template_version WHERE hash = :hash")
KEEP = text(  # two transactions may issue the first paper of a version at once
    "INSERT INTO template_version (hash, kind, files) VALUES (:hash, :kind, :files) ON CONFLICT (hash) DO NOTHING"
).bindparams(bindparam("files", type_=Json))


class NothingToServe(Conflict):
    """A service was recorded of a paper that has never been issued."""


def issue(move: Move, kind: str, replaces: Document | None = None, **more: Any) -> Document:
    """签发: freeze what the paper says. Its number comes with :func:`draw_numbers`, as the last act.

    :param replaces: the paper that this one corrects.
    :param more: answers that stand over those of the step.
    :raises NoSuchPaper: there is no template of that name.
    """
    paper = kinds.paper(kind)
    if more:
        move = changed(move, answers=(move.answers or {}) | more)
    said = facts.facts_for(paper, move)
    said["replaces"] = _cited(replaces)
    document = Document(
        case_id=move.case.id,
        kind=kind,
        title=said["title"],
        series=said["office"]["series"],
        year=move.today.year,
        serial=None,
        task_id=move.task_id,
        facts=said,
        facts_hash="",
        template_version=paper.version,
        signatories=_signatories(paper.card, move, said),
        issued_on=move.today,
        issued_at=clock.now(),
        issued_by=move.actor,
        replaces_id=replaces.id if replaces else None,
        for_complainant=_for_complainant(paper.card.in_process(move.process), move.case),
    )
    _keep_template(paper)
    db.session.add(document)
    case_actions.set_fact(move.case, f"{kind}_issued_on", move.today.isoformat(), move.task_id)
    db.session.flush()
    of_transaction().setdefault(UNNUMBERED, []).append(document)
    return document


def _for_complainant(card: Card, case: Case) -> bool:
    """Whoever reported (举报) is no party: of the papers only those addressed to them are theirs to read."""
    return card.for_complainant and (case.kind == "COMPLAINT" or card.to == "complainant")


def draw_numbers(case: Case) -> None:
    """Number the papers issued in this transaction, without gaps by series and year: the last act before commit.

    Papers issued in the same transaction may cite each other, so what they say is sealed here. Series are drawn in one
    order by everybody: two transactions never wait for each other.
    """
    waiting: list[Document] = of_transaction().pop(UNNUMBERED, [])
    for document in sorted(waiting, key=lambda row: (row.series, row.id)):
        document.serial = numbering.draw(f"paper:{document.series}:{document.year}")
        document.number = f"{document.series.partition(':')[2]}〔{document.year}〕{document.serial}号"
    numbers = {document.id: document.number for document in waiting}
    for document in waiting:
        document.facts = _numbered(document, numbers, case)
        document.facts_hash = queries.hash_of(document.facts)
        journal.write(case, "document.issue", queries.entry_of(document), document.issued_by)


def _numbered(document: Document, numbers: Mapping[int, str], case: Case) -> dict[str, Any]:
    said = document.facts | {"number": document.number}
    if "case" in said:
        said["case"] = said["case"] | {"number": case.number or ""}
    if "papers" in said:
        said["papers"] = {
            kind: cited | {"number": numbers.get(cited["document"], cited["number"])}
            for kind, cited in said["papers"].items()
        }
    return said


def _cited(document: Document | None) -> dict[str, str]:
    if document is None:
        return {}
    return {"number": document.number, "title": document.title, "issued_on": document.issued_on.isoformat()}


def _signatories(card: Card, move: Move, said: Mapping[str, Any]) -> list[str]:
    """签发人 first, then the officers on the case: they sign for their own authority and for no other."""
    officers = said["officers"] if card.organ == "hrss" else []
    return [
        *([move.by.name] if move.by else []),
        *(row["name"] for row in officers if row.get("name")),
    ]


def _keep_template(paper: Paper) -> None:
    if db.session.connection().scalar(KEPT, {"hash": paper.version}) is None:
        db.session.execute(KEEP, {"hash": paper.version, "kind": paper.kind, "files": dict(paper.files)})


def replace(document: Document, move: Move, **corrections: Any) -> Document:
    """更正: issue the paper anew with corrected answers. The old one stays as it is and is named in the new one."""
    said = document.facts.get("form", {}) | (move.answers or {})
    return issue(changed(move, answers=said), document.kind, replaces=document, **corrections)


def preview(move: Move, kind: str, form: Definition) -> bytes:
    """The paper as PDF from answers as typed, with a watermark; what is missing shows as 〔待填〕. Nothing is stored.

    :raises NoSuchPaper: there is no template of that name.
    """
    paper = kinds.paper(kind)
    said = facts.facts_for(paper, changed(move, answers=typed.as_stored(form.fields, move.answers or {})))
    return render.to_pdf(render.to_html(paper.files, kind, said | {"replaces": {}}, preview=True))


def serve(move: Move, kind: str, details: Mapping[str, Any]) -> Service:
    """送达: record how the newest paper of a kind was served. Without ``served_on`` it was only tried.

    :param details: the answers of the shared form ``service``.
    :raises NothingToServe: no such paper has been issued.
    :raises Invalid: it would have been served before it was issued.
    """
    document = queries.newest(move.case.id, kind)
    if document is None:
        raise NothingToServe(
            _("还没有签发《%(title)s》，不能登记送达。请先签发。", title=_(kinds.paper(kind).card.title))
        )
    served_on = date.fromisoformat(details["served_on"]) if details.get("served_on") else None
    if served_on and served_on < document.issued_on:
        raise Invalid(
            errors={
                "served_on": [
                    _("送达日期不能早于文书签发日期（%(day)s）。请核对送达回证。", day=document.issued_on)
                ]
            }
        )
    row = Service(
        document_id=document.id,
        case_id=move.case.id,
        recipient=details.get("recipient") or document.facts["recipient"] or "",
        method=details.get("method") or "",
        served_on=served_on,
        details=dict(details),
        by=move.actor,
        at=clock.now(),
    )
    db.session.add(row)
    if served_on:
        for name in ("served_at", f"{kind}_served_on"):
            case_actions.set_fact(move.case, name, served_on.isoformat(), move.task_id)
    what = {"document": document.id, "method": row.method, "on": served_on and served_on.isoformat()}
    journal.write(move.case, "document.serve", what, move.actor)
    db.session.flush()
    return row


def store(document_id: int, content: bytes) -> None:
    """Write down that the PDF of a paper has been drawn and kept (:func:`app.documents.render.keep`)."""
    document = db.session.get_one(Document, document_id)
    document.pdf_hash, document.pdf_size = render.keep(content), len(content)
