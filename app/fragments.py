"""Fragments that forms share: what ``{"$ref": "shared/<name>.json"}`` stands for, to engine and forms alike."""

from collections.abc import Mapping
from typing import Any

Fragments = Mapping[str, dict[str, Any]]
"""Fragments by the name that a ``$ref`` uses: «shared/<name>.json»."""

DEEPEST = 60


class NoFragment(LookupError):
    """There is no fragment of that name, or fragments refer to each other in a circle."""


def put_in(node: Any, fragments: Fragments, depth: int = 0) -> Any:
    """A copy of a form in which every reference is replaced by its fragment.

    What stands beside a ``$ref`` wins over the fragment: objects are merged, ``required`` is joined, the rest replaced;
    an ``if`` replaces the fragment's whole if/then/else.

    :raises NoFragment: when one is missing.
    """
    if isinstance(node, list):
        return [put_in(item, fragments, depth + 1) for item in node]
    if not isinstance(node, dict):
        return node
    beside = {key: put_in(value, fragments, depth + 1) for key, value in node.items() if key != "$ref"}
    if "$ref" not in node:
        return beside
    name = node["$ref"]
    if not isinstance(name, str) or name not in fragments or depth > DEEPEST:
        raise NoFragment(str(name))
    return _merged(put_in(fragments[name], fragments, depth + 1), beside)


def _merged(fragment: dict[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(fragment)
    if "if" in beside:
        whole = {key: value for key, value in whole.items() if key not in ("if", "then", "else")}
    for key, value in beside.items():
        below = whole.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            whole[key] = _merged(below, value)
        elif key == "required" and isinstance(below, list) and isinstance(value, list):
            whole[key] = [*below, *(name for name in value if name not in below)]
        else:
            whole[key] = value
    return whole
