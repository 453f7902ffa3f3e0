"""Alembic's environment: the application's database and models."""

from logging.config import fileConfig
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from app.columns import Instant
from app.db import Base, db

if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)

OWN_TABLES = ("case_search", "huey_")  # made by app.cases.search in each database's own way, and by the queue


def include(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave what is not made of models out of comparisons."""
    return not (kind == "table" and name is not None and name.startswith(OWN_TABLES))


def rendered(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """A revision says what the database holds: the plain type under ours, so that it stands when ours change."""
    if kind == "type" and isinstance(thing, Instant):
        return "INSTANT"
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def run() -> None:
    """Migrate the bound database. A revision is one write transaction, on SQLite too."""
    with current_app.app_context():
        engine = db.engine.execution_options(writes=True)
        with engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                include_object=include,
                render_item=rendered,
                render_as_batch=True,
                compare_type=True,
                transactional_ddl=True,
                transaction_per_migration=True,
            )
            with context.begin_transaction():
                context.run_migrations()


run()
