"""The rules as tables to read and to try."""

import pytest
from flask.testing import FlaskClient

from app.desk.labels import region_name
from app.law import queries
from tests.desk.conftest import text_of


def test_every_rule_can_be_read(intake: FlaskClient) -> None:
    listing = intake.get("/rules").text
    for name in queries.names():
        assert f"/rules/{name}" in listing
        page = intake.get(f"/rules/{name}")
        assert page.status_code == 200, name
        assert "param_" not in text_of(page.text), name
    assert intake.get("/rules/none").status_code == 404
    assert intake.get("/rules/../models").status_code == 404


def test_a_row_that_holds_in_one_region_names_it(intake: FlaskClient) -> None:
    page = text_of(intake.get("/rules/deposit_ratio").text)
    for row in queries.table("deposit_ratio")["rows"]:
        assert row["region"] == "CN" or f"{region_name(row['region'])} {row['article']}" in page, row["id"]


@pytest.mark.parametrize(("owed", "said"), [("7999.99", "未达到"), ("8000", "达到")])
def test_a_rule_is_tried_with_facts(intake: FlaskClient, owed: str, said: str) -> None:
    facts = {
        "region": "411221",
        "on": "2026-08-03",
        "workers-0-owed": owed,
        "workers-0-months": "3",
        "order_served": "true",
        "order_expired": "true",
        "evading": "true",
    }
    page = text_of(intake.post("/rules/criminal_threshold", data=facts).text)
    assert "试算结果" in page
    assert f"结论 {said}" in page


def test_facts_that_do_not_hold_are_said_at_the_field(intake: FlaskClient) -> None:
    page = intake.post("/rules/criminal_threshold", data={"region": "x", "on": "2026-08-03"})
    assert page.status_code == 422
    assert "辖区须为" in page.text
    assert intake.post("/rules/triage", data={"region": "411221", "on": "soon"}).status_code == 422


def test_another_row_without_a_script(intake: FlaskClient) -> None:
    page = intake.post("/rules/criminal_threshold", data={"_add": "workers", "workers-0-owed": "5"})
    assert 'name="workers-4-owed"' in page.text
