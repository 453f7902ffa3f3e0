"""Papers in: files that people hand in, and which of them a form may use."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from app import clock
from app.cases import journal
from app.cases.models import Case
from app.cases.move import Move
from app.db import db, of_transaction
from app.documents import files
from app.documents.files import Received
from app.documents.models import Document, Upload
from app.errors import Invalid
from app.forms.definition import Definition
from app.forms.fields import Field
from app.org.models import User

ANONYMOUS = "portal"
"""Who hands in a file without being signed in."""

MOST_BY_COMPLAINANT = 10
UNUSED = timedelta(hours=24)
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "video/mp4": (".mp4", ".mov", ".m4v"),
    "text/csv": (".csv",),
    "text/plain": (".txt", ".log", ".md"),
}
MEMO = "uploads named in answers"
_LONGEST = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


class TooManyFiles(Invalid):
    """The complainant has handed in as many files as one case takes."""


class NotOfThisCase(Invalid):
    """A file that belongs to another case."""


def upload(received: Received, name: str, by: str) -> Upload:
    """Take in a file that :func:`app.documents.files.receive` has kept. It goes after 24 hours if no form uses it.

    :param name: as the user calls it; never a path.
    :param by: user name, or :data:`ANONYMOUS`.
    """
    media_type = _media_type(received, name)
    row = Upload(
        id=str(uuid.uuid4()),
        case_id=None,
        name=_ending_rightly(clean_name(name), media_type),
        media_type=media_type,
        size=received.size,
        sha256=received.sha256,
        by=by,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def ensure_room(case: Case) -> None:
    """May the complainant hand in another file for this case?

    :raises TooManyFiles: ten were handed in.
    """
    count = select(func.count()).select_from(Upload).filter_by(case_id=case.id, by=ANONYMOUS)
    if (db.session.scalar(count) or 0) >= MOST_BY_COMPLAINANT:
        raise TooManyFiles(
            errors={
                "file": [
                    _(
                        "每个案件最多补交 %(most)s 个文件。请合并后交到受理窗口，或拨打12333。",
                        most=MOST_BY_COMPLAINANT,
                    )
                ]
            }
        )


def hand_in(case: Case, received: Received, name: str) -> Upload:
    """补交材料: the complainant adds a file to the case, with the query code as credential.

    :raises TooManyFiles: ten were handed in.
    """
    db.session.execute(select(Case.id).filter_by(id=case.id).with_for_update())
    db.session.refresh(case)
    ensure_room(case)
    row = upload(received, name, ANONYMOUS)
    row.case_id = case.id
    journal.write(case, "file.hand_in", {"upload": row.id, "sha256": row.sha256}, ANONYMOUS)
    return row


def clean_name(name: str) -> str:
    """The last part of what a browser sends, without anything that a file system or a terminal could take amiss."""
    last = re.split(r"[/\\]", name.strip())[-1]
    clean = _UNPRINTABLE.sub("_", last).strip(". ") or "文件"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= _LONGEST else f"{(stem or clean)[: _LONGEST - 12]}{dot}{ending[:10]}"


def _ending_rightly(name: str, media_type: str) -> str:
    """What a machine does with a saved file follows from its ending: a text is no program, whatever it is called."""
    endings = ENDINGS[media_type]
    return name if name.lower().endswith(endings) else f"{name[: _LONGEST - 5]}{endings[0]}"


def _media_type(received: Received, name: str) -> str:
    """A table and a text look alike; only here the name decides."""
    return (
        "text/csv"
        if received.media_type == "text/plain" and name.lower().endswith(".csv")
        else received.media_type
    )


def is_usable(user: User | None) -> Callable[[str], bool]:
    """May this upload be named in a form by this user? Their own, or one that a case already has.

    Which case that is, :func:`attach` checks.
    """
    by = user.username if user else ANONYMOUS

    def usable(upload_id: str) -> bool:
        row = _named_upload(upload_id)
        return row is not None and (row.by == by or row.case_id is not None)

    return usable


def _named_upload(upload_id: str) -> Upload | None:
    """Asked when answers are checked and again when they are kept: read once in a transaction."""
    known: dict[str, Upload | None] = of_transaction().setdefault(MEMO, {})
    if upload_id not in known:
        known[upload_id] = db.session.get(Upload, upload_id)
    return known[upload_id]


def attach(move: Move, form: Definition) -> None:
    """Bind the uploads that the answers name to the case.

    :raises NotOfThisCase: one of them belongs to another case.
    """
    named = dict(_named(form.fields, move.answers or {}))
    if not named:
        return
    rows = [row for row in map(_named_upload, named) if row]
    strange = {named[row.id] for row in rows if row.case_id not in (None, move.case.id)}
    if strange:
        message = _("这个文件属于另一个案件，请重新上传。")
        raise NotOfThisCase(errors={path: [message] for path in sorted(strange)})
    for row in rows:
        row.case_id = move.case.id


def _named(fields: Iterable[Field], answers: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Every upload that answers name, with the dotted path of the field."""
    for field in fields:
        value, path = answers.get(field.name), f"{above}{field.name}"
        if not value:
            continue
        if field.kind == "file":
            yield value, path
        elif field.kind == "files":
            yield from ((each, f"{path}.{number}") for number, each in enumerate(value))
        elif field.kind == "group":
            yield from _named(field.fields, value, f"{path}.")
        elif field.kind == "roster":
            for number, row in enumerate(value):
                yield from _named(field.fields, row, f"{path}.{number}.")


def sweep_unused() -> int:
    """Forget uploads that no form has used within 24 hours; returns how many."""
    old = Upload.case_id.is_(None), Upload.at < clock.now() - UNUSED
    hashes = set(db.session.scalars(select(Upload.sha256).where(*old)))
    gone = db.session.scalars(delete(Upload).where(*old).returning(Upload.id)).all()
    for sha256 in hashes - _still_named(hashes):
        files.drop(sha256)
    return len(gone)


def _still_named(hashes: set[str]) -> set[str]:
    named = set(db.session.scalars(select(Upload.sha256).where(Upload.sha256.in_(hashes))))
    return named | set(db.session.scalars(select(Document.pdf_hash).where(Document.pdf_hash.in_(hashes))))
