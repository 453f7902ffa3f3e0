"""What a page posts becomes nested answers, with or without a script."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.errors import Invalid
from app.forms.answers import check, for_edit, from_html
from app.forms.definition import parse

COMPLAINT = parse(
    {
        "type": "object",
        "title": "投诉",
        "required": ["workers"],
        "properties": {
            "kind": {"type": "string", "title": "类别", "enum": ["A", "B"]},
            "months": {"type": "integer", "title": "月数"},
            "rate": {"type": "number", "title": "比例"},
            "level": {"type": "integer", "title": "级别", "enum": [1, 2]},
            "sworn": {"type": "boolean", "title": "承诺"},
            "migrant": {"type": "boolean", "title": "农民工", "x-ui": {"widget": "radio"}},
            "at": {"type": "string", "format": "date-time", "title": "时间"},
            "natures": {
                "type": "array",
                "title": "性质",
                "items": {"type": "string", "enum": ["GOV", "PPP", "SOE"]},
            },
            "names": {"type": "array", "title": "见证人", "items": {"type": "string"}},
            "photo": {"type": "string", "format": "file", "title": "照片"},
            "proofs": {"type": "array", "title": "证据", "items": {"type": "string", "format": "file"}},
            "employer": {
                "type": "object",
                "title": "单位",
                "properties": {
                    "name": {"type": "string", "title": "名称"},
                    "closed": {"type": "boolean", "title": "停业"},
                },
            },
            "workers": {
                "type": "array",
                "title": "劳动者",
                "items": {
                    "type": "object",
                    "required": ["name", "owed"],
                    "properties": {
                        "claim": {"type": "string", "title": "编号", "x-ui": {"widget": "hidden"}},
                        "name": {"type": "string", "title": "姓名"},
                        "owed": {"type": "string", "format": "money", "title": "欠薪"},
                        "minor": {"type": "boolean", "title": "未成年"},
                    },
                },
            },
        },
    }
)


def posted(*pairs: tuple[str, str]) -> dict[str, Any]:
    """Answers from these names and values, without the unticked box at the top."""
    answers = from_html(COMPLAINT, MultiDict(pairs))
    if answers.get("sworn") is False:
        del answers["sworn"]
    return answers


@pytest.mark.parametrize("dot", ["-", "."])
def test_flat_names_become_rows_in_the_order_of_their_numbers(dot: str) -> None:
    rows = posted(
        (f"workers{dot}10{dot}name", "丙"), (f"workers{dot}2{dot}name", "乙"), (f"workers{dot}0{dot}name", "甲"),
        (f"workers{dot}2{dot}owed", "1.50"), (f"workers{dot}2{dot}minor", "true"),
    )["workers"]  # fmt: skip
    assert [row["name"] for row in rows] == ["甲", "乙", "丙"]
    assert rows[1] == {"name": "乙", "owed": "1.50", "minor": True}


def test_blank_and_deleted_rows_are_left_out_and_a_hidden_number_keeps_its_row() -> None:
    answers = posted(
        ("workers-0-name", " "), ("workers-0-owed", ""),
        ("workers-1-name", "甲"), ("workers-1-_drop", "1"),
        ("workers-2-claim", "7"), ("workers-2-name", ""),
    )  # fmt: skip
    assert answers == {"workers": [{"claim": "7", "minor": False}]}


def test_a_row_in_which_only_the_first_tick_stands_is_blank() -> None:
    row = {"type": "object", "properties": {
        "name": {"type": "string", "title": "姓名"}, "migrant": {"type": "boolean", "title": "农民工", "default": True},
    }}  # fmt: skip
    form = parse(
        {
            "type": "object",
            "title": "册",
            "properties": {"rows": {"type": "array", "title": "册", "items": row}},
        }
    )
    assert form.view({}).controls[0].rows[0][1].value == "true"
    assert from_html(form, MultiDict([("rows-0-migrant", "true")])) == {}
    assert from_html(form, MultiDict([("rows-0-name", "甲")])) == {"rows": [{"name": "甲", "migrant": False}]}


def test_clear_texts_get_their_json_type_and_others_are_left_for_the_check() -> None:
    assert posted(("months", "3"), ("rate", "0.5"), ("level", "2")) == {"months": 3, "rate": 0.5, "level": 2}
    for odd in ("1e5", "１００", "+5", "3.5x", "0x1", "", "9" * 30):
        assert posted(("months", odd)).get("months", "") == odd
    assert posted(("at", "2026-06-01T09:30")) == {"at": "2026-06-01T09:30+08:00"}


def test_ticks_choices_and_repeated_values() -> None:
    assert from_html(COMPLAINT, MultiDict([("sworn", "true")])) == {"sworn": True}
    assert from_html(COMPLAINT, MultiDict()) == {"sworn": False}
    assert posted(("migrant", "false")) == {"migrant": False}
    assert posted(("natures", "SOE"), ("natures", "GOV"), ("natures", "SOE")) == {"natures": ["SOE", "GOV"]}
    assert posted(("names", "甲\r\n\r\n 乙 ")) == {"names": ["甲", "乙"]}


def test_a_new_upload_replaces_the_one_file_and_joins_the_many() -> None:
    assert posted(("photo", "old"), ("photo", "new")) == {"photo": "new"}
    assert posted(("proofs", "a"), ("proofs", ""), ("proofs", "b")) == {"proofs": ["a", "b"]}


def test_an_untouched_group_is_no_answer() -> None:
    assert posted(("employer-name", "")) == {}
    assert posted(("employer-name", "某公司")) == {"employer": {"name": "某公司", "closed": False}}


def test_buttons_tokens_and_strange_names_are_ignored() -> None:
    strange = [
        "_add",
        "csrf_token",
        "__class__",
        "workers",
        "workers-",
        "workers-x-name",
        "workers--1-name",
        "-",
        "",
        "kind-x",
    ]
    strange += ["workers-٣-name", "a" * 9000, "employer-name-0-0-0-0-0-0-0-0-0-0"]
    assert posted(*((name, "x") for name in strange)) == {}


def test_what_was_checked_can_be_shown_and_posted_again() -> None:
    raw = posted(
        ("workers-0-name", "甲"),
        ("workers-0-owed", "8,500.00"),
        ("at", "2026-06-01T09:30"),
        ("natures", "GOV"),
    )
    kept = check(COMPLAINT, raw)
    assert kept["workers"][0]["owed"] == 850000
    again = for_edit(COMPLAINT, kept)
    assert again["workers"][0]["owed"] == "8500.00"
    assert check(COMPLAINT, again) == kept


PARTS = ["workers", "0", "1", "name", "owed", "natures", "employer", "", "_drop", "x", "sworn"]
names = st.lists(st.sampled_from(PARTS), max_size=5)


@given(st.lists(st.tuples(names.map("-".join), st.text(max_size=10)), max_size=12))
def test_no_page_breaks_the_reading(pairs: list[tuple[str, str]]) -> None:
    answers = from_html(COMPLAINT, MultiDict(pairs))
    try:
        kept = check(COMPLAINT, answers)
    except Invalid:
        return
    assert set(kept) <= set(COMPLAINT.raw["properties"])
