"""What a form may say: the subset of JSON Schema, checked for the deployment gate. Everything else is refused."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.forms.conditions import BRANCHES, branch_faults
from app.forms.kinds import FORMATS, MAX_ROWS, WIDGETS, kind_of

Fault = tuple[str, str]
"""Where (dotted path, empty for the form itself) and what, as a Chinese sentence."""

MAX_DEPTH = 3
MAX_LENGTH = 100_000

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_WORD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_COMMON = {"type", "title", "description", "default", "x-ui", "x-fact", "x-prefill", "x-help"}
_KEYS = {
    "string": _COMMON
    | {
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "enum",
        "oneOf",
        "const",
        "minimum",
        "maximum",
        "x-past",
    },
    "integer": _COMMON | {"minimum", "maximum", "enum", "oneOf", "const"},
    "number": _COMMON | {"minimum", "maximum"},
    "boolean": _COMMON | {"const"},
    "array": _COMMON | {"items", "minItems", "maxItems", "uniqueItems"},
    "object": _COMMON | BRANCHES | {"properties", "required", "additionalProperties"},
}
_UI_KEYS = {"widget", "readonly", "fixed", "skip_blank", "order", "widgets"}
_NOT_FACTS = ("roster", "group", "choices", "files", "lines")
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


def problems(form: Any) -> Iterator[Fault]:
    """Every fault of a form whose references are resolved."""
    if not isinstance(form, dict) or form.get("type") != "object":
        yield "", "表单须是 type 为 object 的 JSON 对象"
        return
    if not _is_text(form.get("title")):
        yield "", "缺少标题 title"
    found = list(_object({k: v for k, v in form.items() if k != "$schema"}, "", 1, in_rows=False))
    found += _notes(form, "", in_rows=False)
    yield from found
    if not found:
        yield from _outcome(form)


def _outcome(form: Mapping[str, Any]) -> Iterator[Fault]:
    """The person's decision is what gateways read: always there, always one of known values."""
    outcome = form["properties"].get("outcome")
    if outcome is None:
        return
    if kind_of(outcome) != "choice" or outcome["type"] != "string":
        yield "outcome", "outcome 是办理人的决定，须是列出选项的 string（oneOf 或 enum）"
    if "outcome" not in form.get("required", []):
        yield "outcome", "outcome 是办理人的决定，须列入 required"


def _node(node: Any, path: str, depth: int, *, in_rows: bool, titled: bool = True) -> Iterator[Fault]:
    if not isinstance(node, dict):
        yield path, "字段须是 JSON 对象"
        return
    kind = node.get("type")
    if not isinstance(kind, str) or kind not in _KEYS:
        yield path, f"type 须是 {'、'.join(_KEYS)} 之一"
        return
    if titled and not _is_text(node.get("title")):
        yield path, "缺少标题 title"
    if kind == "object":
        yield from _object(node, path, depth, in_rows=in_rows)
    elif kind == "array":
        yield from _array(node, path, depth, in_rows=in_rows)
    else:
        yield from _scalar(node, path, kind)
    yield from _notes(node, path, in_rows=in_rows)


def _object(node: dict[str, Any], path: str, depth: int, *, in_rows: bool) -> Iterator[Fault]:
    yield from _keys(node, path, "object")
    if depth > MAX_DEPTH:
        yield path, f"嵌套不能超过 {MAX_DEPTH} 层"
        return
    members = node.get("properties")
    if not isinstance(members, dict) or not members:
        yield path, "缺少 properties"
        return
    if node.get("additionalProperties", False) is not False:
        yield path, "additionalProperties 只能是 false"
    found: list[Fault] = []
    for name, member in members.items():
        where = f"{path}.{name}" if path else str(name)
        if not _NAME.fullmatch(str(name)):
            found.append((where, "字段名只用小写英文字母、数字和下划线，并以字母开头"))
        found += _node(member, where, depth + 1, in_rows=in_rows)
    yield from found
    if not found:
        yield from _names(node, path)
        yield from branch_faults(node, path)


def _names(node: Mapping[str, Any], path: str) -> Iterator[Fault]:
    members, look = node["properties"], node.get("x-ui", {})
    if not isinstance(look, dict):
        return
    for key, names in (("required", node.get("required", [])), ("x-ui.order", look.get("order", []))):
        if not isinstance(names, list) or len({str(name) for name in names}) < len(names):
            yield path, f"{key} 须是不重复的字段名列表"
        elif strange := [str(name) for name in names if name not in members]:
            yield path, f"{key} 中的 {'、'.join(strange)} 不在 properties 中"
        elif key == "required":
            for name in names:
                if members[name].get("x-ui", {}).get("readonly"):
                    yield f"{path}.{name}".lstrip("."), "只读字段不接受填写，不能列入 required"
    widgets = look.get("widgets", {})
    if not isinstance(widgets, dict):
        yield path, "x-ui.widgets 须是“字段名: 控件”的对象"
        return
    for name, widget in widgets.items():
        if name not in members:
            yield path, f"x-ui.widgets 中的 {name} 不在 properties 中"
        else:
            yield from _widget(members[name], f"{path}.{name}".lstrip("."), widget)


def _array(node: dict[str, Any], path: str, depth: int, *, in_rows: bool) -> Iterator[Fault]:
    yield from _keys(node, path, "array")
    yield from _bounds(node, path, "minItems", "maxItems", most=MAX_ROWS)
    items = node.get("items")
    found = list(_node(items, f"{path}.*", depth, in_rows=True, titled=False))
    yield from found
    if found or not isinstance(items, dict):
        return
    if kind_of(items) not in ("group", "choice", "file", "text", *FORMATS) or kind_of(items) == "money":
        yield path, "items 只能是对象、选项、文件或文字"
    if items["type"] == "object" and in_rows:
        yield path, "表格的行里不能再有表格"


def _scalar(node: dict[str, Any], path: str, kind: str) -> Iterator[Fault]:
    yield from _keys(node, path, kind)
    listed = [key for key in ("enum", "oneOf", "const") if key in node]
    if len(listed) > 1:
        yield path, f"{'、'.join(listed)} 只能用一个"
        return
    values: list[Any] = []
    for key in map(str, listed):
        if key == "const":
            values = [node["const"]]
        elif not isinstance(node[key], list) or not node[key]:
            yield path, f"{key} 须是非空列表"
            return
        elif key == "enum":
            values = node["enum"]
        elif any(not isinstance(one, dict) or set(one) != {"const", "title"} for one in node["oneOf"]):
            yield path, 'oneOf 的每一项须是 {"const": 值, "title": 名称}'
            return
        else:
            values = [one["const"] for one in node["oneOf"]]
    if any(not _of_type(value, kind) for value in values) or len({str(value) for value in values}) < len(
        values
    ):
        yield path, f"选项的值须都是 {kind} 且不重复"
    form = node.get("format")
    if form is not None and (form not in FORMATS or listed):
        yield path, f"不支持 format {form}" if form not in FORMATS else "选项字段不能有 format"
    if "pattern" in node and (form or not _compiles(node["pattern"])):
        yield path, "pattern 须是可编译的正则表达式，且不与 format 同用"
    if "x-past" in node and (node["x-past"] is not True or form not in ("date", "date-time")):
        yield path, "x-past 只能是 true，且只用于日期和时间"
    yield from _bounds(node, path, "minLength", "maxLength", most=MAX_LENGTH)
    for key in ("minimum", "maximum"):
        if key in node and (not _of_type(node[key], "number") or (kind == "string" and form != "money")):
            yield path, f"{key} 须是数，且只用于数和金额"
    if "default" in node and (
        not _of_type(node["default"], kind) or (values and node["default"] not in values)
    ):
        yield path, "default 的类型或取值不对"


def _notes(node: Mapping[str, Any], path: str, *, in_rows: bool) -> Iterator[Fault]:
    for key in ("title", "description", "x-help"):
        if key in node and not isinstance(node[key], str):
            yield path, f"{key} 须是文字"
    for key in ("x-fact", "x-prefill"):
        if key in node and (in_rows or not isinstance(node[key], str) or not _WORD.fullmatch(node[key])):
            yield path, f"{key} 须是一个英文词，且不能写在表格的行里"
    if "x-fact" in node and kind_of(node) in _NOT_FACTS:
        yield path, "x-fact 只能写在单值字段上"
    look = node.get("x-ui", {})
    if not isinstance(look, dict) or set(look) - _UI_KEYS:
        yield path, f"x-ui 只能有 {'、'.join(sorted(_UI_KEYS))}"
    elif "widget" in look:
        yield from _widget(node, path, look["widget"])


def _widget(node: Mapping[str, Any], path: str, widget: Any) -> Iterator[Fault]:
    usable = WIDGETS[kind_of(node)]
    if widget not in usable:
        yield path, f"控件 {widget} 不能用于这种字段，可用：{'、'.join(usable)}"


def _keys(node: Mapping[str, Any], path: str, kind: str) -> Iterator[Fault]:
    for key in node:
        if key not in _KEYS[kind]:
            yield path, f"{kind} 不支持关键字 {key}"


def _bounds(node: Mapping[str, Any], path: str, low: str, high: str, *, most: int) -> Iterator[Fault]:
    for key in (low, high):
        if key in node and (not _of_type(node[key], "integer") or not 0 <= node[key] <= most):
            yield path, f"{key} 须是 0 至 {most} 的整数"
            return
    if node.get(low, 0) > node.get(high, most):
        yield path, f"{low} 不能大于 {high}"


def _of_type(value: Any, kind: str) -> bool:
    return isinstance(value, _PYTHON[kind]) and isinstance(value, bool) == (kind == "boolean")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _compiles(pattern: Any) -> bool:
    try:
        return re.compile(pattern, re.ASCII) is not None
    except (re.error, TypeError):
        return False
