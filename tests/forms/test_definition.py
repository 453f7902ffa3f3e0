"""What a form may say, and what a form that says anything else is told."""

import copy
from typing import Any

import pytest

from app.forms.definition import FormError, faults, parse, self_contained

REVIEW: dict[str, Any] = {
    "title": "审查投诉",
    "type": "object",
    "required": ["outcome"],
    "properties": {
        "reason": {"type": "string", "title": "理由", "maxLength": 2000},
        "outcome": {
            "type": "string",
            "title": "审查结论",
            "oneOf": [{"const": "ACCEPT", "title": "受理"}, {"const": "REJECT", "title": "不予受理"}],
        },
        "hearing_on": {"type": "string", "format": "date", "title": "开庭日期", "x-fact": "hearing_on"},
        "claims": {
            "type": "array",
            "title": "欠薪认定表",
            "x-prefill": "claims.all",
            "items": {
                "type": "object",
                "required": ["claim", "verified"],
                "properties": {
                    "claim": {"type": "string", "title": "编号", "x-ui": {"widget": "hidden"}},
                    "name": {"type": "string", "title": "姓名", "x-ui": {"readonly": True}},
                    "verified": {"type": "string", "title": "认定数额（元）", "format": "money"},
                },
            },
        },
    },
    "if": {"properties": {"outcome": {"const": "REJECT"}}},
    "then": {"required": ["reason"]},
    "x-ui": {"order": ["outcome", "reason", "claims"], "widgets": {"reason": "textarea"}},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sample form with one place changed; None takes it out."""
    form = copy.deepcopy(REVIEW)
    *above, last = path.split("/")
    place = form
    for key in above:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return form


def test_a_form_says_what_it_asks_decides_and_teaches() -> None:
    form = parse(REVIEW)
    assert [field.name for field in form.fields] == ["outcome", "reason", "claims", "hearing_on"]
    assert form.outcomes == {"ACCEPT": "受理", "REJECT": "不予受理"}
    assert form.facts == {"hearing_on": "hearing_on"}
    assert form.prefills == {"claims": "claims.all"}
    assert form.required == ("outcome",)
    assert [field.widget for field in form.fields] == ["radio", "textarea", "roster", "date"]
    assert not form.takes_files


def test_the_published_schema_is_closed_and_its_condition_needs_an_answer() -> None:
    raw = parse(REVIEW).raw
    assert raw["additionalProperties"] is False
    assert raw["properties"]["claims"]["items"]["additionalProperties"] is False
    assert raw["if"]["required"] == ["outcome"]


def test_the_same_form_is_compiled_once_and_the_given_json_stays_as_it_is() -> None:
    before = copy.deepcopy(REVIEW)
    assert parse(REVIEW) is parse(copy.deepcopy(REVIEW))
    assert before == REVIEW


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("title", None, "缺少标题"),
        ("type", "array", "type 为 object"),
        ("allOf", [], "不支持关键字 allOf"),
        ("additionalProperties", True, "additionalProperties"),
        ("properties", {}, "缺少 properties"),
        ("properties/reason/title", None, "reason：缺少标题"),
        ("properties/reason/type", ["string", "null"], "reason：type"),
        ("properties/reason/maximum", 3, "reason：maximum"),
        ("properties/reason/format", "email", "不支持 format email"),
        ("properties/reason/minLength", 3000, "minLength 不能大于 maxLength"),
        ("properties/reason/maxLength", True, "maxLength 须是"),
        ("properties/reason/pattern", "(", "pattern"),
        ("properties/reason/multipleOf", 2, "不支持关键字 multipleOf"),
        ("properties/reason/default", 5, "default"),
        ("properties/Reason", {"type": "string", "title": "x"}, "字段名"),
        ("properties/reason/x-ui", {"colour": "red"}, "x-ui 只能有"),
        ("properties/reason/x-ui", {"widget": "money"}, "控件 money"),
        ("properties/outcome/oneOf", [{"const": "A"}], "oneOf 的每一项"),
        ("properties/outcome/oneOf", [{"const": 1, "title": "一"}], "选项的值"),
        ("properties/outcome/enum", ["A"], "只能用一个"),
        ("properties/claims/x-fact", "claims", "x-fact 只能写在单值字段上"),
        ("properties/claims/items/properties/verified/x-fact", "verified", "表格的行里"),
        ("properties/claims/items/required", ["name"], "只读字段"),
        ("properties/reason/x-past", True, "x-past 只能是 true，且只用于日期和时间"),
        ("properties/claims/items", {"type": "string", "format": "money"}, "items 只能是"),
        ("properties/claims/maxItems", 5000, "maxItems 须是"),
        ("required", ["outcome", "nobody"], "nobody"),
        ("required", [], "须列入 required"),
        ("x-ui", {"order": ["nobody"]}, "x-ui.order 中的 nobody"),
        ("x-ui", {"order": "outcome"}, "x-ui.order 须是"),
        ("x-ui", [], "x-ui 只能有"),
        ("x-ui", {"widgets": {"reason": "radio"}}, "控件 radio"),
        ("if", {"properties": {"reason": {"const": "x"}}}, "选项或是否字段"),
        ("if", {"properties": {"outcome": {"const": "MAYBE"}}}, "不是 outcome 的选项"),
        ("if", {"required": ["outcome"]}, "if 只能写成"),
        ("if", {"properties": {"outcome": {"pattern": "R"}}}, "const 或 enum"),
        ("then", None, "then 或 else"),
        ("then", {"required": ["nobody"]}, "then 中的 nobody"),
        ("then", {"minProperties": 1}, "只能有 properties 和 required"),
        ("then", {"required": ["outcome"]}, "已列入 required"),
    ],
)
def test_what_the_gate_refuses(path: str, value: Any, said: str) -> None:
    form = changed(path, value)
    assert any(said in fault for fault in faults(form)), faults(form)
    with pytest.raises(FormError):
        parse(form)


def test_the_gate_names_all_faults_at_once() -> None:
    form = changed("properties/reason/title", None)
    form["properties"]["hearing_on"]["format"] = "datum"
    assert len(faults(form)) == 2


def test_an_outcome_is_a_required_choice() -> None:
    assert faults(changed("properties/outcome", {"type": "boolean", "title": "同意"}))
    assert not faults(REVIEW)


@pytest.mark.parametrize(
    "raw",
    [
        *(None, [], "x", 1, {}),
        {"type": "object"},
        {"type": "object", "title": "x", "properties": []},
        {"type": "object", "title": "x", "properties": {"a": []}},
        {"type": "object", "title": "x", "properties": {"a": {"type": "array", "items": 1, "title": "a"}}},
        {"$ref": ["x"]},
    ],
)
def test_no_json_surprises_the_gate(raw: Any) -> None:
    assert faults(raw)


def test_objects_nest_three_deep_and_no_deeper() -> None:
    def nested(depth: int) -> dict[str, Any]:
        inner = nested(depth - 1) if depth > 1 else {"type": "string", "title": "末"}
        return {"type": "object", "title": "层", "properties": {"inner": inner}}

    assert not faults(nested(3))
    assert any("嵌套" in fault for fault in faults(nested(4)))


def test_a_fragment_is_merged_under_what_stands_beside_it() -> None:
    shared = {
        "shared/sum.json": {
            "type": "object",
            "title": "片段",
            "required": ["amount"],
            "properties": {"amount": {"type": "string", "format": "money", "title": "数额"}},
        }
    }
    root = {
        "$ref": "shared/sum.json",
        "title": "付款",
        "required": ["day"],
        "properties": {
            "amount": {"x-fact": "paid_amount"},
            "day": {"type": "string", "format": "date", "title": "日期"},
        },
    }
    form = parse(root, shared=shared)
    assert (form.title, form.required, form.facts) == ("付款", ("amount", "day"), {"amount": "paid_amount"})
    inside = {"type": "object", "title": "外", "properties": {"sum": {"$ref": "shared/sum.json"}}}
    assert parse(inside, shared=shared).fields[0].kind == "group"
    assert any("shared/other.json" in fault for fault in faults({"$ref": "shared/other.json"}, shared=shared))
    whole = self_contained(inside, shared=shared)
    assert parse(whole) is parse(inside, shared=shared)


def test_a_field_declared_in_a_branch_belongs_to_it() -> None:
    form = changed(
        "then", {"properties": {"basis": {"type": "string", "title": "依据"}}, "required": ["basis"]}
    )
    parsed = parse(form)
    basis = next(field for field in parsed.fields if field.name == "basis")
    assert basis.when is not None
    assert basis.when.values == ("REJECT",)
    assert parsed.raw["properties"]["basis"]["title"] == "依据"
