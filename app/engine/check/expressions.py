"""Reads the whitelisted expressions of conditions and table cells, and tries them on sample values."""

import ast
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from app.engine.environment import ALLOWED, NotAllowedExpression, names_read

ARITHMETIC = (ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div)


def read(text: str) -> ast.expr:
    """The tree of a condition. Raises NotAllowedExpression, whose message says what is wrong with it."""
    names_read(text)
    return ast.parse(text.strip(), mode="eval").body


def read_cell(text: str) -> ast.expr:
    """The tree of a table's cell, which may also reckon with numbers. Raises NotAllowedExpression."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotAllowedExpression(f"「{text}」无法解析。") from error
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED + ARITHMETIC):
            raise NotAllowedExpression(f"「{text}」含有不允许的写法（{type(node).__name__}）。")
        if isinstance(node, ast.BinOp) and any(isinstance(s, ast.Constant | ast.List | ast.Tuple) and not _number(s)
                                               for s in (node.left, node.right)):  # fmt: skip
            raise NotAllowedExpression(f"「{text}」用文字或列表做运算。")  # text times a number has no bounds
    return tree


def _number(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and type(tree.value) in (int, float)


def names(tree: ast.AST) -> set[str]:
    """The names that an expression reads."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def certain_names(tree: ast.expr) -> set[str]:
    """The names that are read whatever the values: not those behind an ``and`` or ``or``."""
    if isinstance(tree, ast.BoolOp):
        return certain_names(tree.values[0])
    if isinstance(tree, ast.UnaryOp):
        return certain_names(tree.operand)
    return names(tree)


def compared(tree: ast.expr) -> Iterator[tuple[str, ast.cmpop, Any]]:
    """Each constant that a name is compared with: ``("review", Eq, "ACCEPT")``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            name, other = (left, right) if isinstance(left, ast.Name) else (right, left)
            if isinstance(name, ast.Name):
                yield from ((name.id, operator, value) for value in constants(other))


def constants(tree: ast.expr) -> list[Any]:
    """The constants of a constant or of a list of them; empty for anything else."""
    try:
        value = ast.literal_eval(tree)
    except ValueError:
        return []
    return list(value) if isinstance(value, tuple | list) else [value]


def truth_names(tree: ast.expr) -> set[str]:
    """The names whose bare truth is asked: ``settled``, ``not settled``."""
    if isinstance(tree, ast.Name):
        return {tree.id}
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        return truth_names(tree.operand)
    if isinstance(tree, ast.BoolOp):
        return set().union(*(truth_names(value) for value in tree.values))
    return set()


def compiled(tree: ast.expr) -> Any:
    """Code for ``value``; only for trees that ``read`` let through."""
    return compile(ast.Expression(tree), "<expression>", "eval")


def value(code: Any, values: Mapping[str, Any]) -> Any:
    """What the expression gives for these values. Raises TypeError and NameError like the engine would."""
    return eval(code, {"__builtins__": {}}, dict(values))  # noqa: S307 (whitelisted: no call, no attribute)


def true_for(tree: ast.expr, values: Mapping[str, Any]) -> bool:
    """Does the condition hold? One that cannot be worked out does not."""
    try:
        return bool(value(compiled(tree), values))
    except (TypeError, NameError):
        return False


def samples(found: list[Any], whole: bool = False) -> list[Any]:
    """Values that stand for all others when a name is only compared with ``found``.

    For numbers each boundary, the space between two, and beyond the last; below zero only if a boundary is: months,
    people and money are never negative. For texts each, and one that is none of them. ``whole``: nothing lies between
    3 and 4.
    """
    out: list[Any] = [v for v in (True, False) if any(isinstance(f, bool) for f in found)]
    numbers = sorted({f for f in found if isinstance(f, int | float) and not isinstance(f, bool)})
    if numbers:
        below = numbers[0] - 1 if numbers[0] < 0 else max(0, numbers[0] - 1)
        middles = {(low + high) // 2 if whole else (low + high) / 2 for low, high in pairwise(numbers)}
        out += sorted({below, *numbers, *middles, numbers[-1] + 1})
    texts = sorted({f for f in found if isinstance(f, str)})
    out += [*texts, OTHER] if texts else []
    return [*out, None] if None in found else out


OTHER = "…"
"""A text that is none of those compared with."""
