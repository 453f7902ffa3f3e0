"""The kinds of question there are, the widgets that show them and the limits that hold for all."""

from collections.abc import Mapping
from typing import Any

from app.marking import N_

MAX_TEXT = 5000
MAX_ROWS = 2000
MAX_NUMBER = 10**15
FORMATS = ("date", "date-time", "money", "cn-id", "uscc", "cn-mobile", "region", "bank-card", "file")

WIDGETS: dict[str, tuple[str, ...]] = {
    "text": ("text", "textarea", "hidden"),
    "choice": ("radio", "select", "hidden"),
    "integer": ("number", "hidden"),
    "number": ("number", "hidden"),
    "boolean": ("checkbox", "radio", "hidden"),
    "date": ("date", "hidden"),
    "date-time": ("datetime", "hidden"),
    "money": ("money", "hidden"),
    "cn-id": ("text", "hidden"),
    "uscc": ("text", "hidden"),
    "cn-mobile": ("text", "hidden"),
    "bank-card": ("text", "hidden"),
    "region": ("region", "text", "hidden"),
    "file": ("file", "hidden"),
    "files": ("file",),
    "choices": ("checkboxes",),
    "lines": ("textarea",),
    "roster": ("roster",),
    "group": ("group",),
}
"""Kinds of field and the widgets that can show each; the first is the usual one."""


def same(left: object, right: object) -> bool:
    """Equality that does not take True for 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def kind_of(node: Mapping[str, Any]) -> str:
    """The kind of field that a JSON Schema node describes: a key of WIDGETS."""
    kind = str(node.get("type"))
    if kind == "object":
        return "group"
    if kind == "array":
        items = kind_of(node.get("items") or {"type": "string"})
        return {"group": "roster", "choice": "choices", "file": "files"}.get(items, "lines")
    if "enum" in node or "oneOf" in node or ("const" in node and kind != "boolean"):
        return "choice"
    if kind == "string":
        return str(node.get("format", "text"))
    return kind


def choices_of(node: Mapping[str, Any]) -> tuple[tuple[Any, str], ...]:
    """The values a field can take, each with its label."""
    if "items" in node:
        return choices_of(node["items"])
    if "oneOf" in node:
        return tuple((one["const"], one["title"]) for one in node["oneOf"])
    if "enum" in node:
        return tuple((value, str(value)) for value in node["enum"])
    if node.get("type") == "boolean":
        return ((True, N_("是")), (False, N_("否")))
    return ((node["const"], node.get("title", str(node["const"]))),) if "const" in node else ()
