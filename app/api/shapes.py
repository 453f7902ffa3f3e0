"""The shapes that callers get: what is listed is promised, more may come.

Views give plain values or rows; money is fen there and yuan here, instants are Asia/Shanghai with their offset.
"""

from typing import Any

from flask_babel import gettext
from marshmallow import INCLUDE, Schema, fields, post_dump, validate

from app import clock
from app.cases.rules import masked
from app.forms.money import format_yuan


class Yuan(fields.String):
    """Money: fen inside, yuan with exactly two decimals outside."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else format_yuan(value)


class At(fields.String):
    """An instant, ISO 8601 with offset."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else clock.local(value).isoformat(timespec="seconds")


class Said(fields.String):
    """A Chinese text of a diagram, form or paper, in the reader's language."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return gettext(value) if value else value


class Masked(fields.String):
    """A number of a person, its middle hidden."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return masked(value, (3, 4)) if value else None


NULL: dict[str, Any] = {"allow_none": True}
ANY: dict[str, Any] = {"keys": fields.String(), "values": fields.Raw(allow_none=True)}


def page_of(items: type[Schema]) -> type[Schema]:
    """A list: ``{items, total, next_cursor|null}``."""
    members: dict[str, Any] = {
        "items": fields.List(fields.Nested(items), required=True),
        "total": fields.Integer(required=True),
        "next_cursor": fields.String(required=True, **NULL),
    }
    return type(f"{items.__name__}Page", (Schema,), members)


class Problem(Schema):
    """A refusal (RFC 9457): what happened, why, what to do next."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    reason = fields.String()
    handled_by = fields.String(**NULL)
    handled_at = fields.String(**NULL)
    state = fields.String()
    incident = fields.Raw()


class Person(Schema):
    """Who is signed in; groups as ``<group>@<region>``."""

    username = fields.String(required=True)
    name = fields.String(required=True)
    groups = fields.List(fields.String(), required=True)


class Session(Schema):
    """A token and how long it holds."""

    token = fields.String(required=True)
    expires_at = At(required=True)
    user = fields.Nested(Person, required=True)


class Receipt(Schema):
    """A complaint taken in. The code is shown once."""

    number = fields.String(required=True)
    query_code = fields.String(required=True)
    duplicates = fields.List(fields.String(), required=True)


class ProgressStep(Schema):
    """Something that has happened."""

    at = fields.String(required=True)
    text = fields.String(required=True)


class PaperForYou(Schema):
    """A paper addressed to the complainant."""

    id = fields.Integer(required=True)
    title = Said(required=True)
    number = fields.String(required=True)
    issued_on = fields.String(required=True)


class Progress(Schema):
    """How the case stands, for the complainant."""

    number = fields.String(required=True)
    kind = fields.String(required=True)
    stage = fields.String(required=True)
    stage_text = fields.String(required=True)
    steps = fields.List(fields.Nested(ProgressStep), required=True)
    next_step = fields.String(required=True)
    due = fields.String(required=True, **NULL)
    documents_for_you = fields.List(fields.Nested(PaperForYou), required=True)


class Task(Schema):
    """A task as lists show it. ``due`` is a date, an instant for terms in hours, or null."""

    id = fields.String(required=True)
    name = Said(required=True)
    process = fields.String(required=True)
    step = fields.String(required=True)
    group = fields.String(required=True)
    case = fields.String(required=True)
    employer = fields.String(required=True)
    state = fields.String(required=True)
    claimed_by = fields.String(required=True, **NULL)
    due = fields.String(required=True, **NULL)
    lamp = fields.String(required=True)
    created_at = At(required=True)


class StepPaper(Schema):
    """A paper that the step issues, perhaps only for one outcome."""

    document = fields.String(required=True)
    title = Said(required=True)
    outcome = fields.String(required=True, **NULL)
    id = fields.Integer(required=True, **NULL)
    number = fields.String(required=True, **NULL)


class OneTask(Task):
    """A task with what is needed to do it."""

    instructions = Said(required=True)
    article = Said(required=True)
    form = fields.Dict(required=True, **ANY)
    data = fields.Dict(required=True, **ANY)
    actions = fields.List(fields.String(), required=True)
    deadlines = fields.List(fields.Dict(**ANY), required=True)
    documents = fields.List(fields.Nested(StepPaper), required=True)
    incident = fields.Boolean(required=True)


class CaseState(Schema):
    """A case and where it is."""

    number = fields.String(required=True)
    state = fields.String(required=True)


class Completed(Schema):
    """A task done, and what this caller may do next in the case."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    case = fields.Nested(CaseState, required=True)
    next = fields.List(fields.Nested(Task), required=True)


class Draft(Schema):
    """A draft that was kept."""

    id = fields.String(required=True)
    saved_at = At(required=True)


class File(Schema):
    """A file taken in."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)


class Reckoned(Schema):
    """A term reckoned, day by day."""

    due = fields.String(required=True)
    provisional = fields.Boolean(required=True)
    days = fields.List(fields.Dict(**ANY), required=True)


class Rule(Schema):
    """A rule that can be asked."""

    name = fields.String(required=True)
    title = Said(required=True)
    inputs = fields.List(fields.Dict(**ANY), required=True)
    outputs = fields.List(fields.String(), required=True)
    regions = fields.List(fields.String(), required=True)


class Decision(Schema):
    """What a rule answers; its outputs stand under ``outputs`` and beside it."""

    class Meta:
        unknown = INCLUDE

    name = fields.String(required=True)
    title = Said(required=True)
    region = fields.String(required=True)
    on = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(("decided", "needs_decision", "unknown")))
    outputs = fields.Dict(required=True, **ANY)
    rows = fields.List(fields.Dict(**ANY), required=True)
    missing = fields.List(fields.String(), required=True)
    reason = fields.String(required=True)
    explanation = fields.String(required=True)
    parameters = fields.List(fields.Dict(**ANY), required=True)
    rule_hash = fields.String(required=True)

    @post_dump(pass_original=True)
    def beside(self, data: dict[str, Any], original: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """The outputs by their own names too."""
        return {**original["outputs"], **data}
