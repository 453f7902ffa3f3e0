"""Every test that touches the database runs on SQLite and on a private PostgreSQL.

``app`` has empty tables, ``office`` the demo's regions, people, calendar, parameters and processes, ``bare`` not even
tables. Each test gets its own copy of a database that is prepared once a worker, or one swept clean, so that tests may
commit and use threads.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy.engine import make_url

os.environ["APP_ENV"] = "test"

from app import clock
from tests.pgtmp import temp_postgres
from tests.stores import Store, store_at
from tests.system import System, prepared
from tests.times import MORNING

settings.register_profile("few", max_examples=40, deadline=None)
settings.register_profile("many", max_examples=1000, deadline=None)  # by hand: --hypothesis-profile=many
settings.load_profile("few")


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
                self[dialect] = store_at(tmp_path_factory.mktemp(dialect), server)
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
