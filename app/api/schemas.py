"""The shapes that callers send: bodies, query strings, forms. What is not listed is refused."""

import base64
import binascii
import re
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.cases import listing, rules
from app.deadlines.calendar import DIRECTIONS, UNITS
from app.inbox import queries as inbox
from app.marking import N_

MOST = 200
FURTHEST = 10**9
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
REQUIRED = N_("请填写此项")
TEXTS = (
    (fields.Nested, N_("格式不对，应为一组填写项")),
    (fields.Dict, N_("格式不对，应为一组填写项")),
    (fields.Integer, N_("应为整数")),
    (fields.Date, N_("日期格式应为 年-月-日，例如 2026-06-01")),
    (fields.String, N_("应为文字")),
)


class Sent(Schema):
    """What is sent: unknown names are refused, in the reader's language."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": N_("没有这个填写项，请删去"), "type": N_("格式不对，应为一组填写项")}

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:
        """Say what is wrong in the words of our catalogue."""
        wrong = next((text for kind, text in TEXTS if isinstance(field_obj, kind)), N_("格式不对"))
        field_obj.error_messages = {
            **dict.fromkeys(field_obj.error_messages, wrong),
            "required": REQUIRED,
            "null": REQUIRED,
        }


class Cursor(fields.Field):
    """Where the next page begins, as the list before said it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        try:
            offset = int(base64.urlsafe_b64decode(str(value).encode()).decode().removeprefix("from:"))
        except (ValueError, binascii.Error):
            offset = -1
        if not 0 <= offset <= FURTHEST:
            raise ValidationError(N_("翻页标记无效，请使用上一页返回的 next_cursor"))
        return offset


class Day(fields.Date):
    """A date written YYYY-MM-DD, and in no other of the ways that ISO 8601 knows."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type="date")
        return super()._deserialize(value, attr, data, **kwargs)


def cursor(offset: int | None) -> str | None:
    """The cursor of a page that begins there."""
    return None if offset is None else base64.urlsafe_b64encode(f"from:{offset}".encode()).decode()


def _sorts(known: Any) -> validate.OneOf:
    wanted = [sort for name in known for sort in (name, f"-{name}")]
    return validate.OneOf(wanted, error=N_("不能按此项排序"))


def _text(most: int, least: int = 0, **more: Any) -> fields.String:
    length = validate.Length(min=least, max=most, error=N_("长度不符合要求"))
    return fields.String(validate=length, **more)


class Paging(Sent):
    """Which page of a list."""

    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, MOST, error=N_("每页条数应在 1 到 200 之间"))
    )
    cursor = Cursor(metadata={"type": "string"})


class TaskQuery(Paging):
    """Which tasks."""

    box = fields.String(
        load_default="todo",
        validate=validate.OneOf(inbox.BOXES, error=N_("没有这个收件箱；有 todo、claimed、done")),
    )
    lamp = fields.String(
        validate=validate.OneOf(inbox.LAMPS, error=N_("灯色只能是 green、yellow、red、black、grey")),
    )
    group = fields.String(
        validate=validate.Regexp(
            r"^[a-z][a-z0-9_]{0,39}(@[0-9]{6}([0-9]{3})?)?$",
            error=N_("应为候选组，或候选组@辖区，例如 hrss_intake@411221"),
        ),
    )
    q = _text(200)
    sort = fields.String(validate=_sorts(inbox.SORTS))


class CaseQuery(Paging):
    """Which cases."""

    state = fields.String(validate=validate.OneOf(rules.STATES, error=N_("没有这种案件状态")))
    kind = fields.String(
        validate=validate.OneOf(("COMPLAINT", "REPORT", "MATTER"), error=N_("请从列出的选项中选择"))
    )
    region = fields.String(
        validate=validate.Regexp(r"^[0-9]{6}([0-9]{3})?$", error=N_("应为 6 位或 9 位行政区划代码")),
    )
    q = _text(200)
    sort = fields.String(validate=_sorts(listing.SORTS))


class Credentials(Sent):
    """Who signs in."""

    username = _text(200, 1, required=True)
    password = _text(1000, 1, required=True)


class Nothing(Sent):
    """Nothing is sent."""


class Typed(Sent):
    """Answers to a form, by the names of its fields."""

    answers = fields.Dict(keys=fields.String(), required=True)


class Wanted(Typed):
    """Which paper to preview, and from which answers."""

    document = _text(60, 1, required=True)


class Start(Sent):
    """Which side procedure to start, with the answers to its start form."""

    process = fields.String(
        required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$", error=N_("没有这种流程"))
    )
    answers = fields.Dict(keys=fields.String(), load_default=dict)


class Code(Sent):
    """The query code on the receipt."""

    code = _text(60, 1, required=True)


class DiagramQuery(Sent):
    """Which diagram: of the main run and its own process unless said otherwise."""

    run = fields.Integer()
    process = _text(40)


class Upload(Sent):
    """Beside the file, without a token: the case and the query code."""

    number = _text(15)
    code = _text(60)


class Term(Sent):
    """A term to reckon."""

    start = Day(required=True)
    length = fields.Integer(required=True, metadata={"minimum": 0, "maximum": 1000})
    unit = fields.String(required=True, metadata={"enum": list(UNITS)})
    direction = fields.String(metadata={"enum": list(DIRECTIONS)})
    region = _text(9)


class Question(Sent):
    """Facts for a rule: where, when, and what the rule's inputs ask."""

    region = fields.String(required=True)
    on = Day(required=True)
    inputs = fields.Dict(keys=fields.String(), required=True)
