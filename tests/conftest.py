"""Every test that touches the database runs on SQLite and on a private PostgreSQL.

``app`` has empty tables, ``office`` the demo's regions, people, calendar, parameters and processes, ``bare`` not even
tables. Each test gets its own copy of a database that is prepared once a worker, so that tests may commit and use
threads.
"""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

os.environ["APP_ENV"] = "test"

from app import clock, create_app
from app.db import db, transaction
from app.demo.office import load_office
from tests.pgtmp import temp_postgres
from tests.system import System, prepared

MORNING = datetime(2026, 8, 3, 9, 0, tzinfo=clock.SHANGHAI)  # a Monday; the calendar of 2026 is published
_serial = itertools.count()


@dataclass
class Store:
    """One kind of database: prepared copies of it, and the one that the application is looking at."""

    app: Flask
    folder: Path
    server: str | None = None
    current: str = ""
    prepared: dict[str, str] = field(default_factory=dict)

    def open(self, stage: str) -> None:
        """Point the application at a fresh copy of a prepared database."""
        if stage == "bare":
            self.current = self._create()
        else:
            self.current = self._copy(self.prepared.get(stage) or self._prepare(stage))
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
            db.engine.dispose()
        self._drop(self.current)

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


def _store(folder: Path, server: str | None) -> Store:
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

    return store


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    made: dict[str, Store] = {}
    with ExitStack() as stack:

        class Lazy(dict[str, Store]):
            def __missing__(self, dialect: str) -> Store:
                server = None
                if dialect == "postgresql":
                    server = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(temp_postgres())
                    server = make_url(server).render_as_string(hide_password=False)
                self[dialect] = _store(tmp_path_factory.mktemp(dialect), server)
                return self[dialect]

        made = Lazy()
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _opened(stores: dict[str, Store], dialect: str, stage: str) -> Iterator[Flask]:
    store = stores[dialect]
    store.open(stage)
    with clock.frozen(MORNING), store.app.app_context():
        yield store.app
    store.close()


@pytest.fixture
def bare(stores: dict[str, Store], dialect: str) -> Iterator[Flask]:
    """The application on a database without tables."""
    yield from _opened(stores, dialect, "bare")


@pytest.fixture
def app(stores: dict[str, Store], dialect: str) -> Iterator[Flask]:
    """The application on empty tables, inside its context, the clock at MORNING."""
    yield from _opened(stores, dialect, "empty")


@pytest.fixture
def office(stores: dict[str, Store], dialect: str) -> Iterator[Flask]:
    """The application with the demo's regions, people, calendar, parameters and processes."""
    yield from _opened(stores, dialect, "office")


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[System]:
    """The demo as it runs: web, worker, SQLite, a clock that travels. One for all journeys of a test process."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "prepared-demo"
    running = prepared(shared, base / "running-demo")
    try:
        running.start()
        yield running
    finally:
        running.stop()
