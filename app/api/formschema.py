"""A form's JSON Schema with its texts in the reader's language."""

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

TEXTS = frozenset({"title", "description", "x-help"})


def in_language(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as it is in Chinese; else a copy whose titles, descriptions and hints are translated."""
    return schema if str(get_locale() or "zh").startswith("zh") else _translated(schema)


def _translated(node: Any, *, names: bool = False) -> Any:
    """``names``: the keys are names of fields, one of which may well be called «title»."""
    if isinstance(node, list):
        return [_translated(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _(value)
        if key in TEXTS and not names and isinstance(value, str)
        else _translated(value, names=key == "properties" and not names)
        for key, value in node.items()
    }
