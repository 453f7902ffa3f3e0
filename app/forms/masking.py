"""Numbers of people on a page: the middle is left out, and what comes back unchanged means the number that is known.

A form shows ``411***********0107``; whoever corrects it writes the whole number, whoever leaves it sends the stars.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.forms.definition import Definition
from app.forms.fields import Field

KEPT = {"cn-id": (3, 4), "cn-mobile": (3, 4), "bank-card": (4, 4)}
"""How many characters stay at the beginning and at the end, by kind of field."""

LEAST_HIDDEN = 4
ROW = "claim"
"""The column by which rows of two rosters belong together; without it their order decides."""


def masked(text: str | None, keep: tuple[int, int]) -> str:
    """Show only the first and last characters of an ID number, card or phone; of a short one hardly any."""
    if not text:
        return ""
    head, tail = keep if len(text) >= sum(keep) + LEAST_HIDDEN else (0, min(2, len(text) // 3))
    return text[:head] + "*" * max(len(text) - head - tail, 3) + text[len(text) - tail :]


def hide(form: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with numbers of people masked."""
    return _each(form.fields, values, {}, lambda field, value, _known: masked(value, KEPT[field.kind]))


def is_masked(form: Definition, values: Mapping[str, Any]) -> bool:
    """Is a number among the values masked?"""
    return any(_stars(form.fields, values))


def restore(
    form: Definition, typed: Mapping[str, Any], known: Callable[[], Mapping[str, Any]]
) -> dict[str, Any]:
    """What was typed, with the known number wherever its masked form came back.

    :param known: the values that were shown, unmasked; asked only if something masked came back.
    """
    if not is_masked(form, typed):
        return dict(typed)
    return _each(form.fields, typed, known(), _number_behind)


def _number_behind(field: Field, value: str, known: Any) -> str:
    same = isinstance(known, str) and "*" in value and masked(known, KEPT[field.kind]) == value
    return known if same else value


def _each(
    fields: Iterable[Field], values: Mapping[str, Any], known: Any, change: Callable[[Field, str, Any], Any]
) -> dict[str, Any]:
    """A copy in which every number of a person has been changed."""
    found, beside = dict(values), known if isinstance(known, Mapping) else {}
    for field in fields:
        value, other = found.get(field.name), beside.get(field.name)
        if field.kind in KEPT and isinstance(value, str):
            found[field.name] = change(field, value, other)
        elif field.kind == "group" and isinstance(value, Mapping):
            found[field.name] = _each(field.fields, value, other, change)
        elif field.kind == "roster" and isinstance(value, list):
            found[field.name] = [
                _each(field.fields, row, _row(other, row, place), change) if isinstance(row, Mapping) else row
                for place, row in enumerate(value)
            ]
    return found


def _row(rows: Any, row: Mapping[str, Any], place: int) -> Any:
    """The row that belongs to the given one."""
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return None
    if row.get(ROW):
        same = (one for one in rows if isinstance(one, Mapping) and str(one.get(ROW)) == str(row[ROW]))
        return next(same, None)
    return rows[place] if place < len(rows) else None


def _stars(fields: Iterable[Field], values: Mapping[str, Any]) -> Iterable[bool]:
    for field in fields:
        value = values.get(field.name)
        if field.kind in KEPT:
            yield isinstance(value, str) and "*" in value
        elif field.kind == "group" and isinstance(value, Mapping):
            yield from _stars(field.fields, value)
        elif field.kind == "roster" and isinstance(value, list):
            for row in value:
                yield from _stars(field.fields, row) if isinstance(row, Mapping) else ()
