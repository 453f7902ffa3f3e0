"""A form made whole: shared fragments put in, branch fields moved up, every object closed."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Shared = Mapping[str, dict[str, Any]]
"""Fragments by the name that a ``$ref`` uses: «shared/<name>.json»."""


def read_shared(folder: Path) -> dict[str, dict[str, Any]]:
    """The fragments in ``<folder>/shared``, by the name that a ``$ref`` uses."""
    files = sorted((folder / "shared").glob("*.json"))
    return {f"shared/{file.name}": json.loads(file.read_text(encoding="utf-8")) for file in files}


def resolve(raw: Any, shared: Shared, faults: list[tuple[str, str]], path: str = "") -> Any:
    """A copy that needs nothing else to be read; what cannot be resolved is added to ``faults``.

    What stands beside a ``$ref`` wins over the fragment: objects are merged, ``required`` is joined, the rest replaced.
    A field declared in a branch is moved to ``properties`` and leaves ``true`` behind. Resolving twice changes nothing.
    """
    if not isinstance(raw, dict):
        return copy.deepcopy(raw)
    node = dict(raw)
    if "$ref" in node:
        name = node.pop("$ref")
        fragment = shared.get(name) if isinstance(name, str) else None
        if fragment is None:
            faults.append((path, f"找不到共用片段 {name}"))
        elif "$ref" in fragment:
            faults.append((path, f"共用片段 {name} 不能再引用别的片段"))
        else:
            node = _merged(fragment, node)
    node = copy.deepcopy(node)
    if node.get("type") == "object" and isinstance(node.get("properties"), dict):
        _move_up(node, node, faults, path)
        node["properties"] = {
            name: resolve(member, shared, faults, f"{path}.{name}".lstrip("."))
            for name, member in node["properties"].items()
        }
        node.setdefault("additionalProperties", False)
    if "items" in node:
        node["items"] = resolve(node["items"], shared, faults, f"{path}.*")
    return node


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    base = dict(under)
    if "if" in over:
        base = {key: value for key, value in base.items() if key not in ("if", "then", "else")}
    for key, value in over.items():
        below = base.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            base[key] = _merged(below, value)
        elif key == "required" and isinstance(below, list) and isinstance(value, list):
            base[key] = [*below, *(name for name in value if name not in below)]
        else:
            base[key] = value
    return base


def _move_up(node: dict[str, Any], branch: Any, faults: list[tuple[str, str]], path: str) -> None:
    """Fields that are declared in then/else become properties of the object; ``if`` speaks of a given answer only."""
    test = branch.get("if")
    if isinstance(test, dict) and isinstance(test.get("properties"), dict):
        test.setdefault("required", list(test["properties"]))
    for word in ("then", "else"):
        inner = branch.get(word)
        if not isinstance(inner, dict):
            continue
        members = inner.get("properties")
        if not isinstance(members, dict):
            members = {}
        for name, member in list(members.items()):
            if member is True:
                continue
            if node["properties"].setdefault(name, member) != member:
                faults.append(
                    (f"{path}.{name}".lstrip("."), f"{word} 中的字段与 properties 中的同名字段不一致")
                )
            members[name] = True
        if word == "else" and "if" in inner:
            _move_up(node, inner, faults, path)
