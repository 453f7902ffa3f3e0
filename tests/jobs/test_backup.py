"""A backup of one database is restored on the other, whole, and says so when it is not."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import stamp, upgrade

from app import clock
from app.cases import journal, numbering, search
from app.cases.models import Case
from app.casework import actions
from app.db import db, transaction
from app.documents import files
from app.errors import Conflict
from app.jobs import backup
from app.jobs.backup import NotEmpty
from tests import samples
from tests.jobs import filled
from tests.stores import Store
from tests.times import MORNING


@contextmanager
def opened(store: Store, stage: str) -> Iterator[Flask]:
    store.open(stage)
    try:
        with clock.frozen(MORNING), store.app.app_context():
            yield store.app
    finally:
        store.close()


def content(folder: Path) -> dict[str, bytes]:
    """Every table and file of a backup."""
    tables = {path.name: gzip.decompress(path.read_bytes()) for path in (folder / "tables").iterdir()}
    return tables | {path.name: path.read_bytes() for path in (folder / "files").rglob("*") if path.is_file()}


def rows(folder: Path, table: str) -> list[list[Any]]:
    return [json.loads(line) for line in gzip.open(folder / "tables" / f"{table}.jsonl.gz", "rt")]


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_what_is_restored_is_what_was_backed_up(
    stores: dict[str, Store], tmp_path: Path, source: str, target: str
) -> None:
    with opened(stores[source], "office") as app:
        files.keep_under(tmp_path / "here")
        stamp()
        number = filled.fill().number
        made = backup.backup(tmp_path / "first", tmp_path / "here" / "files")
        assert made["files"] == 1
        assert app.config["FIELD_KEYS"][0] not in str(content(tmp_path / "first"))
    with opened(stores[target], "bare"):
        upgrade()
        backup.restore(tmp_path / "first", tmp_path / "there" / "files")
        backup.backup(tmp_path / "second", tmp_path / "there" / "files")
        assert content(tmp_path / "second") == content(tmp_path / "first")
        assert made["rows"] == json.loads((tmp_path / "second" / "manifest.json").read_text())["rows"]
        _goes_on(number)


def _goes_on(number: str | None) -> None:
    """People can work with what was restored: found, verified, and new rows take new ids."""
    with transaction():
        search.index_all()
    case = db.session.scalars(db.select(Case).filter_by(number=number)).one()
    assert db.session.scalars(search.matching("王芒种")).all() == [case.id]
    assert journal.verify(case) is None
    with transaction():
        new = actions.open_case(samples.complaint(), None).case
    assert (new.id, new.number) == (case.id + 2, "411221202600003")


@pytest.fixture
def made(app: Flask, tmp_path: Path) -> Path:
    """A backup of an empty system with one file."""
    stamp()
    (tmp_path / "files" / "ab").mkdir(parents=True)
    files.keep_under(tmp_path)
    files.write(b"some bytes")
    backup.backup(tmp_path / "backup", tmp_path / "files")
    return tmp_path / "backup"


@pytest.mark.parametrize("which", ["tables", "files"])
def test_a_damaged_backup_is_refused(made: Path, tmp_path: Path, which: str) -> None:
    damaged = next(path for path in sorted((made / which).rglob("*")) if path.is_file())
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    with pytest.raises(Conflict, match="已损坏"):
        backup.restore(made, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_backup_of_other_tables_is_refused(made: Path, tmp_path: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_text())
    (made / "manifest.json").write_text(json.dumps(manifest | {"revision": "0000"}))
    with pytest.raises(Conflict, match="0000"):
        backup.restore(made, tmp_path / "elsewhere")


def test_nothing_is_ever_overwritten(made: Path, tmp_path: Path) -> None:
    with pytest.raises(NotEmpty):
        backup.backup(made, tmp_path / "files")
    with pytest.raises(NotEmpty):
        backup.restore(made, tmp_path / "files")
    with transaction():
        numbering.draw("somebody works here")
    with pytest.raises(NotEmpty, match="counter 已有数据"):
        backup.restore(made, tmp_path / "elsewhere")


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(office: Flask, tmp_path: Path) -> None:
    filled.fill()
    stop, now = threading.Event(), clock.now()

    def clerk() -> None:
        with office.app_context(), clock.frozen(now):
            while not stop.is_set():
                with transaction():
                    actions.open_case(samples.complaint(), None)
            db.session.remove()

    writer = threading.Thread(target=clerk)
    writer.start()
    try:
        with ExitStack() as stack:
            stack.callback(stop.set)
            for count in range(3):
                backup.backup(tmp_path / str(count), tmp_path / "no-files")
    finally:
        writer.join()
    columns = [column.name for column in Case.__table__.columns]
    for count in range(3):
        folder = tmp_path / str(count)
        cases = [dict(zip(columns, row, strict=True)) for row in rows(folder, "case")]
        assert all(case["number"] for case in cases)
        counted = [value for scope, value in rows(folder, "counter") if scope.startswith("case:")]
        assert counted == [len(cases)]
        assert len(rows(folder, "entry")) == sum(case["journal_length"] for case in cases)
