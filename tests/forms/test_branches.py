"""Rosters, branches and the paths of errors; facts, prefills and first values."""

from datetime import datetime
from typing import Any

import pytest

from app import clock
from app.errors import Invalid
from app.forms import messages
from app.forms.answers import as_given, check, facts, first_values, flatten
from tests.forms.test_check import EVERY, form, refused

ROSTER = form(
    {
        "workers": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "owed"],
                "properties": {
                    "name": {"type": "string", "title": "姓名"},
                    "id_no": {"type": "string", "format": "cn-id", "title": "身份证号"},
                    "owed": {"type": "string", "format": "money", "title": "欠薪"},
                    "seen": {"type": "string", "title": "只读", "x-ui": {"readonly": True}},
                },
            },
        }
    },
    required=["workers"],
)


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    rows = [{"name": "张三", "owed": "1"}, {"name": "李四", "owed": 1, "id_no": "1", "x": 1}, "王五"]
    errors = refused(ROSTER, {"workers": rows})
    assert set(errors) == {"workers.1.owed", "workers.1.id_no", "workers.1.x", "workers.2"}


def test_what_is_only_shown_is_never_taken() -> None:
    kept = check(ROSTER, {"workers": [{"name": "张三", "owed": "1", "seen": "伪造"}]})
    assert kept == {"workers": [{"name": "张三", "owed": 100}]}


def test_rosters_have_at_least_and_at_most_so_many_rows() -> None:
    row = {"name": "张三", "owed": "1"}
    assert len(check(ROSTER, {"workers": [row] * 2000})["workers"]) == 2000
    assert "2000" in refused(ROSTER, {"workers": [row] * 2001})["workers"][0]
    assert refused(ROSTER, {"workers": []}) == {"workers": ["请填写此项"]}


def test_too_large_and_too_deep_are_refused_before_anything_else() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert list(refused(EVERY, {"text": deep})) == ["_form"]
    assert "2 MB" in refused(EVERY, {"text": "字" * 700_000})["_form"][0]
    assert list(refused(EVERY, {"count": 10**5000})) == ["_form"]
    assert list(refused(EVERY, ["text"])) == ["_form"]


DECISION = form(
    {
        "outcome": {"type": "string", "enum": ["ACCEPT", "REJECT", "MOVE"]},
        "reason": {"type": "string"},
        "sworn": {"type": "boolean"},
    },
    **{
        "required": ["outcome"],
        "if": {"properties": {"outcome": {"const": "REJECT"}}},
        "then": {"required": ["reason"]},
        "else": {
            "if": {"properties": {"outcome": {"const": "MOVE"}}},
            "then": {
                "properties": {"to": {"type": "string", "format": "region", "title": "去向"}},
                "required": ["to"],
            },
            "else": {"properties": {"sworn": True}},
        },
    },
)


def test_the_branch_taken_requires_and_the_others_are_left_out() -> None:
    assert refused(DECISION, {"outcome": "REJECT"}) == {"reason": ["请填写此项"]}
    assert refused(DECISION, {"outcome": "MOVE"}) == {"to": ["请填写此项"]}
    assert check(DECISION, {"outcome": "ACCEPT", "to": "不是区划", "sworn": True}) == {
        "outcome": "ACCEPT",
        "sworn": True,
    }
    assert check(DECISION, {"outcome": "MOVE", "to": "411221", "sworn": True}) == {
        "outcome": "MOVE",
        "to": "411221",
    }
    assert check(DECISION, {"outcome": "ACCEPT", "reason": "说明"}) == {"outcome": "ACCEPT", "reason": "说明"}


def test_a_wrong_answer_in_the_taken_branch_is_not_called_missing() -> None:
    assert refused(DECISION, {"outcome": "MOVE", "to": "x"}) == {"to": ["请选择行政区划（6 位代码）"]}


def test_a_box_that_is_not_ticked_is_a_no() -> None:
    definition = form(
        {"agent": {"type": "boolean"}, "agent_name": {"type": "string"}, "why": {"type": "string"}},
        **{
            "if": {"properties": {"agent": {"const": True}}},
            "then": {"properties": {"agent_name": True}, "required": ["agent_name"]},
            "else": {"required": ["why"]},
        },
    )
    assert list(refused(definition, {})) == ["why"]
    assert list(refused(definition, {"agent": True})) == ["agent_name"]
    assert check(definition, {"agent_name": "甲", "why": "自办"}) == {"why": "自办"}


def test_an_upload_that_nobody_knows_is_refused() -> None:
    raw = {"file": "known", "files": ["known", "gone"]}
    with pytest.raises(Invalid) as refusal:
        check(EVERY, raw, files=lambda file: file == "known")
    assert list(refusal.value.errors) == ["files.1"]
    assert check(EVERY, raw) == raw


def test_birth_dates_are_judged_by_the_clock() -> None:
    born_2026_08_03 = {"id_no": "411221202608030013"}
    with clock.frozen(datetime(2026, 8, 2, 12, tzinfo=clock.SHANGHAI)):
        assert "不可能" in refused(EVERY, born_2026_08_03)["id_no"][0]


PAST = form(
    {
        "served_on": {"type": "string", "format": "date", "x-past": True},
        "seen_at": {"type": "string", "format": "date-time", "x-past": True},
        "hearing_on": {"type": "string", "format": "date"},
    }
)


@clock.frozen(datetime(2026, 8, 3, 10, tzinfo=clock.SHANGHAI))
def test_what_has_happened_did_not_happen_tomorrow() -> None:
    """A mistyped year would move every term that counts from the day."""
    now = {"served_on": "2026-08-03", "seen_at": "2026-08-03T10:00:00+08:00", "hearing_on": "2027-08-03"}
    assert check(PAST, now) == now
    later = refused(PAST, now | {"served_on": "2027-08-03", "seen_at": "2026-08-03T10:01+08:00"})
    assert later.keys() == {"served_on", "seen_at"}
    assert "不能晚于今天" in later["served_on"][0]


@clock.frozen(datetime(2026, 8, 3, 10, tzinfo=clock.SHANGHAI))
def test_the_picker_of_what_has_happened_ends_today() -> None:
    latest = {one.name: one.latest for one in PAST.view().controls}
    assert latest == {"served_on": "2026-08-03", "seen_at": "2026-08-03T23:59", "hearing_on": ""}


def test_facts_prefills_and_defaults() -> None:
    amount = {"type": "string", "format": "money", "title": "数额", "x-fact": "sum", "x-prefill": "case.sum"}
    definition = form(
        {
            "day": {"type": "string", "format": "date", "x-fact": "served_at"},
            "kind": {"type": "string", "enum": ["A", "B"], "default": "A"},
            "box": {"type": "object", "properties": {"sum": amount}},
        }
    )
    assert definition.prefills == {"box.sum": "case.sum"}
    assert facts(definition, {"box": {"sum": 5}}) == {"sum": 5}
    assert first_values(definition, {"box.sum": 850000}) == {"kind": "A", "box": {"sum": "8500.00"}}


def test_paths_are_flat_and_the_form_itself_has_a_name() -> None:
    nested = {"_schema": ["坏"], "workers": {0: {"id_no": ["错"], "_schema": ["行坏"]}}, "sum": "少"}
    assert flatten(nested) == {
        "_form": ["坏"],
        "workers.0.id_no": ["错"],
        "workers.0": ["行坏"],
        "sum": ["少"],
    }


def test_messages_speak_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    english = {
        "请填写此项": "Please fill this in",
        "至少 %(least)s 字，请补充": "At least %(least)s characters",
    }
    monkeypatch.setattr(messages, "translate", lambda text: english.get(text, text))
    definition = form(
        {"name": {"type": "string"}, "short": {"type": "string", "minLength": 2}}, required=["name"]
    )
    assert refused(definition, {"short": "x"}) == {
        "name": ["Please fill this in"],
        "short": ["At least 2 characters"],
    }


def test_rows_that_were_left_out_still_count_when_a_row_is_named() -> None:
    """A page shows all its rows; who refuses an answer has seen only those that were filled in."""
    roster = form(
        {
            "payments": {
                "type": "array",
                "x-ui": {"skip_blank": True},
                "items": {
                    "type": "object",
                    "required": ["claim", "amount"],
                    "properties": {
                        "claim": {"type": "string", "title": "编号", "x-ui": {"widget": "hidden"}},
                        "amount": {"type": "string", "format": "money", "title": "金额"},
                    },
                },
            }
        }
    )
    rows = [
        {"claim": "1"},
        {"claim": "2", "amount": "1.00"},
        {"claim": "3"},
        {"claim": "4", "amount": "2.00"},
    ]
    raw = {"payments": rows}
    assert [row["claim"] for row in check(roster, raw)["payments"]] == ["2", "4"]
    told = {"payments.1.amount": ["太多"], "payments": ["不对"], "other.0": ["?"]}
    with pytest.raises(Invalid) as refusal, as_given(roster, raw):
        raise Invalid(errors=told)
    assert list(refusal.value.errors) == ["payments.3.amount", "payments", "other.0"]
