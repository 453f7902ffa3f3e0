"""A demo office of its own in a temporary folder: migrated, loaded, its clock on a Monday morning."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from app import clock, create_app
from app.db import db, transaction
from app.demo import office
from app.paths import PROCESSES

MORNING = datetime(2026, 8, 3, 9, 0, tzinfo=clock.SHANGHAI)


@dataclass(frozen=True)
class Office:
    """The folder with the office's database, keys and files, and an application that looks at it."""

    folder: Path
    app: Flask

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "qingqian.db"

    @contextmanager
    def copy(self) -> Iterator["Office"]:
        """A second office with the same content, thrown away afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="qingqian-bench-"))
        try:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
            with _opened(folder) as opened:
                yield opened
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def prepared() -> Iterator[Office]:
    """A freshly loaded office. It leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="qingqian-bench-"))
    try:
        with _opened(folder) as made:
            with made.app.app_context():
                upgrade()
                with clock.frozen(MORNING), transaction():
                    office.load_office()
                _settle()
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(folder: Path) -> Iterator[Office]:
    for name in ("DATABASE_URL", "SECRET_KEY", "FIELD_KEYS"):
        os.environ.pop(name, None)
    os.environ.update(APP_ENV="demo", DATA_DIR=str(folder))
    app = create_app()
    try:
        yield Office(folder, app)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        clock.read_offset_from(None)


def _settle() -> None:
    """Bring the write-ahead log into the file, so that the folder can be copied."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    db.engine.dispose()


def scenario(name: str) -> dict[str, Any]:
    """A scenario of the main process."""
    return dict(json.loads((PROCESSES / "wage_case" / "scenarios" / f"{name}.json").read_text("utf-8")))
