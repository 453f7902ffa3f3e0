"""Rotating field keys: every encrypted value is written again with the first key, in small transactions."""

from typing import Any

from sqlalchemy import Column, Table, select, update

from app import vault
from app.columns import Secret, SecretJson
from app.db import Base, db, transaction

BATCH = 500


def rotate() -> int:
    """Encrypt anew what was not encrypted with the first of FIELD_KEYS; may be stopped and run again.

    :returns: how many values were written.
    """
    return sum(
        _rotate(table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Secret | SecretJson)
    )


def _rotate(table: Table, column: Column[Any]) -> int:
    bare = column.type.impl_instance  # type: ignore[attr-defined]
    keys = list(table.primary_key.columns)
    held = select(*keys, db.type_coerce(column, bare).label("held")).where(column.is_not(None))
    stale = [row for row in db.session.execute(held).all() if not vault.is_current(bytes(row.held))]
    db.session.rollback()
    for start in range(0, len(stale), BATCH):
        with transaction() as session:
            for row in stale[start : start + BATCH]:
                fresh = vault.encrypt(vault.decrypt(bytes(row.held)))
                where = [key == row._mapping[key] for key in keys]
                session.connection().execute(
                    update(table)
                    .where(*where)
                    .values({column.name: db.type_coerce(db.literal(fresh, bare), bare)})
                )
    return len(stale)
