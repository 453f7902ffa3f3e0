"""Asking a rule as the API does: yuan in and out, reasons and articles, and refusals by dotted path."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.db import transaction
from app.errors import Invalid, NotFound
from app.law import actions, queries

AUGUST = date(2026, 8, 3)
ONE = {
    "workers": [{"owed": "8000.00", "months": 3}],
    "order_served": True,
    "order_expired": True,
    "evading": True,
    "able_to_pay": False,
    "paid_before_filing": False,
}


def test_money_is_yuan_in_and_out(law: Flask) -> None:
    assert actions.evaluate("advance_cap", "411221", AUGUST, {"owed": "8500"})["cap"] == "1700.00"
    item = {"worker": "甲", "kind": "WAGE", "amount": "21600"}
    answer = actions.evaluate("final_award", "411221", AUGUST, {"items": [item]})
    assert answer["outputs"] == {
        "items": [item | {"amount": "21600.00", "final": True}],
        "separate_awards": False,
    }


def test_an_answer_explains_itself(law: Flask) -> None:
    answer = actions.evaluate("criminal_threshold", "411221", AUGUST, ONE)
    assert (answer["status"], answer["result"]) == ("decided", "MET")
    assert answer["rows"][0]["article"] == "刑法第276条之一；法释〔2013〕3号第3条第1项"
    assert answer["parameters"][0]["status"] == "unconfirmed"
    assert answer["rule_hash"] == queries.table("criminal_threshold")["hash"]


def test_an_unknown_answer_says_what_to_do(law: Flask) -> None:
    answer = actions.evaluate("criminal_threshold", "341504", AUGUST, ONE)
    assert answer["status"] == "unknown"
    assert "param_criminal_one" in answer["explanation"]
    assert "result" not in answer


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"workers": [{"owed": 8000, "months": 3}]}, "inputs.workers.0.owed"),
        ({"workers": [{"owed": "8000.001", "months": 3}]}, "inputs.workers.0.owed"),
        ({"workers": [{"owed": "8000", "months": 3, "name": "甲"}]}, "inputs.workers.0.name"),
        ({"workers": "甲"}, "inputs.workers"),
        ({"order_served": "yes"}, "inputs.order_served"),
        ({"evading": None}, "inputs.evading"),
        ({"surprise": 1}, "inputs.surprise"),
    ],
)
def test_wrong_facts_are_refused_by_path(app: Flask, changed: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.evaluate("criminal_threshold", "411221", AUGUST, ONE | changed)
    assert list(refusal.value.errors) == [path]


def test_a_region_that_is_no_code_is_refused_together_with_the_rest(app: Flask) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.evaluate("advance_cap", "Mianchi", AUGUST, {})
    assert set(refusal.value.errors) == {"region", "inputs.owed"}


ASKED: dict[str, dict[str, Any]] = {
    "advance_execution": {"applied": True, "clear_rights": True, "hardship": True},
    "compliance_grade": {"punished": 3},
    "fine_range": {"ground": "REFUSAL", "person": False},
    "liability": {"situation": "EMPLOYER_ARREARS"},
    "working_age": {
        "born_on": "1990-03-07",
        "worked_from": "2026-01-01",
        "worked_to": "2026-02-01",
        "female": False,
    },
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("region", ["999999", "160000", "411299", "411299901", "410000901"])
def test_a_region_that_does_not_exist_is_unknown(name: str, region: str) -> None:
    answer = actions.evaluate(name, region, AUGUST, ASKED[name])
    assert (answer["status"], answer["reason"], answer["outputs"]) == ("unknown", "unknown_region", {})
    assert "行政区划代码" in answer["explanation"]


@pytest.mark.parametrize(
    "region",
    [
        pytest.param("CN", id="the country"),
        pytest.param("411221", id="a county"),
        pytest.param("411221901", id="a township of the tree"),
        pytest.param("411221100", id="a township that is not, of a county that is"),
        pytest.param("650000", id="a province without any office"),
        pytest.param("530100", id="a city of such a province"),
    ],
)
@pytest.mark.parametrize("name", ASKED)
def test_a_region_that_exists_is_answered(name: str, region: str) -> None:
    assert actions.evaluate(name, region, AUGUST, ASKED[name])["status"] == "decided"


def test_a_missing_fact_is_named_as_the_form_names_it() -> None:
    answer = actions.evaluate("compliance_grade", "411221", AUGUST, {"punished": 0})
    assert answer["status"] == "unknown"
    assert "群体性" in answer["explanation"]


@pytest.mark.parametrize("raw", [[], "x", None, 3])
def test_inputs_that_are_no_object_are_refused(app: Flask, raw: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.evaluate("advance_cap", "411221", AUGUST, raw)
    assert list(refusal.value.errors) == ["inputs"]


@pytest.mark.parametrize("name", ["no_such_rule", "../rules/triage", "", "Triage", "parameters.csv"])
def test_an_unknown_rule_is_not_found(app: Flask, name: str) -> None:
    with pytest.raises(NotFound):
        actions.evaluate(name, "411221", AUGUST, {})


def test_the_list_says_what_to_ask() -> None:
    listed = {each["name"]: each for each in queries.rules()}
    assert [(f["name"], f["type"], f["required"]) for f in listed["advance_cap"]["inputs"]] == [
        ("owed", "money", True)
    ]
    assert listed["final_award"]["outputs"] == ["items", "separate_awards"]
    assert listed["triage"]["regions"] == ["CN"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": "Minimum Wage"}, "name"),
        ({"region": "4112"}, "region"),
        ({"value": "1800.005"}, "value"),
        ({"value": "-1"}, "value"),
        ({"name": "advance_months", "value": "one"}, "value"),
        ({"valid_to": date(2025, 1, 1)}, "valid_to"),
        ({"status": "guessed"}, "status"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(app: Flask, changed: dict[str, object], path: str) -> None:
    usual = {"name": "minimum_wage", "region": "411221", "value": "1800", "valid_from": date(2026, 1, 1)}
    with transaction(), pytest.raises(Invalid) as refusal:
        actions.set_parameter(**(usual | changed))  # type: ignore[arg-type]
    assert list(refusal.value.errors) == [path]
