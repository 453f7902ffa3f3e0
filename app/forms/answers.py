"""Answers to a form: read from a page, checked into plain JSON, shown again for editing."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from marshmallow import ValidationError

from app.errors import Invalid
from app.forms import messages
from app.forms.definition import Definition
from app.forms.fields import Field
from app.forms.messages import text as _
from app.forms.money import format_yuan
from app.forms.schema import left_out
from app.forms.values import usable_file

WHOLE_FORM = "_form"
"""The path of an error that belongs to no field."""

MAX_SIZE = 2_000_000
MAX_NESTING = 8

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
_LOCAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_ROW = re.compile(r"[0-9]{1,6}")
_TICKED = ("true", "on", "1", "yes")
_LEAF = None
"""The key under which the tree of a posted page keeps the values of a name that others extend."""


class Posted(Protocol):
    """What the page sent: a werkzeug MultiDict or anything like it."""

    def __iter__(self) -> Iterator[str]:
        """The names."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of a name."""


def from_html(definition: Definition, form: Posted) -> dict[str, Any]:
    """Nested answers as typed, from flat names like «workers-0-name» or «workers.0.name».

    Blank answers and blank or deleted rows are left out, numbers and ticks get their JSON type where the text is clear;
    names that the form does not have are ignored (buttons, tokens). Uploads are stored by the page first, which adds
    their ids under the field's name.
    """
    tree: dict[Any, Any] = {}
    for key in form:
        place = tree
        for part in re.split(r"[-.]", key, maxsplit=MAX_NESTING):
            place = place.setdefault(part, {})
        place[_LEAF] = form.getlist(key)
    return _members(definition.fields, tree)


def check(
    definition: Definition, raw: Mapping[str, Any], *, files: Callable[[str], bool] | None = None
) -> dict[str, Any]:
    """The answers as plain JSON that may be stored: money in fen, dates ISO, codes in capitals.

    ``files`` says whether an upload may be used. What is only shown and what belongs to a branch not taken is left out.
    Raises Invalid with dotted paths.
    """
    _measure(raw)
    token = usable_file.set(files)
    try:
        return definition.schema.load(raw)
    except ValidationError as refusal:
        raise Invalid(
            _("填写内容有误，请按各项提示修改后重新提交"), errors=flatten(refusal.normalized_messages())
        ) from None
    finally:
        usable_file.reset(token)


@contextmanager
def as_given(definition: Definition, raw: Mapping[str, Any]) -> Iterator[None]:
    """Name the rows of what is refused about checked answers as they were given, where blank ones were left out."""
    try:
        yield
    except Invalid as refusal:
        places = {
            f"{field.name}.{kept}": f"{field.name}.{place}"
            for field in definition.fields
            if field.skip_blank
            for kept, place in enumerate(
                n for n, row in enumerate(raw.get(field.name) or ()) if not left_out(field, row)
            )
        }
        refusal.errors = {_at(path, places): texts for path, texts in refusal.errors.items()}
        raise


def _at(path: str, places: Mapping[str, str]) -> str:
    row = ".".join(path.split(".")[:2])
    return places.get(row, row) + path[len(row) :]


def flatten(errors: Mapping[Any, Any], above: str = "") -> dict[str, list[str]]:
    """Nested messages as dotted paths: {"workers": {0: {"name": […]}}} → {"workers.0.name": […]}."""
    flat: dict[str, list[str]] = {}
    for key, found in errors.items():
        path = (above or WHOLE_FORM) if key == "_schema" else f"{above}.{key}".lstrip(".")[:200]
        if isinstance(found, Mapping):
            for inner, texts in flatten(found, path).items():
                flat.setdefault(inner, []).extend(texts)
        else:
            texts = [found] if isinstance(found, str) else found
            flat.setdefault(path, []).extend(messages.translate(str(text)) for text in texts)
    return flat


def for_edit(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as a page shows them: money back in yuan. Answers that are not there yet stay away."""
    return {
        field.name: _editable(field, answers[field.name])
        for field in definition.fields
        if field.name in answers
    }


def first_values(definition: Definition, prefilled: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a page shows before anybody wrote: the defaults, then what the prefill words gave (keys of ``prefills``)."""
    values: dict[str, Any] = {f.name: f.default for f in definition.fields if f.default is not None}
    for path, value in (prefilled or {}).items():
        *groups, name = path.split(".")
        place = values
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return for_edit(definition, values)


def facts(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the case that checked answers teach, by fact name. What was not answered teaches nothing."""
    learnt = {}
    for path, fact in definition.facts.items():
        value: Any = answers
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None:
            learnt[fact] = value
    return learnt


def _members(fields: Iterable[Field], tree: Mapping[Any, Any]) -> dict[str, Any]:
    read = ((field.name, _typed(field, tree.get(field.name, {}))) for field in fields)
    return {name: value for name, value in read if value is not None}


def _typed(field: Field, tree: Mapping[Any, Any]) -> Any:
    """One field as typed, or None if nothing was."""
    if field.kind == "group":
        members = _members(field.fields, tree)
        return members if _written(field, members) or (members and field.required) else None
    if field.kind == "roster":
        numbers = sorted((key for key in tree if key is not _LEAF and _ROW.fullmatch(key)), key=int)
        rows = [_members(field.fields, tree[n]) for n in numbers if not tree[n].get("_drop", {}).get(_LEAF)]
        return [row for row in rows if _written(field, row)] or None
    values = [value for value in tree.get(_LEAF, ()) if value.strip()]
    if field.kind in ("choices", "files"):
        known = {str(value): value for value, _label in field.choices}
        return [known.get(value, value) for value in dict.fromkeys(values)] or None
    if field.kind == "boolean" and field.widget == "checkbox" and not field.readonly:
        return bool(values) and values[-1] in _TICKED
    if not values:
        return None
    if field.kind == "lines":
        return [line.strip() for line in values[-1].splitlines() if line.strip()]
    return _scalar(field, values[-1])


def _scalar(field: Field, written: str) -> Any:
    clean = written.strip()
    match field.kind:
        case "boolean":
            return {"true": True, "false": False}.get(clean, clean)
        case "choice":
            return {str(value): value for value, _label in field.choices}.get(clean, clean)
        case "integer" if _INTEGER.fullmatch(clean):
            return int(clean)
        case "number" if _NUMBER.fullmatch(clean):
            return float(clean) if "." in clean else int(clean)
        case "date-time" if _LOCAL_TIME.fullmatch(clean):
            return f"{clean}+08:00"
    return written


def _written(field: Field, members: Mapping[str, Any]) -> bool:
    """Whether anything is there but boxes that are unticked, or ticked as they were at first."""
    first = {each.name for each in field.fields if each.default is True}
    return any(
        value is not False and not (value is True and name in first) for name, value in members.items()
    )


def _editable(field: Field, value: Any) -> Any:
    if field.kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return format_yuan(value)
    if field.kind == "group" and isinstance(value, Mapping):
        return {f.name: _editable(f, value[f.name]) for f in field.fields if f.name in value}
    if field.kind == "roster" and isinstance(value, list):
        return [
            {f.name: _editable(f, row[f.name]) for f in field.fields if f.name in row}
            for row in value
            if isinstance(row, Mapping)
        ]
    return value


def _measure(raw: Any) -> None:
    """Refuse what is too large or too deep before anything walks it. Raises Invalid."""
    size, left = 0, [(raw, 1)]
    while left:
        value, depth = left.pop()
        if depth > MAX_NESTING:
            raise Invalid(errors={WHOLE_FORM: [_("填写内容嵌套过深，请按表单的格式提交")]})
        if isinstance(value, Mapping):
            size += sum(len(str(key)) for key in value)
            left.extend((member, depth + 1) for member in value.values())
        elif isinstance(value, (list, tuple)):
            left.extend((member, depth + 1) for member in value)
        size += len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else 2
        if isinstance(value, int) and value.bit_length() > 128:
            raise Invalid(errors={WHOLE_FORM: [_("有一个数字过大，请检查")]})
        if size > MAX_SIZE:
            raise Invalid(errors={WHOLE_FORM: [_("填写内容超过 2 MB，请分次提交或改用附件")]})
