"""Reads of papers: which there are, how they were served, and whether they still say what was signed."""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.cases.models import Case, Entry
from app.db import db
from app.documents.models import Document, Service, Upload


def of_case(case_id: int) -> list[Document]:
    """The papers of a case, oldest first."""
    return list(db.session.scalars(select(Document).filter_by(case_id=case_id).order_by(Document.id)))


def get(document_id: int) -> Document | None:
    """A paper by its id, whoever asks; screens check that the case is visible."""
    return db.session.get(Document, document_id)


def newest(case_id: int, kind: str) -> Document | None:
    """The newest paper of a kind in a case: a correction before what it corrects."""
    wanted = select(Document).filter_by(case_id=case_id, kind=kind).order_by(Document.id.desc()).limit(1)
    return db.session.scalar(wanted)


def for_complainant(case_id: int) -> list[Document]:
    """The papers that the complainant sees in the portal."""
    return [document for document in of_case(case_id) if document.for_complainant]


def uploads(case_id: int) -> list[Upload]:
    """The files that were handed in for a case, oldest first."""
    return list(db.session.scalars(select(Upload).filter_by(case_id=case_id).order_by(Upload.at, Upload.id)))


CITED = (
    select(Document.id, Document.kind, Document.number, Document.title, Document.issued_on)
    .where(Document.case_id == bindparam("case"), Document.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(Document.id)
)
SERVED = (
    select(Service.document_id, Service.served_on)
    .where(Service.document_id.in_(bindparam("documents", expanding=True)), Service.served_on.is_not(None))
    .order_by(Service.id)
)
POSTED_UP = "POSTED_AND_PHOTOGRAPHED"
"""张贴并拍照录像: counts as served only on a debtor who has absconded (法释〔2013〕3号4条)."""


def is_served(case_id: int, kinds: Collection[str], *, posted_up: bool) -> bool:
    """Has a paper of one of these kinds been served: by posting it up, or in any other way?"""
    wanted = select(Service.id).join(Document, Document.id == Service.document_id)
    wanted = wanted.where(
        Service.case_id == case_id, Document.kind.in_(kinds), Service.served_on.is_not(None)
    )
    wanted = wanted.where(Service.method == POSTED_UP if posted_up else Service.method != POSTED_UP)
    return db.session.scalar(wanted.limit(1)) is not None


def served_between(
    kinds: Collection[str], regions: Collection[str], first: date, last: date
) -> list[tuple[Document, date]]:
    """The papers of these kinds of cases in these regions that were served in a period, and when; earliest first."""
    wanted = (
        select(Document, Service.served_on)
        .join(Service, Service.document_id == Document.id)
        .join(Case, Case.id == Document.case_id)
        .where(Document.kind.in_(kinds), Case.region_code.in_(regions))
        .where(Service.served_on.between(first, last))
        .order_by(Service.served_on, Document.id)
    )
    return list({paper.id: (paper, on) for paper, on in db.session.execute(wanted) if on}.values())


def service_of(document_id: int) -> list[Service]:
    """How a paper was served, and attempts, oldest first."""
    return list(db.session.scalars(select(Service).filter_by(document_id=document_id).order_by(Service.id)))


def services_of_case(case_id: int) -> dict[int, list[Service]]:
    """How the papers of a case were served, and attempts, by paper, oldest first."""
    found: dict[int, list[Service]] = {}
    for row in db.session.scalars(select(Service).filter_by(case_id=case_id).order_by(Service.id)):
        found.setdefault(row.document_id, []).append(row)
    return found


def last_service(case_id: int) -> dict[str, Any]:
    """The newest service in a case with the paper it was of, as plain data; empty if nothing has been served."""
    wanted = select(Service, Document).join(Document, Document.id == Service.document_id)
    row = db.session.execute(
        wanted.where(Service.case_id == case_id).order_by(Service.id.desc()).limit(1)
    ).first()
    if row is None:
        return {}
    service, document = row
    return service.details | {
        "title": document.title,
        "number": document.number,
        "recipient": service.recipient,
        "method": service.method,
        "served_on": service.served_on.isoformat() if service.served_on else "",
    }


def references(case_id: int, kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The newest paper of each kind as other papers cite it: number, title, issued_on, served_on."""
    rows = db.session.execute(CITED, {"case": case_id, "kinds": list(kinds)})
    found = {row.kind: row for row in rows}
    if not found:
        return {}
    ids = [row.id for row in found.values()]
    served = dict(db.session.execute(SERVED, {"documents": ids}).all())
    return {
        kind: {
            "document": row.id,
            "number": row.number,
            "title": row.title,
            "issued_on": row.issued_on.isoformat(),
            "served_on": on.isoformat() if (on := served.get(row.id)) else "",
        }
        for kind, row in sorted(found.items())
    }


def unrendered(limit: int = 20) -> list[int]:
    """Numbered papers whose PDF has not been stored yet, oldest first: the worker's list."""
    wanted = select(Document.id).where(Document.pdf_hash.is_(None), Document.serial.is_not(None))
    return list(db.session.scalars(wanted.order_by(Document.id).limit(limit)))


def hash_of(facts: dict[str, Any]) -> str:
    """SHA-256 over the facts as canonical JSON."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def altered(case_id: int) -> list[Document]:
    """Papers that no longer say what was signed: their facts, number or template differ from the journal's hashes."""
    entries = db.session.scalars(select(Entry).filter_by(case_id=case_id, verb="document.issue"))
    signed = {entry.what["document"]: entry.what for entry in entries}
    return [document for document in of_case(case_id) if not _holds(document, signed.get(document.id))]


def _holds(document: Document, signed: dict[str, Any] | None) -> bool:
    """The journal is chained by hashes, so it is what a paper is measured against."""
    return (
        signed is not None and signed == entry_of(document) and hash_of(document.facts) == document.facts_hash
    )


def entry_of(document: Document) -> dict[str, Any]:
    """What the journal keeps of an issued paper."""
    return {
        "document": document.id,
        "kind": document.kind,
        "number": document.number,
        "facts": document.facts_hash,
        "template": document.template_version,
    }
