"""Whatever the facts, exactly one row of a decision table holds: no gap, no overlap. Tried with the rules' own engine,
which the deployment gate does not use."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import paths
from app.engine import decision
from app.law import queries

TABLES = {name: decision.read_table((paths.RULES / f"{name}.dmn").read_bytes()) for name in queries.names()}
EARLY, LATE = date(2000, 1, 1), date(2040, 1, 1)


def boundaries(table: decision.Table) -> list[date]:
    """A day in each stretch of time in which the same rows hold."""
    days = {row.valid_from or EARLY for row in table.rows}
    return sorted(days | {row.valid_to + timedelta(days=1) for row in table.rows if row.valid_to})


def parameters(table: decision.Table) -> dict[str, int]:
    """Some amount for each parameter, growing in the order in which the table names them."""
    named = [cell for row in table.rows for cell in row.cells]
    names = dict.fromkeys(name for cell in named for name in re.findall(r"param_\w+", cell))
    return {name: 1000 * place for place, name in enumerate(names, start=1)}


def values(column: decision.Column, cells: list[str], known: dict[str, int]) -> st.SearchStrategy[object]:
    """What a fact may be: an allowed value, or a number at, beside or far from those that the cells name."""
    if column.type == "boolean":
        return st.booleans()
    if column.values:
        return st.sampled_from(column.values)
    if column.type == "string":
        named = {word for cell in cells for word in re.findall(r'"([^"]*)"', cell)}
        return st.sampled_from(sorted(named) or ["其他"])
    named = {int(number) for cell in cells for number in re.findall(r"(?<![\w.])\d+(?![\w.])", cell)}
    near = {number + step for number in named | set(known.values()) for step in (-1, 0, 1)}
    return st.sampled_from(sorted(n for n in near | {0} if n >= 0)) | st.integers(0, 10**9)


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
def test_exactly_one_row_holds(name: str, data: st.DataObject) -> None:
    table = TABLES[name]
    day = data.draw(st.sampled_from(boundaries(table)))
    valid = [r for r in table.rows if (r.valid_from or EARLY) <= day <= (r.valid_to or LATE)]
    if not valid:
        return
    region = data.draw(st.sampled_from(sorted({row.region for row in valid})))
    rows, known = [row for row in valid if row.region == region], parameters(table)
    facts = {
        column.name: data.draw(values(column, [row.cells[place] for row in table.rows], known), column.name)
        for place, column in enumerate(table.inputs)
    }
    assert len(decision.matching(rows, facts | known)) == 1, (region, day, facts)
