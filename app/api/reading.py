"""What was sent, read strictly: JSON that means one thing only, query strings, and the shapes they must have."""

import json
import math
from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import Request, g, request
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError

from app.documents import files
from app.errors import BadRequest, Invalid, WrongMediaType
from app.forms.answers import flatten

LARGEST = 2 * 1024 * 1024
LARGEST_FILE = files.MOST + 64 * 1024  # what stands around the file in the body
DEEPEST = 32


class Unreadable(BadRequest):
    """The body is no JSON, or JSON that could be read in two ways."""


def json_of(request: Request) -> Any:
    """The body as JSON values; an empty object where nothing was sent.

    :raises RequestEntityTooLarge: more than 2 MB.
    :raises WrongMediaType: something else than JSON.
    :raises Unreadable: malformed, a name twice, NaN or Infinity, nested too deep, no UTF-8.
    """
    request.max_content_length = LARGEST
    content = request.get_data(cache=False)
    if not content:
        return {}
    if not request.is_json:
        raise WrongMediaType(
            _("请求体应为 JSON，请以 Content-Type: application/json 发送；上传文件请用 /api/v1/files。")
        )
    try:
        value = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_float=_finite, parse_constant=_finite
        )
    except (ValueError, RecursionError) as fault:
        raise Unreadable(
            _(
                "请求体不是有效的 JSON：%(fault)s。请检查括号、引号、重复的名称和编码（UTF-8）。",
                fault=str(fault)[:120],
            )
        ) from None
    _measure(value)
    return value


def form_of(request: Request) -> None:
    """Take in a multipart form; its files lie in temporary files.

    :raises RequestEntityTooLarge: more than one file may have.
    :raises WrongMediaType: no multipart form.
    """
    if request.mimetype != "multipart/form-data":
        raise WrongMediaType(_("请以 multipart/form-data 上传文件，文件放在 file 项。"))
    request.max_content_length = LARGEST_FILE
    request.files  # noqa: B018 - reading it parses the body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate name in an object")
    return found


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is not a number")
    return value


def _measure(value: Any) -> None:
    """Refuse what is nested too deep, and texts that cannot be written down, before anything walks or keeps it."""
    left = [(value, 1)]
    while left:
        each, depth = left.pop()
        if depth > DEEPEST:
            raise Unreadable(_("请求体嵌套超过 %(most)s 层，请按接口文档的格式发送。", most=DEEPEST))
        inner: Iterable[Any] = ()
        if isinstance(each, dict):
            inner = (*each.keys(), *each.values())
        elif isinstance(each, list):
            inner = each
        elif isinstance(each, str) and not _is_text(each):
            raise Unreadable(_("请求体含有不成对的代理字符，不是有效的文字。"))
        left.extend((member, depth + 1) for member in inner)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def body(schema: type[Schema]) -> dict[str, Any]:
    """What was sent, in the shape that is published for it.

    :raises Invalid: by dotted path; unknown names too.
    """
    return _load(schema, g.body)


def query(schema: type[Schema]) -> dict[str, Any]:
    """The query string, in the shape that is published for it. A name given twice counts once: the first."""
    return _load(schema, request.args.to_dict())


def fields(schema: type[Schema]) -> dict[str, Any]:
    """The plain fields of a multipart form."""
    return _load(schema, request.form.to_dict())


@cache
def _made(schema: type[Schema]) -> Schema:
    return schema()


def _load(schema: type[Schema], given: Any) -> dict[str, Any]:
    try:
        return _made(schema).load(given)
    except ValidationError as refusal:
        raise Invalid(errors=flatten(refusal.normalized_messages())) from None
