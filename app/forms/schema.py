"""The marshmallow schema of a form: objects, rosters, lists, and the branch that applies."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, cast

from marshmallow import RAISE, Schema, ValidationError, pre_load, validates_schema

from app.forms.fields import Field
from app.forms.kinds import kind_of
from app.forms.messages import text as _
from app.forms.values import NOT_AN_OBJECT, REQUIRED, SCALARS, UNKNOWN, Value

_EMPTY: tuple[Any, ...] = ("", None, [], {})


class Answers(Schema):
    """Answers to the questions of one object. Loading gives plain JSON."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": UNKNOWN, "type": NOT_AN_OBJECT}
    asked: ClassVar[tuple[Field, ...]] = ()

    @pre_load
    def leave_out(self, data: Any, **kwargs: Any) -> Any:
        """Without what is blank, what is only shown, and what belongs to a branch that is not taken."""
        if not isinstance(data, Mapping):
            return data
        kept = {name: value for name, value in data.items() if not _blank(value)}
        for field in self.asked:
            if field.readonly or (field.when and not field.when.met(kept)):
                kept.pop(field.name, None)
        return kept

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def require(self, data: Any, given: Any, **kwargs: Any) -> None:
        """What the taken branch requires. ``given`` is what was typed: a wrong answer already says so itself."""
        if not isinstance(given, Mapping):
            return
        missing = {
            field.name: [REQUIRED]
            for field in self.asked
            if field.required_when and _blank(given.get(field.name)) and field.required_when.met(given)
        }
        if missing:
            raise ValidationError(missing)


class Group(Value):
    """Several fields under one heading."""

    def __init__(self, asked: Field) -> None:
        super().__init__(asked)
        self.member_schema = schema_of(asked.fields, asked.name)()

    def read(self, value: Any) -> Any:
        return self.member_schema.load(value)


class Many(Value):
    """A list: rows of a roster, ticked choices, files, lines."""

    def __init__(self, asked: Field) -> None:
        super().__init__(asked)
        self.item: Callable[[Any], Any]
        if asked.kind == "roster":
            self.item = schema_of(asked.fields, asked.name)().load
        else:
            one = replace(asked, kind=kind_of(asked.node["items"]), node=asked.node["items"], widget="text")
            self.item = SCALARS[one.kind](one).read

    def read(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(_("应为一张列表"))
        if len(value) > self.asked.limit:
            raise ValidationError(
                _("最多 %(most)s 项，现为 %(count)s 项，请分次填写", most=self.asked.limit, count=len(value))
            )
        rows, faults = [], {}
        for index, row in enumerate(value):
            if left_out(self.asked, row):
                continue
            try:
                rows.append(self.item(row))
            except ValidationError as refusal:
                faults[index] = refusal.messages
        if faults:
            raise ValidationError(faults)
        self._fit(rows)
        return rows

    def _fit(self, rows: list[Any]) -> None:
        least = self.asked.node.get("minItems", 0)
        if len(rows) < least:
            raise ValidationError(
                _("至少 %(least)s 项，现为 %(count)s 项，请补充", least=least, count=len(rows))
            )
        if self.asked.node.get("uniqueItems") and len({repr(row) for row in rows}) < len(rows):
            raise ValidationError(_("有重复的项，请删去多余的"))


def left_out(roster: Field, row: Any) -> bool:
    """Whether a row of a roster does not count, because nobody wrote anything in it."""
    return (
        roster.skip_blank
        and isinstance(row, Mapping)
        and all(
            _blank(row.get(field.name)) or row[field.name] is False for field in roster.fields if field.asked
        )
    )


def schema_of(asked: Iterable[Field], name: str = "form") -> type[Answers]:
    """The schema class for these fields."""
    asked = tuple(asked)
    members: dict[str, Any] = {field.name: _value(field) for field in asked}
    made = cast(type[Answers], Answers.from_dict(members, name=f"{name.title().replace('_', '')}Answers"))
    made.asked = asked
    return made


def _value(field: Field) -> Value:
    if field.kind == "group":
        return Group(field)
    return SCALARS.get(field.kind, Many)(field)


def _blank(value: Any) -> bool:
    return value in _EMPTY if not isinstance(value, str) else not value.strip()
