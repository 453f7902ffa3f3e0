"""If/then/else on one field: which answers lead to which branch, and what a branch asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.kinds import choices_of, kind_of, same

BRANCHES = {"if", "then", "else"}


@dataclass(frozen=True)
class Condition:
    """A field of the same object must hold one of these values."""

    field: str
    values: tuple[Any, ...]

    def met(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answers meet it. No answer meets nothing; an unticked box is «no»."""
        given = answers.get(self.field, False if False in self.values else None)
        return any(same(given, value) for value in self.values)


def branches_of(node: Mapping[str, Any]) -> list[tuple[Condition, Mapping[str, Any]]]:
    """The branches of an if/then/else chain, each with the values of the tested field that lead to it."""
    if "if" not in node:
        return []
    ((tested, test),) = node["if"]["properties"].items()
    left = [value for value, _ in choices_of(node["properties"][tested])]
    found: list[tuple[Condition, Mapping[str, Any]]] = []
    branch: Mapping[str, Any] = node
    while "if" in branch:
        ((_, test),) = branch["if"]["properties"].items()
        wanted = [test["const"]] if "const" in test else test["enum"]
        taken = tuple(value for value in left if any(same(value, want) for want in wanted))
        left = [value for value in left if value not in taken]
        if "then" in branch:
            found.append((Condition(tested, taken), branch["then"]))
        branch = branch.get("else", {})
    if branch:
        found.append((Condition(tested, tuple(left)), branch))
    return found


def any_of(conditions: list[Condition]) -> Condition | None:
    """One condition for a field that several branches name."""
    if not conditions:
        return None
    return Condition(conditions[0].field, tuple(value for c in conditions for value in c.values))


def branch_faults(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the branches of an object whose properties are sound."""
    if not BRANCHES & set(node):
        return
    if "if" not in node or not {"then", "else"} & set(node):
        yield path, "if 须与 then 或 else 同用"
        return
    tested: str | None = None
    branch: Any = node
    while isinstance(branch, dict) and "if" in branch:
        test = branch["if"]
        names = list(test.get("properties", ())) if isinstance(test, dict) else []
        if len(names) != 1 or set(test) - {"properties", "required"} or test.get("required", names) != names:
            yield path, 'if 只能写成 {"properties": {字段: {"const": 值}}}，且只依据一个字段'
            return
        if tested not in (None, names[0]):
            yield path, "同一对象的 if 只能依据同一个字段"
            return
        tested = names[0]
        yield from _test(node, path, tested, test["properties"][tested])
        yield from _branch(node, path, "then", branch.get("then", {}))
        branch = branch.get("else", {})
        if isinstance(branch, dict) and "if" in branch and set(branch) - BRANCHES:
            yield path, "else 中的 if 不能与其他关键字并列"
    yield from _branch(node, path, "else", branch)


def _test(node: Mapping[str, Any], path: str, name: str, test: Any) -> Iterator[tuple[str, str]]:
    asked = node["properties"].get(name)
    if asked is None or kind_of(asked) not in ("choice", "boolean"):
        yield path, f"if 依据的 {name} 须是 properties 中的选项或是否字段"
        return
    if kind_of(asked) == "choice" and name not in node.get("required", []):
        yield path, f"if 依据的 {name} 须列入 required"
    if not isinstance(test, dict) or set(test) not in ({"const"}, {"enum"}):
        yield path, f"if 对 {name} 只能用 const 或 enum"
        return
    wanted = [test["const"]] if "const" in test else test["enum"]
    known = [value for value, _ in choices_of(asked)]
    if not isinstance(wanted, list) or any(not any(same(want, value) for value in known) for want in wanted):
        yield path, f"if 中的值不是 {name} 的选项"


def _branch(node: Mapping[str, Any], path: str, word: str, branch: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(branch, dict) or set(branch) - {"properties", "required"}:
        yield path, f"{word} 中只能有 properties 和 required"
        return
    members, required = branch.get("properties", {}), branch.get("required", [])
    if not isinstance(members, dict) or not isinstance(required, list):
        yield path, f"{word} 中 properties 须是对象，required 须是列表"
        return
    names = [str(name) for name in (*members, *required)]
    for name in names:
        if name not in node["properties"]:
            yield path, f"{word} 中的 {name} 不在 properties 中"
        elif name in node.get("required", []):
            yield path, f"{word} 中的 {name} 已列入 required，不能又只属于一个分支"
