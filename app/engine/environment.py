"""The expressions a process may contain: names, constants and comparisons. Modellers write no Python.

Text is parsed, every node of its syntax tree is compared with a short list, and only then is it compiled; there is no
attribute, call, subscript or arithmetic to abuse. The results are cached, because every gateway asks again and again.
"""

import ast
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from app.engine.faults import Incomprehensible

type_of_scalar = (str, int, float, bool, type(None))

ALLOWED = (
    *(ast.Expression, ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.List),
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn),
)


class NotAllowedExpression(Incomprehensible):
    """An expression that cannot be parsed, or says more than the whitelist allows."""


@lru_cache(maxsize=4096)
def _checked(text: str) -> ast.Expression:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotAllowedExpression(f"表达式「{text}」无法解析。") from error
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            raise NotAllowedExpression(
                f"表达式「{text}」含有不允许的写法（{type(node).__name__}）；"
                "只能使用名称、常量、== != < <= > >= in not in and or not。"
            )
        if isinstance(node, ast.Constant) and not isinstance(node.value, type_of_scalar):
            raise NotAllowedExpression(f"表达式「{text}」中的常量「{node.value!r}」不是文字、数字或真假值。")
        if isinstance(node, ast.Name) and node.id.startswith("_"):
            raise NotAllowedExpression(f"表达式「{text}」中的名称「{node.id}」不能以下划线开头。")
    return tree


@lru_cache(maxsize=4096)
def compile_condition(text: str) -> CodeType:
    """The code of a whitelisted expression.

    :raises NotAllowedExpression: with a sentence that says what is wrong.
    """
    return compile(_checked(text), "<condition>", "eval")


def names_read(text: str) -> set[str]:
    """The names of task data that an expression reads.

    :raises NotAllowedExpression: like ``compile_condition``.
    """
    return {node.id for node in ast.walk(_checked(text)) if isinstance(node, ast.Name)}


def evaluate(text: str, data: Mapping[str, Any]) -> Any:
    """What an expression is worth, given a run's scalars.

    :raises NotAllowedExpression: also for a name that the run does not know and for values that cannot be compared.
    """
    code = compile_condition(text)
    try:
        return eval(code, {"__builtins__": {}}, data)  # noqa: S307 - whitelisted above, no builtins
    except NameError as error:
        raise NotAllowedExpression(f"表达式「{text}」读取的「{error.name}」尚无取值。") from error
    except TypeError as error:
        known = "、".join(f"{name}={data.get(name)!r}" for name in sorted(names_read(text)))
        raise NotAllowedExpression(f"表达式「{text}」无法比较（{known}）。") from error


class Expressions(PythonScriptEngine):
    """The only script engine a run has: it evaluates whitelisted expressions and refuses scripts."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return evaluate(expression, task.data)

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        raise NotAllowedExpression("流程中不允许脚本；请使用已登记的操作。")
