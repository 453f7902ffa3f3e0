"""The migrations lead from nothing to the models, and back, on both databases."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.db import Base, db
from app.paths import MIGRATIONS

ADVICE = (
    "the models and the migrations differ. Once a release is in use: make a new revision with «flask --app wsgi:app db "
    "revision --autogenerate -m '<what>'» and read it. Before that: do so with --rev-id 0001 on an empty database and "
    "put it in place of 0001_first_tables.py (create_index and drop_index of app.cases.search stand beside the tables)."
)


def own(_thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    return not (kind == "table" and str(name).startswith("case_search"))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_there_is_one_head() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1


def test_upgrading_from_nothing_gives_the_models(bare: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": own, "target_metadata": Base.metadata}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == [], ADVICE
    assert "case_search" in tables()


def test_upgrading_again_changes_nothing(bare: Flask) -> None:
    upgrade()
    before = tables()
    upgrade()
    assert tables() == before


def test_downgrading_leaves_nothing_behind(bare: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert tables() <= {"alembic_version"}


def test_a_revision_that_fails_leaves_nothing_behind(bare: Flask) -> None:
    """A half-made schema could neither be used nor upgraded again."""
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text('CREATE TABLE "user" (x integer)'))
    with pytest.raises(DBAPIError):
        upgrade()
    assert tables() <= {"alembic_version", "user"}
