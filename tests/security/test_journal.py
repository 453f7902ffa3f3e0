"""The journal: whatever is altered afterwards is found, offline too, and it holds nothing personal."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases import chain, journal
from app.cases.models import Case, Entry, Seal, SealedHead
from app.db import db, transaction
from tests import samples
from tests.security.conftest import BOTH, INTAKE, REGISTER, anew, complete, opened

DAY = date(2026, 8, 3)


@pytest.fixture
def sealed(office: Flask) -> Case:
    """A case with a life of its own, a neighbour, and two daily seals."""
    case = opened()
    opened("three_workers")
    with transaction():
        journal.seal(DAY)
    complete(case, "register", INTAKE, REGISTER)
    with transaction():
        journal.seal(DAY + timedelta(days=1))
    return case


def whole(case: Case) -> bool:
    anew()
    return journal.verify(db.session.get_one(Case, case.id)) is None and journal.verify_seals() is None


def other(value: Any) -> Any:
    """Something else of the same kind."""
    match value:
        case dict():
            return {**value, "altered": "x"}
        case int():
            return value + 1
        case date() if not hasattr(value, "hour"):
            return value + timedelta(days=30)
        case str():
            return "0" * 64 if len(value) == 64 else "altered"
    return value + timedelta(seconds=1)


HASHED = {
    Entry: ("serial", "at", "by", "verb", "what", "hash"),
    Seal: ("day", "heads", "root", "hash"),
    SealedHead: ("length", "head"),
}
COLUMNS = [(model, column) for model, columns in HASHED.items() for column in columns]


@BOTH
@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=[f"{m.__name__}-{c}" for m, c in COLUMNS])
def test_altering_any_value_of_any_row_is_found(sealed: Case, model: type, column: str) -> None:
    assert whole(sealed)
    table = model.__table__
    keys = [
        {key.name: row[key.name] for key in table.primary_key.columns} | {"value": row[column]}
        for row in db.session.execute(db.select(table)).mappings()
        if "case_id" not in row or row["case_id"] == sealed.id
    ]
    assert keys
    for key in keys:
        was = key.pop("value")
        where = [table.c[name] == value for name, value in key.items()]
        after = [table.c[name] == (other(was) if name == column else value) for name, value in key.items()]
        try:
            with transaction() as session:
                session.execute(table.update().where(*where).values({column: other(was)}))
        except db.exc.IntegrityError:  # the database itself refuses it
            continue
        assert not whole(sealed), (model, column, key)
        with transaction() as session:
            session.execute(table.update().where(*after).values({column: was}))
    assert whole(sealed)


@BOTH
def test_taking_out_putting_in_and_swapping_are_found(sealed: Case) -> None:
    table = Entry.__table__
    rows = [dict(r) for r in db.session.execute(db.select(table).filter_by(case_id=sealed.id)).mappings()]
    assert len(rows) > 4
    for row in rows:
        with transaction() as session:
            session.execute(
                table.delete().where(table.c.case_id == sealed.id, table.c.serial == row["serial"])
            )
        assert not whole(sealed)
        with transaction() as session:
            session.execute(table.insert(), row)
    assert whole(sealed)
    with transaction() as session:
        session.execute(table.insert(), rows[-1] | {"serial": rows[-1]["serial"] + 1})
    assert not whole(sealed)


def test_a_journal_written_anew_from_the_start_breaks_the_seals(sealed: Case) -> None:
    """Whoever owns the database can make a chain that holds in itself; the seals know better."""
    head = chain.START
    with transaction():
        entries = list(
            db.session.scalars(db.select(Entry).filter_by(case_id=sealed.id).order_by(Entry.serial))
        )
        for entry in entries:
            entry.by = "somebody_else"
            content = chain.entry_content(journal._exported(entry))
            head = entry.hash = chain.link(head, content)
        db.session.get_one(Case, sealed.id).journal_head = head
    anew()
    assert not whole(sealed)
    assert journal.verify_seals() == DAY


def test_the_export_is_checked_without_us(sealed: Case, tmp_path: Path) -> None:
    export = journal.export(sealed)
    file = tmp_path / "export.json"

    def verdict() -> int:
        file.write_text(json.dumps(export, ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(chain.__file__), str(file)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert verdict() == 0
    export["entries"][2]["by"] = "somebody_else"
    assert verdict() != 0


def test_the_auditor_is_told(sealed: Case, as_: Callable[[str], FlaskClient]) -> None:
    audit = as_("admin_audit@000000")
    assert "不符" not in audit.get(f"/admin?number={sealed.number}&check=1").text
    with transaction() as session:
        session.execute(db.update(Entry).filter_by(case_id=sealed.id, serial=2).values(by="x"))
    assert "不符" in audit.get(f"/admin?number={sealed.number}&check=1").text


PERSONAL = (
    samples.id_number(1), samples.id_number(1).lower(), "13900000001", "6222000000000000", "62220000000000001",
    "6222000000000000001", "6" * 25, f"电话{'13900000001'}", f"({samples.id_number(2)})",
)  # fmt: skip


@pytest.mark.parametrize("value", PERSONAL)
def test_a_journal_takes_no_number_of_a_person(case: Case, value: str) -> None:
    for what in ({"note": value}, {"deep": [{"er": value}]}, {"text": f"见 {value}。"}):
        with pytest.raises(ValueError, match="journal"), transaction():
            journal.write(case, "task.complete", what, INTAKE)


def test_what_the_office_writes_holds_ids_codes_and_hashes(sealed: Case) -> None:
    values = (
        *samples.NAMES[:3],
        samples.EMPLOYER,
        "示例小区",
        "工资一直没有发",
        samples.id_number(1),
        "13900000001",
    )
    entries = list(db.session.scalars(db.select(Entry)))
    assert len(entries) > 8
    for entry in entries:
        for value in values:
            assert value not in json.dumps(entry.what, ensure_ascii=False), entry.verb
