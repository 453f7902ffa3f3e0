"""What a form asks, one field at a time: kind, words, choices, limits and when it applies.

Reads resolved JSON Schema that the gate has accepted (``grammar``); nothing here checks a definition.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.conditions import Condition, any_of, branches_of
from app.forms.kinds import MAX_ROWS, MAX_TEXT, WIDGETS, choices_of, kind_of

LONG_TEXT = 200
"""A text that may be longer than this is written in a text area."""


@dataclass(frozen=True)
class Field:
    """One question. ``fields`` are the columns of a roster or the members of a group."""

    name: str
    kind: str
    title: str
    help: str
    widget: str
    required: bool
    readonly: bool
    fixed: bool
    skip_blank: bool
    default: Any
    choices: tuple[tuple[Any, str], ...]
    fact: str | None
    prefill: str | None
    when: Condition | None
    required_when: Condition | None
    fields: tuple["Field", ...]
    node: dict[str, Any]

    @property
    def hidden(self) -> bool:
        """Whether the field travels with the page without being seen."""
        return self.widget == "hidden"

    @property
    def asked(self) -> bool:
        """Whether a person fills it in."""
        return not self.hidden and not self.readonly

    @property
    def past(self) -> bool:
        """Whether it is the day or moment of something that has happened (``x-past``)."""
        return bool(self.node.get("x-past"))

    @property
    def limit(self) -> int:
        """The longest text, the most rows."""
        if self.kind in ("roster", "lines", "files", "choices"):
            return int(self.node.get("maxItems", MAX_ROWS))
        return int(self.node.get("maxLength", MAX_TEXT))


def fields_of(node: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of an object, in the order of its ``x-ui``."""
    look = node.get("x-ui", {})
    order = [*look.get("order", []), *node["properties"]]
    branches = branches_of(node)
    return tuple(
        _field(
            name,
            node["properties"][name],
            required=name in node.get("required", []),
            widget=look.get("widgets", {}).get(name),
            when=any_of([c for c, branch in branches if name in branch.get("properties", {})]),
            required_when=any_of([c for c, branch in branches if name in branch.get("required", [])]),
        )
        for name in dict.fromkeys(order)
    )


def _field(
    name: str,
    node: dict[str, Any],
    *,
    required: bool,
    widget: str | None,
    when: Condition | None,
    required_when: Condition | None,
) -> Field:
    kind, look = kind_of(node), node.get("x-ui", {})
    inner = node["items"] if kind == "roster" else node
    return Field(
        name=name,
        kind=kind,
        title=node.get("title", name),
        help=node.get("x-help") or node.get("description", ""),
        widget=look.get("widget") or widget or _usual_widget(kind, node),
        required=required,
        readonly=bool(look.get("readonly")),
        fixed=bool(look.get("fixed")),
        skip_blank=bool(look.get("skip_blank")),
        default=node.get("default"),
        choices=choices_of(node) if kind in ("choice", "choices", "boolean") else (),
        fact=node.get("x-fact"),
        prefill=node.get("x-prefill"),
        when=when,
        required_when=required_when,
        fields=fields_of(inner) if kind in ("roster", "group") else (),
        node=node,
    )


def _usual_widget(kind: str, node: Mapping[str, Any]) -> str:
    if kind == "text" and node.get("maxLength", 0) > LONG_TEXT:
        return "textarea"
    if kind == "choice" and len(choices_of(node)) > 5:
        return "select"
    return WIDGETS[kind][0]
