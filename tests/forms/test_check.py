"""Answers become plain JSON or a refusal with dotted paths; nothing odd gets through."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.forms.answers import check, for_edit
from app.forms.definition import Definition, parse


def form(properties: dict[str, Any], **more: Any) -> Definition:
    """A form with these fields; each gets a title if it has none."""
    titled = {name: {"title": name, **node} for name, node in properties.items()}
    return parse({"type": "object", "title": "试", "properties": titled, **more})


def refused(definition: Definition, raw: Any) -> dict[str, list[str]]:
    """The errors that an answer earns."""
    with pytest.raises(Invalid) as refusal:
        check(definition, raw)
    return refusal.value.errors


ONE: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "maxLength": 20},
    "note": {"type": "string", "maxLength": 500},
    "short": {"type": "string", "minLength": 2, "pattern": "^[A-Z]+$"},
    "count": {"type": "integer", "minimum": 0, "maximum": 100},
    "rate": {"type": "number", "minimum": 0},
    "agree": {"type": "boolean"},
    "sworn": {"type": "boolean", "const": True},
    "choice": {"type": "string", "enum": ["A", "B"]},
    "level": {"type": "integer", "oneOf": [{"const": 1, "title": "一"}, {"const": 2, "title": "二"}]},
    "sum": {"type": "string", "format": "money", "minimum": 0.01, "maximum": 1000},
    "day": {"type": "string", "format": "date"},
    "at": {"type": "string", "format": "date-time"},
    "id_no": {"type": "string", "format": "cn-id"},
    "uscc": {"type": "string", "format": "uscc"},
    "phone": {"type": "string", "format": "cn-mobile"},
    "card": {"type": "string", "format": "bank-card"},
    "region": {"type": "string", "format": "region"},
    "file": {"type": "string", "format": "file"},
    "natures": {"type": "array", "items": {"type": "string", "enum": ["GOV", "PPP"]}, "uniqueItems": True},
    "files": {"type": "array", "items": {"type": "string", "format": "file"}, "maxItems": 2},
    "lines": {"type": "array", "items": {"type": "string", "maxLength": 5}},
}
EVERY = form(ONE)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("text", " 张三 ", "张三"),
        ("text", "\u200b张三\ufeff", "张三"),
        ("note", "一\r\n二\t三", "一\n二\t三"),
        ("short", "AB", "AB"),
        ("count", 0, 0),
        ("count", 5.0, 5),
        ("rate", 0.5, 0.5),
        ("agree", False, False),
        ("sworn", True, True),
        ("choice", "B", "B"),
        ("level", 2, 2),
        ("sum", "1,000.00", 100000),
        ("day", "2028-02-29", "2028-02-29"),
        ("at", "2026-06-01T01:30Z", "2026-06-01T09:30:00+08:00"),
        ("at", "2026-06-01T09:30:15.5+08:00", "2026-06-01T09:30:15+08:00"),
        ("id_no", "41122119880808008x", "41122119880808008X"),
        ("id_no", "411221900307001", "411221900307001"),
        ("uscc", "91411221ma9tebt191", "91411221MA9TEBT191"),
        ("phone", "138 0000 0000", "13800000000"),
        ("card", "6222 0000 0000 0007", "6222000000000007"),
        ("region", "411221", "411221"),
        ("file", "f-1", "f-1"),
        ("file", 12, "12"),
        ("natures", ["PPP", "GOV"], ["PPP", "GOV"]),
        ("files", ["a", "b"], ["a", "b"]),
        ("lines", ["一", "二"], ["一", "二"]),
    ],
)
def test_what_holds_is_kept_plain(name: str, given: Any, kept: Any) -> None:
    found = check(EVERY, {name: given})[name]
    assert found == kept
    assert type(found) is type(kept)


ODD: dict[str, list[Any]] = {
    "text": [
        1,
        True,
        ["x"],
        {"a": 1},
        "字" * 21,
        "a\x00b",
        "a\x1bb",
        "a\x7fb",
        "a\ud800b",
        "a\u202eb",
        "a\nb",
        "a\u2028b",
    ],
    "note": ["字" * 501],
    "short": ["A", "ab", "ＡＢ", "AB1"],
    "count": ["5", True, 5.5, -1, 101, 10**30, math.nan, math.inf, [1], "１", "1e5"],
    "rate": ["0.5", math.nan, -math.inf, -0.1, True, 1e300],
    "agree": ["true", 1, 0, [True], "是"],
    "sworn": [False],
    "choice": ["C", "a", 1, ["A"], {"const": "A"}],
    "level": ["1", True, 3, 1.5],
    "sum": [8500, 85.5, "1e5", "１００", "+5", "-1", "0.001", "0", "1000.01", True, ["1"]],
    "day": [
        "2026-02-30",
        "20260601",
        "2026-6-1",
        "2026-W01-1",
        "1899-12-31",
        "9999-12-31",
        "２026-06-01",
        20260601,
    ],
    "at": [
        "2026-06-01T09:30",
        "2026-06-01",
        "2026-06-01T25:00Z",
        "9999-12-31T23:59Z",
        "0001-01-01T00:00+14:00",
        1,
    ],
    "id_no": ["411221199003070010", "４11221199003070014", 411221199003070014],
    "uscc": ["91411221MA9TEBT192", "91411221MA9TEST19O", "x"],
    "phone": ["12345678901", "+8613800000000", "1380000000０", 13800000000],
    "card": ["1234", "62220000000000OO"],
    "region": ["渑池县", "41", "４11221", 411221],
    "file": ["../etc/passwd", "a" * 65, True, 1.5, {"id": 1}],
    "natures": [["GOV", "GOV"], ["XXX"], "GOV", {"0": "GOV"}, [["GOV"]]],
    "files": [["a", "b", "c"]],
    "lines": [["一二三四五六"]],
}


@pytest.mark.parametrize(("name", "given"), [(name, odd) for name, all_odd in ODD.items() for odd in all_odd])
def test_what_does_not_hold_is_refused_at_its_place(name: str, given: Any) -> None:
    errors = refused(EVERY, {name: given})
    assert [path.split(".")[0] for path in errors] == [name]
    assert all(said and not said.isascii() for texts in errors.values() for said in texts)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*ONE, "nobody"]), json, max_size=6))
def test_any_json_is_kept_or_refused_and_kept_answers_hold_again(raw: dict[str, Any]) -> None:
    try:
        kept = check(EVERY, raw)
    except Invalid:
        return
    assert check(EVERY, for_edit(EVERY, kept)) == kept


def test_blank_is_no_answer() -> None:
    lines = {"type": "array", "items": {"type": "string"}}
    definition = form({"name": {"type": "string"}, "list": lines}, required=["name"])
    for blank in ({}, {"name": ""}, {"name": "  "}, {"name": None}, {"name": "\u200b"}):
        assert refused(definition, blank) == {"name": ["请填写此项"]}
    assert check(definition, {"name": "a", "list": []}) == {"name": "a"}


def test_unknown_fields_are_refused_by_name() -> None:
    assert list(refused(EVERY, {"nobody": 1, "text": "x"})) == ["nobody"]
