"""New keys come in front, old ones go, the last one stays: everything remains readable and findable."""

import base64
import os
from collections.abc import Iterator

import pytest
from flask import Flask

from app import vault
from app.cases import queries as case_queries
from app.cases.models import Case
from app.casework import actions
from app.columns import Secret, SecretJson
from app.db import Base, db, transaction
from app.jobs import rotation
from tests import samples
from tests.jobs import filled


@pytest.fixture
def keys(office: Flask) -> Iterator[list[str]]:
    """The keys of the system; whatever a test does with them is undone."""
    yield list(office.config["FIELD_KEYS"])
    vault.open_with(office.config["FIELD_KEYS"])


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def everything() -> dict[str, list[object]]:
    """Every encrypted value of the system, read."""
    db.session.rollback()
    return {
        f"{table.name}.{column.name}": list(
            db.session.scalars(
                db.select(column).where(column.is_not(None)).order_by(*table.primary_key.columns)
            )
        )
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Secret | SecretJson)
    }


def test_a_key_between_the_newest_and_the_last_may_go(keys: list[str]) -> None:
    case_id = filled.fill().id
    before = everything()
    count = sum(map(len, before.values()))
    assert count > 10
    second, third = new_key(), new_key()
    for ring in ([second, *keys], [third, second, *keys]):
        vault.open_with(ring)
        assert rotation.rotate() == count
        assert rotation.rotate() == 0
    vault.open_with([third, *keys])
    assert everything() == before
    with transaction():
        again = actions.open_case(samples.complaint("one_worker"), None)
    assert [case.id for case in again.duplicates] == [case_id]
    assert case_queries.by_number(again.case.number) == again.case


def test_a_key_that_is_taken_away_too_early_is_missed(keys: list[str]) -> None:
    filled.fill()
    vault.open_with([new_key()])
    with pytest.raises(vault.Undecipherable):
        everything()
    assert db.session.query(Case.id).count() == 2
