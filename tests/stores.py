"""Databases for tests: prepared once a process, copied or swept clean for each test."""

import itertools
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.engine import make_url

from app import clock, create_app
from app.db import Base, db, transaction
from app.demo.office import load_office
from tests.times import MORNING

_serial = itertools.count()
_WRITES = re.compile(r'\s*(insert into|update|delete from)\s+"?(\w+)"?', re.IGNORECASE)
_HARMLESS = re.compile(
    r"\s*(select|begin|savepoint|release|rollback|commit|set|show)\b(?!.*\bsetval\b)", re.I | re.S
)
SEARCH = "case_search"


@dataclass
class Touched:
    """What a test wrote, by table; ``beyond``: something that sweeping cannot undo."""

    inserted: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    beyond: bool = False

    def note(self, statement: str) -> None:
        """Take a statement into account."""
        if written := _WRITES.match(statement):
            (self.inserted if written[1].lower() == "insert into" else self.changed).add(written[2])
        elif not _HARMLESS.match(statement):
            self.beyond = True


@dataclass
class Store:
    """One kind of database: prepared copies of it, and the one that the application is looking at."""

    app: Flask
    folder: Path
    server: str | None = None
    current: str = ""
    stage: str = ""
    prepared: dict[str, str] = field(default_factory=dict)
    swept: dict[str, str] = field(default_factory=dict)  # on PostgreSQL, where a copy is dear
    seeds: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # the newest id of each table that is not empty
    touched: Touched = field(default_factory=Touched)

    def open(self, stage: str) -> None:
        """Point the application at a fresh copy of a prepared database."""
        if stage == "bare":
            self.current = self._create()
        else:
            template = self.prepared.get(stage) or self._prepare(stage)
            self.current = self.swept.pop(stage, "") or self._copy(template)
        self.stage, self.touched = stage, Touched()
        with self.app.app_context():
            db.engine.dispose()

    @property
    def url(self) -> str:
        """Where another process finds the database that the application is looking at."""
        if self.server is None:
            return f"sqlite:///{self.current}"
        return make_url(self.server).set(database=self.current).render_as_string(hide_password=False)

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            for left in (Path(self.app.config["DATA_DIR"]) / "files").glob("*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            if self.server and self.stage != "bare" and self._sweep():
                self.swept[self.stage] = self.current
            db.engine.dispose()
        if self.swept.get(self.stage) != self.current:
            self._drop(self.current)

    def _sweep(self) -> bool:
        """Delete what the test wrote; False where that is not enough and a fresh copy must be made."""
        seeds, written = self.seeds[self.stage], self.touched.inserted | self.touched.changed
        tables = {table.name: table for table in reversed(Base.metadata.sorted_tables)}
        if self.touched.beyond or self.touched.changed & seeds.keys() or written - tables.keys() - {SEARCH}:
            return False
        if any(seeds[name] is None for name in self.touched.inserted & seeds.keys()):
            return False
        with db.engine.begin() as connection:
            for name, table in tables.items():
                if name in written:
                    keep = table.delete()
                    connection.execute(keep.where(table.c.id > seeds[name]) if name in seeds else keep)
            if SEARCH in written:
                connection.execute(text(f"delete from {SEARCH}"))
        return True

    def _prepare(self, stage: str) -> str:
        name = (
            self._create()
            if stage == "empty"
            else self._copy(self.prepared.get("empty") or self._prepare("empty"))
        )
        self.current = name
        with self.app.app_context():
            db.engine.dispose()
            if stage == "empty":
                db.create_all()
            else:
                with clock.frozen(MORNING), transaction():
                    load_office()
            self.seeds[stage] = _newest()
            db.session.remove()
            db.engine.dispose()
        self.prepared[stage] = name
        return name

    def _create(self) -> str:
        name = f"t{os.getpid()}_{next(_serial)}"
        if self.server is None:
            return str(self.folder / f"{name}.db")
        self._admin(f"create database {name}")
        return name

    def _copy(self, template: str) -> str:
        if self.server is None:
            name = self._create()
            shutil.copy(template, name)
            return name
        name = f"t{os.getpid()}_{next(_serial)}"
        self._admin(f"create database {name} template {template}")
        return name

    def _drop(self, name: str) -> None:
        if self.server is None:
            for suffix in ("", "-wal", "-shm"):
                Path(name + suffix).unlink(missing_ok=True)
        else:
            self._admin(f"drop database {name} with (force)")

    def _admin(self, statement: str) -> None:
        engine = create_engine(self.server or "", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _newest() -> dict[str, Any]:
    """The greatest id of each table that holds rows; None where rows are not numbered."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if db.session.scalar(select(func.count()).select_from(table)):
            numbered = table.autoincrement_column is not None and "id" in table.c
            found[table.name] = db.session.scalar(select(func.max(table.c.id))) if numbered else None
    return found


def store_at(folder: Path, server: str | None) -> Store:
    """An application whose engine looks at whatever database the store has open."""
    os.environ["DATA_DIR"] = str(folder / "data")
    uri = server or f"sqlite:///{folder / 'unused.db'}"
    app = create_app({"SQLALCHEMY_DATABASE_URI": uri, "TESTING": True, "DATA_DIR": folder / "data"})
    store = Store(app, folder, server)
    with app.app_context():

        @event.listens_for(db.engine, "do_connect")
        def redirect(_dialect: Any, _record: Any, args: list[Any], params: dict[str, Any]) -> None:
            if server is None:
                args[0] = store.current
            else:
                params["dbname"] = store.current

        @event.listens_for(db.engine, "before_cursor_execute")
        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            store.touched.note(statement)

    return store
