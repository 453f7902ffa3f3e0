"""No code reaches a page without a name."""

import json
import re
from collections.abc import Iterable

import pytest
from flask import Flask

from app.cases import revealing
from app.cases.rules import CHANNELS, INDUSTRIES, NATURES, ROLES, STATES
from app.desk import names, rulewords
from app.law import queries as law
from app.ledgers.rules import SOURCES
from app.paths import FORMS

SERVICE = json.loads((FORMS / "shared" / "service.json").read_text(encoding="utf-8"))
METHODS = [one["const"] for one in SERVICE["properties"]["method"]["oneOf"]]


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("case", STATES),
        ("channel", CHANNELS),
        ("role", ROLES),
        ("nature", NATURES),
        ("industry", INDUSTRIES),
        ("source", SOURCES),
        ("method", METHODS),
        ("reason", revealing.REASONS),
        ("revealed", revealing.FIELDS),
        ("field", {field for fields in revealing.FIELDS.values() for field in fields}),
    ],
)
def test_every_code_has_a_name(table: str, codes: Iterable[str]) -> None:
    assert set(codes) <= names.TABLES[table].keys()


GRADE = re.compile("[ABC]级")


@pytest.mark.parametrize("rule", law.names())
def test_every_cell_of_a_rule_reads_as_words(bare: Flask, dialect: str, rule: str) -> None:
    table = law.rule(rule).table
    labels = rulewords.labels_of(rule)
    for row in table.rows:
        for cell in (*row.cells, *row.results):
            said = rulewords.cell(cell, labels)
            assert not re.search("[A-Za-z]", GRADE.sub("", said)), (row.id, said)


@pytest.fixture
def dialect() -> str:
    """Names are the same on every database."""
    return "sqlite"
