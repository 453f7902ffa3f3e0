"""Huey carries work to the workers; rows are the truth: losing its store loses nothing."""

from typing import Any

from huey import PostgresHuey, SqliteHuey
from huey.api import Huey


def of(config: dict[str, Any]) -> Huey:
    """The queue beside the database: a file for SQLite, tables of its own on PostgreSQL."""
    uri: str = config["SQLALCHEMY_DATABASE_URI"]
    if uri.startswith("postgresql"):
        return PostgresHuey("qingqian", dsn=uri.replace("postgresql+psycopg://", "postgresql://", 1))
    return SqliteHuey("qingqian", filename=str(config["DATA_DIR"] / "huey.db"))
