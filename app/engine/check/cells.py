"""What a cell of a decision table asks, and whether it can ever be true."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from app.engine.check.expressions import compared, constants, names, read_cell
from app.engine.check.faults import Fault, fault
from app.engine.check.tables import PARAMETER, Column, Table
from app.engine.environment import NotAllowedExpression

VALUE = "dmninputexpr"
"""The name that stands for the value of the column, as in the library."""

QUESTION = re.compile(r"""(\?)(?=(?:[^'"]|['"][^'"]*['"])*$)""")
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    **dict.fromkeys(("number", "integer", "long", "double"), (int, float)),
}
ASKS = (ast.Compare, ast.BoolOp, ast.Not)


def cell_test(text: str) -> ast.expr | None:
    """What a cell asks of ``VALUE``, in the library's reading; None: any value will do.

    :raises NotAllowedExpression: it is neither a value nor a question.
    """
    if text in ("", "-"):
        return None
    if QUESTION.search(text):
        return read_cell(QUESTION.sub(VALUE, text))
    try:
        tree = read_cell(text)
    except NotAllowedExpression:
        return read_cell(f"{VALUE} {text}")
    return ast.fix_missing_locations(ast.Compare(ast.Name(VALUE, ast.Load()), [ast.Eq()], [tree]))


def check_cells(table: Table) -> Iterator[Fault]:
    """Every cell of every row."""
    for row in table.rows:
        left: set[str] = set()
        for column, text in zip(table.inputs, row.cells, strict=True):
            yield from _input(table, row.id, column, text, left)
            left.add(column.name)
        for column, text in zip(table.outputs, row.outputs, strict=True):
            yield from _output(table, row.id, column, text, left)


def _input(table: Table, row: str, column: Column, text: str, left: set[str]) -> Iterator[Fault]:
    try:
        tree = cell_test(text)
    except NotAllowedExpression as error:
        yield fault(table.file, row, "dmn-cell", column=column.name, reason=error.message)
        return
    if tree is None:
        return
    unknown = _unknown(names(tree) - {VALUE}, left)
    yield from (fault(table.file, row, "dmn-name", column=column.name, text=text, name=n) for n in unknown)
    if _never(text, tree):
        yield fault(table.file, row, "dmn-never", column=column.name, text=text)
        return
    for name, _, value in compared(tree):
        if name == VALUE:
            yield from _value(table, row, column, text, value)


def _never(text: str, tree: ast.expr) -> bool:
    """A list, a comparison or a ``not`` without ``?`` is compared with the value as a whole: FEEL means otherwise."""
    if QUESTION.search(text):
        asks = tree.op if isinstance(tree, ast.UnaryOp) else tree
        return not isinstance(asks, ASKS)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or not isinstance(tree.ops[0], ast.Eq):
        return False
    other = tree.comparators[0]
    negated = isinstance(other, ast.UnaryOp) and isinstance(other.op, ast.Not)
    return negated or isinstance(other, ast.Compare | ast.BoolOp | ast.Tuple | ast.List)


def _value(table: Table, row: str, column: Column, text: str, value: Any) -> Iterator[Fault]:
    if value is None:
        return
    allowed = TYPES.get(column.type, (object,))
    if not isinstance(value, allowed) or (
        isinstance(value, bool) and bool not in allowed and object not in allowed
    ):
        yield fault(table.file, row, "dmn-type", column=column.name, text=text, type=column.type)
    elif column.values and value not in column.values:
        values = "、".join(map(str, column.values))
        yield fault(table.file, row, "dmn-value", column=column.name, value=value, allowed=values)


def _output(table: Table, row: str, column: Column, text: str, left: set[str]) -> Iterator[Fault]:
    if not text:
        yield fault(table.file, row, "dmn-empty-output", column=column.name)
        return
    try:
        tree = read_cell(text)
    except NotAllowedExpression as error:
        yield fault(table.file, row, "dmn-cell", column=column.name, reason=error.message)
        return
    unknown = _unknown(names(tree), left)
    yield from (fault(table.file, row, "dmn-name", column=column.name, text=text, name=n) for n in unknown)
    for value in constants(tree):
        yield from _value(table, row, column, text, value)


def _unknown(found: set[str], left: set[str]) -> list[str]:
    """A cell may read parameters and the columns to its left."""
    return sorted(name for name in found - left if not name.startswith(PARAMETER))
