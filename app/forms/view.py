"""What a page shows of a form: each control with its words, value and errors, ready for a template."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import clock
from app.forms import messages
from app.forms.conditions import Condition
from app.forms.fields import Field
from app.forms.kinds import same
from app.forms.messages import text as _
from app.forms.money import NotMoney, display, parse_yuan

SPARE_ROWS = 1
ADDED_ROWS = 5
"""Blank rows at the end of a roster, usually and after «增加一行» was pressed without JavaScript."""

Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Choice:
    """One offered value."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Control:
    """One field as a page shows it. ``rows`` are those of a roster, ``members`` those of a group.

    ``title`` names the row as well where there is one; ``heading`` is the bare title. ``required`` means: whenever it
    is shown; ``applies`` says when it is, ``must`` when it may not stay blank.
    """

    field: Field
    id: str
    name: str
    heading: str
    title: str
    required: bool
    help: str
    applies: str
    must: str
    value: str
    shown: str
    choices: tuple[Choice, ...]
    files: tuple[tuple[str, str], ...]
    errors: tuple[str, ...]
    row: int | None
    when: str
    members: tuple["Control", ...]
    rows: tuple[tuple["Control", ...], ...]

    @property
    def latest(self) -> str:
        """The last day or minute that the picker offers; empty where there is none."""
        if not self.field.past:
            return ""
        today = clock.today().isoformat()
        return today if self.field.kind == "date" else f"{today}T23:59"

    @property
    def described_by(self) -> str:
        """Ids of the hint and the errors, for ``aria-describedby``."""
        hints = [f"{self.id}-help"] * bool(self.help or self.applies or self.must) + [
            f"{self.id}-error"
        ] * bool(self.errors)
        return " ".join(hints)


@dataclass(frozen=True)
class Problem:
    """A line of the list of errors above a form; ``target`` is the id it leads to, if there is one."""

    text: str
    target: str


@dataclass(frozen=True)
class View:
    """A form on a page."""

    controls: tuple[Control, ...]
    problems: tuple[Problem, ...]


def view(
    fields: Sequence[Field],
    values: Mapping[str, Any] | None,
    errors: Errors,
    files: Mapping[str, Any],
    add: str,
) -> View:
    """The controls of a form. ``files`` gives names to upload ids, ``add`` names a roster that wants blank rows."""
    if values is None:
        values = {field.name: field.default for field in fields if field.default is not None}
    controls = _Desk(errors, files, add).controls(fields, values, "")
    return View(controls, tuple(_problems(controls, errors)))


class _Desk:
    """Lays out controls; what is the same for all of them stands here."""

    def __init__(self, errors: Errors, files: Mapping[str, Any], add: str) -> None:
        self.errors, self.files, self.add = errors, files, add

    def controls(
        self, fields: Sequence[Field], values: Any, above: str, row: int | None = None
    ) -> tuple[Control, ...]:
        given = values if isinstance(values, Mapping) else {}
        siblings = {field.name: field for field in fields}
        return tuple(
            self.control(f, given.get(f.name), f"{above}{f.name}", above, siblings, row) for f in fields
        )

    def control(
        self, field: Field, value: Any, path: str, above: str, siblings: Mapping[str, Field], row: int | None
    ) -> Control:
        name = path.replace(".", "-")
        title = messages.translate(field.title)
        demand = field.required_when
        always = bool(field.when and demand and set(field.when.values) <= set(demand.values))
        return Control(
            field=field,
            id=f"f-{name}",
            name=name,
            heading=title,
            title=title if row is None else _("%(title)s（第 %(row)s 行）", title=title, row=row),
            help=messages.translate(field.help) if field.help else "",
            required=field.required or always,
            applies=_("仅在“%(title)s”为“%(values)s”时填写", **_words(field.when, siblings))
            if field.when
            else "",
            must=_("“%(title)s”为“%(values)s”时必填", **_words(demand, siblings))
            if demand and not always
            else "",
            value=_text(field, value),
            shown=_shown(field, value),
            choices=tuple(_choices(field, value, f"f-{name}")),
            files=tuple((str(v), self.file_name(v)) for v in _listed(value))
            if field.kind in ("file", "files")
            else (),
            errors=self.errors_of(field, path),
            row=row,
            when=_when(field.when, above),
            members=self.controls(field.fields, value, f"{path}.") if field.kind == "group" else (),
            rows=self.rows(field, value, path) if field.kind == "roster" else (),
        )

    def rows(self, field: Field, value: Any, path: str) -> tuple[tuple[Control, ...], ...]:
        given = value if isinstance(value, list) else []
        blank = 0
        if not (field.fixed or field.readonly):
            blank = ADDED_ROWS if self.add == path else SPARE_ROWS
            blank = max(blank, field.node.get("minItems", 0) - len(given))
        starts = {f.name: f.default for f in field.fields if f.default is not None}
        return tuple(
            self.controls(field.fields, values, f"{path}.{number}.", number + 1)
            for number, values in enumerate([*given, *[starts] * blank])
        )

    def errors_of(self, field: Field, path: str) -> tuple[str, ...]:
        found = list(self.errors.get(path, ()))
        if field.kind in ("choices", "files", "lines"):
            for other, texts in self.errors.items():
                if other.startswith(f"{path}."):
                    found += texts
        return tuple(dict.fromkeys(found))

    def file_name(self, id: object) -> str:
        known = self.files.get(str(id))
        return str(
            known.get("name", id) if isinstance(known, Mapping) else getattr(known, "name", known or id)
        )


def _problems(controls: Sequence[Control], errors: Errors) -> Iterator[Problem]:
    seen: set[str] = set()
    for control in _every(controls):
        path = control.name.replace("-", ".")
        if control.errors:
            seen |= (
                {other for other in errors if other == path or other.startswith(f"{path}.")}
                if not (control.rows or control.members)
                else {path}
            )
            target = "" if control.field.hidden else control.id
            for said in control.errors:
                yield Problem(_named(control.title, said), target)
    for path, texts in errors.items():
        if path not in seen:
            yield from (Problem(said if path.startswith("_") else _named(path, said), "") for said in texts)


def _named(title: str, said: str) -> str:
    return _("%(title)s：%(said)s", title=title, said=said)


def _every(controls: Sequence[Control]) -> Iterator[Control]:
    for control in controls:
        yield control
        yield from _every(control.members)
        for row in control.rows:
            yield from _every(row)


def _words(condition: Condition, siblings: Mapping[str, Field]) -> dict[str, str]:
    """A condition in words, for those whose page cannot hide and show."""
    tested = siblings[condition.field]
    labels = [messages.translate(label) for value, label in tested.choices if value in condition.values]
    return {"title": messages.translate(tested.title), "values": "”“".join(labels)}


def _when(condition: Condition | None, above: str) -> str:
    """The condition for the script, as JSON: the control's name and the values that show the field."""
    if condition is None:
        return ""
    name = f"{above}{condition.field}".replace(".", "-")
    return json.dumps(
        {"name": name, "values": [_plain(value) for value in condition.values]}, ensure_ascii=False
    )


def _choices(field: Field, value: Any, id: str) -> Iterator[Choice]:
    given = _listed(value)
    for number, (known, label) in enumerate(field.choices):
        chosen = any(same(known, one) for one in given)
        yield Choice(f"{id}-{number}", _plain(known), messages.translate(label), chosen)


def _text(field: Field, value: Any) -> str:
    if field.kind == "lines":
        return "\n".join(_plain(line) for line in _listed(value))
    if field.kind == "date-time" and isinstance(value, str) and value.endswith("+08:00"):
        return value[:16]
    return _plain(value)


def _shown(field: Field, value: Any) -> str:
    """A value that is only read: labels instead of codes, amounts with separators."""
    if field.choices:
        return _("、").join(choice.label for choice in _choices(field, value, "") if choice.chosen)
    if field.kind == "money":
        try:
            return display(parse_yuan(value))
        except NotMoney:
            pass
    return _text(field, value).replace("T", " ") if field.kind == "date-time" else _text(field, value)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""
