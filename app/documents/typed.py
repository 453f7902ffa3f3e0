"""Answers as somebody is still typing them, read as far as they can be read."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.forms.fields import Field
from app.forms.money import NotMoney, parse_yuan


def as_stored(fields: Iterable[Field], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Raw answers in the shape in which they are stored: money in fen. What cannot be read is left out."""
    read = {field.name: _read(field, raw[field.name]) for field in fields if field.name in raw}
    return {name: value for name, value in read.items() if value not in (None, "")}


def _read(field: Field, value: Any) -> Any:
    if field.kind == "money":
        return _fen(value)
    if field.kind == "group":
        return as_stored(field.fields, value) if isinstance(value, Mapping) else None
    if field.kind == "roster":
        rows = value if isinstance(value, list) else []
        return [as_stored(field.fields, row) for row in rows if isinstance(row, Mapping)]
    return value if isinstance(value, str | int | float | bool | list) else None


def _fen(value: Any) -> int | None:
    try:
        return parse_yuan(value)
    except NotMoney:
        return None
