"""The case's journal (案件日志): append-only, one hash chain per case, its heads sealed daily in one chain over all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm.attributes import set_committed_value

from app import clock
from app.cases import chain
from app.cases.models import Case, Entry, Seal, SealedHead
from app.db import append_all, before_commit, db, of_transaction

MOVED = text('UPDATE "case" SET journal_head = :head, journal_length = :length WHERE id = :case')
PAGES = "pages of journals"
LONGEST = 200  # free text has no place in a journal
# An ID number, a mobile phone or a bank card standing alone; hashes and our own numbers of 15 digits are not.
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9}|\d{16,17}|\d{19,30})(?![0-9A-Za-z])")


@dataclass
class _Page:
    """What an open transaction has written in a case's journal: put down in one piece, as its last act."""

    head: str
    length: int
    rows: list[dict[str, Any]] = field(default_factory=list)


def write(case: Case, verb: str, what: dict[str, Any], by: str) -> None:
    """Append an entry and move the case's head. The caller holds the case's row.

    :param what: ids, codes and hashes of values (:func:`app.cases.chain.link` shows what is hashed).
    :param by: user name, or "system".
    :raises ValueError: ``what`` holds an ID number, an account or free text. A mistake of the program.
    """
    for said in _texts(what):
        if len(said) > LONGEST or PERSONAL.search(said):
            raise ValueError(f"{verb}: a journal holds ids and hashes, no numbers of people and no free text")
    if case.id is None:
        db.session.flush()
    page = _page(case)
    serial, at = page.length + 1, clock.now()
    content = {"serial": serial, "at": _instant(at), "by": by, "verb": verb, "what": what}
    page.head, page.length = chain.link(page.head, content), serial
    page.rows.append(
        {
            "case_id": case.id,
            "serial": serial,
            "at": at,
            "by": by,
            "verb": verb,
            "what": what,
            "hash": page.head,
        }
    )


def _page(case: Case) -> _Page:
    pages: dict[int, _Page] = of_transaction().setdefault(PAGES, {})
    if case.id not in pages:
        pages[case.id] = _Page(case.journal_head or chain.START, case.journal_length or 0)
        before_commit(lambda: _put_down(case, pages.pop(case.id)))
    return pages[case.id]


def _put_down(case: Case, page: _Page) -> None:
    append_all(Entry, page.rows)
    db.session.connection().execute(MOVED, {"case": case.id, "head": page.head, "length": page.length})
    set_committed_value(case, "journal_head", page.head)
    set_committed_value(case, "journal_length", page.length)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def verify(case: Case) -> int | None:
    """The serial of the first entry that does not hold; None: the journal is whole."""
    return chain.verify_export(export(case))


def export(case: Case) -> dict[str, Any]:
    """The journal as JSON: all that :mod:`app.cases.chain` needs to check it offline."""
    entries = db.session.scalars(select(Entry).filter_by(case_id=case.id).order_by(Entry.serial))
    sealed = db.session.execute(
        select(SealedHead, Seal).join(Seal).where(SealedHead.case_id == case.id).order_by(SealedHead.day)
    )
    return {
        "case": case.number,
        "head": case.journal_head,
        "length": case.journal_length,
        "entries": [_exported(entry) for entry in entries],
        "seals": [
            {"day": seal.day.isoformat(), "length": head.length, "head": head.head, "seal": seal.hash}
            for head, seal in sealed
        ],
    }


def _exported(entry: Entry) -> dict[str, Any]:
    return {
        "serial": entry.serial,
        "at": _instant(entry.at),
        "by": entry.by,
        "verb": entry.verb,
        "what": entry.what,
        "hash": entry.hash,
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def seal(day: date) -> Seal:
    """Seal the head of every case that has moved since it was last sealed. Done already: that seal.

    Whatever commits while it runs is sealed the next time: a seal says what was there, not when it came.
    """
    done = db.session.get(Seal, day)
    if done:
        return done
    heads = [tuple(row) for row in db.session.execute(_moved())]
    root = chain.seal_root(heads)
    before = db.session.scalar(select(Seal.hash).order_by(Seal.day.desc()).limit(1)) or chain.START
    made = Seal(day=day, at=clock.now(), heads=len(heads), root=root)
    made.hash = chain.link(before, chain.seal_content(day.isoformat(), len(heads), root))
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        SealedHead(day=day, case_id=case_id, length=length, head=head) for case_id, length, head in heads
    )
    db.session.flush()
    return made


def _moved() -> Any:
    last = select(SealedHead.case_id, func.max(SealedHead.length).label("length")).group_by(
        SealedHead.case_id
    )
    sealed = last.subquery()
    return (
        select(Case.id, Case.journal_length, Case.journal_head)
        .outerjoin(sealed, sealed.c.case_id == Case.id)
        .where(Case.journal_length > func.coalesce(sealed.c.length, 0))
        .order_by(Case.id)
    )


def verify_seals() -> date | None:
    """The first day whose seal does not hold against the seals before it and the journals; None: all hold."""
    before = chain.START
    for seal in db.session.scalars(select(Seal).order_by(Seal.day)):
        if not _holds(seal, before):
            return seal.day
        before = seal.hash
    return None


def _holds(seal: Seal, before: str) -> bool:
    """Do the noted heads give the seal, and does each still stand in its journal?"""
    standing = select(SealedHead.case_id, SealedHead.length, SealedHead.head, Entry.hash).outerjoin(
        Entry, and_(Entry.case_id == SealedHead.case_id, Entry.serial == SealedHead.length)
    )
    rows = db.session.execute(standing.where(SealedHead.day == seal.day)).all()
    root = chain.seal_root((case_id, length, head) for case_id, length, head, _ in rows)
    content = chain.seal_content(seal.day.isoformat(), seal.heads, seal.root)
    return (
        all(head == found for _, _, head, found in rows)
        and (seal.heads, seal.root) == (len(rows), root)
        and seal.hash == chain.link(before, content)
    )
