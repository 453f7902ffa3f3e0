"""Overlaps and gaps: for each region and each stretch of time, the rows of a table answer every case exactly once.

All cases cannot be tried, but few of them differ: for each column the allowed values, or each number that a cell
names, the space between two such numbers and beyond the last. From column to column only the rows that still match
are looked at, so cases that leave the same rows are one.
"""

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from app.engine.check import expressions
from app.engine.check.cells import VALUE, cell_test
from app.engine.check.faults import Fault, fault
from app.engine.check.tables import PARAMETER, Column, Row, Table
from app.engine.environment import NotAllowedExpression

MOST = 50_000
"""Different situations that are looked at for one region and date."""
SHOWN = 5
WHOLE = ("integer", "long")
ANY = "*"
SMALL, GREAT = 1000, 10**9
"""Numbers that others are compared with; parameters are small multiples of the first, in the order they appear."""

Case = tuple[tuple[str, Any], ...]


def check_cover(table: Table) -> Iterator[Fault]:
    """Each pair of rows that can match together, and cases that no row matches."""
    try:
        tests = {row: [cell_test(text) for text in row.cells] for row in table.rows}
    except NotAllowedExpression:
        return  # told with the cells
    overlaps: dict[tuple[str, str], str] = {}
    gaps: dict[str, str] = {}
    for day in sorted({row.valid_from for row in table.rows} | {_next(row.valid_to) for row in table.rows}):
        valid = [row for row in table.rows if row.valid_from <= day <= row.valid_to]
        for region in sorted({row.region for row in valid}):
            rows = [row for row in valid if row.region == region]
            search = _Search(table, {row: tests[row] for row in rows})
            try:
                search.run()
            except _TooMany:
                yield fault(table.file, "", "dmn-too-wide")
                return
            for pair, case in search.overlaps.items():
                overlaps.setdefault(pair, _words(region, day, case))
            for case in search.gaps[:SHOWN]:
                gaps.setdefault(_words("", None, case), _words(region, day, case))
            for row_id, case in search.errors.items():
                yield fault(table.file, row_id, "dmn-error", values=_words(region, day, case))
    for pair, words in overlaps.items():
        yield fault(table.file, pair[0], "dmn-overlap", ids="、".join(pair), values=words)
    for words in gaps.values():
        yield fault(table.file, "", "dmn-gap", values=words)


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _words(region: str, day: date | None, case: Case) -> str:
    where = [f"region={region}", f"{day}"] if region else []
    return " ".join([*where, *(f"{name}={value}" for name, value in case if value != ANY)])


class _TooMany(Exception):
    pass


class _Search:
    """One walk over the columns of a table for the rows of one region and day."""

    def __init__(self, table: Table, tests: dict[Row, list[ast.expr | None]]) -> None:
        self.tests = {
            row: [(test, expressions.compiled(test)) if test is not None else None for test in found]
            for row, found in tests.items()
        }
        used = {name: None for found in tests.values() for test in found if test for name in _names(test)}
        self.columns = table.inputs
        self.read = {column.name for column in table.inputs} & used.keys()
        parameters = [name for name in used if name.startswith(PARAMETER)]
        self.parameters = {name: SMALL * number for number, name in enumerate(parameters, 1)}
        self.seen: set[Any] = set()
        self.overlaps: dict[tuple[str, str], Case] = {}
        self.gaps: list[Case] = []
        self.errors: dict[str, Case] = {}

    def run(self) -> None:
        self._walk(0, tuple(self.tests), ())

    def _walk(self, depth: int, rows: tuple[Row, ...], case: Case) -> None:
        state = (depth, rows, tuple(pair for pair in case if pair[0] in self.read))
        if state in self.seen:
            return
        self.seen.add(state)
        if len(self.seen) > MOST:
            raise _TooMany
        if not rows:
            self.gaps.append(case)
        elif depth == len(self.columns):
            for one, other in combinations(rows, 2):
                self.overlaps.setdefault((one.id, other.id), case)
        else:
            column = self.columns[depth]
            for value in self._samples(depth, column, rows, dict(case)):
                here = (*case, (column.name, value))
                self._walk(depth + 1, tuple(row for row in rows if self._holds(row, depth, here)), here)

    def _samples(self, index: int, column: Column, rows: tuple[Row, ...], case: dict[str, Any]) -> list[Any]:
        found: list[Any] = []
        for row in rows:
            if cell := self.tests[row][index]:
                for bound in _bounds(cell[0]):
                    value = expressions.value(expressions.compiled(bound), {**case, **self.parameters})
                    found += value if isinstance(value, list | tuple) else [value]
        none = [None] if None in found else []
        if column.values or column.type == "boolean":
            return [*(column.values or (True, False)), *none]
        if column.name in self.read and not found:
            return [SMALL, GREAT]
        return expressions.samples(found, column.type in WHOLE) or [ANY]

    def _holds(self, row: Row, index: int, case: Case) -> bool:
        cell = self.tests[row][index]
        if cell is None:
            return True
        try:
            return bool(expressions.value(cell[1], {**dict(case), **self.parameters, VALUE: case[-1][1]}))
        except TypeError:
            self.errors.setdefault(row.id, case)
            return False


def _names(test: ast.expr) -> Iterator[str]:
    """The names a cell reads beside its own value, as they stand in it."""
    yield from (node.id for node in ast.walk(test) if isinstance(node, ast.Name) and node.id != VALUE)


def _bounds(test: ast.expr) -> Iterator[ast.expr]:
    """What the value of the column is compared with."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for left, right in pairwise(sides):
                for side, other in ((left, right), (right, left)):
                    if isinstance(side, ast.Name) and side.id == VALUE:
                        yield other
