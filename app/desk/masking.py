"""Personal numbers on a page: the middle is left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.cases import queries
from app.cases.rules import masked
from app.forms import answers
from app.forms.definition import Definition
from app.forms.fields import Field
from app.inbox.models import Task

KEPT = {"cn-id": (3, 4), "cn-mobile": (3, 4), "bank-card": (4, 4)}
"""How many characters stay at the beginning and at the end, by kind of field."""


def answers_of(task: Task, form: Definition) -> dict[str, Any]:
    """What was answered at a done task, for somebody who reads the file."""
    row = queries.answer_of(task.id)
    return _members(form.fields, answers.for_edit(form, row.answers)) if row else {}


def _members(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: _value(field, values[field.name]) for field in fields if field.name in values}


def _value(field: Field, value: Any) -> Any:
    if field.kind == "group" and isinstance(value, Mapping):
        return _members(field.fields, value)
    if field.kind == "roster" and isinstance(value, list):
        return [_members(field.fields, row) for row in value if isinstance(row, Mapping)]
    return masked(value, KEPT[field.kind]) if field.kind in KEPT and isinstance(value, str) else value
