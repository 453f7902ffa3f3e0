"""A form made whole: shared fragments put in, branch fields moved up, every object closed."""

import json
from pathlib import Path
from typing import Any

from app.fragments import Fragments, NoFragment, put_in


def read_shared(folder: Path) -> dict[str, dict[str, Any]]:
    """The fragments in ``<folder>/shared``, by the name that a ``$ref`` uses."""
    files = sorted((folder / "shared").glob("*.json"))
    return {f"shared/{file.name}": json.loads(file.read_text(encoding="utf-8")) for file in files}


def resolve(raw: Any, shared: Fragments, faults: list[tuple[str, str]]) -> Any:
    """A copy that needs nothing else to be read; what cannot be resolved is added to ``faults``.

    A field declared in a branch is moved to ``properties`` and leaves ``true`` behind. Resolving twice changes nothing.
    """
    try:
        whole = put_in(raw, shared)
    except NoFragment as missing:
        faults.append(("", f"找不到共用片段 {missing}，或片段互相引用"))
        return {}
    _close(whole, faults, "")
    return whole


def _close(node: Any, faults: list[tuple[str, str]], path: str) -> None:
    """Every object takes the fields of its branches and refuses unknown ones."""
    if not isinstance(node, dict):
        return
    if node.get("type") == "object" and isinstance(node.get("properties"), dict):
        _move_up(node, node, faults, path)
        node.setdefault("additionalProperties", False)
        for name, member in node["properties"].items():
            _close(member, faults, f"{path}.{name}".lstrip("."))
    _close(node.get("items"), faults, f"{path}.*")


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
