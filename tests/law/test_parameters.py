"""Parameters by region and date: the most local holds, the newest first, and loading never overwrites a person."""

from datetime import date

import pytest
from flask import Flask

from app.db import transaction
from app.errors import Invalid
from app.law import actions, parameters, queries
from app.paths import ROOT

AUGUST = date(2026, 8, 3)


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def value(name: str, region: str, on: date = AUGUST) -> str | None:
    found = queries.parameter(name, region, on)
    return found.value if found else None


def test_the_most_local_parameter_holds(app: Flask) -> None:
    with transaction():
        for region, yuan in (("CN", "1"), ("410000", "2"), ("411200", "3"), ("411221", "4.5")):
            actions.set_parameter("minimum_wage", region, yuan, date(2026, 1, 1))
    regions = ("411221901", "411221", "411224", "410482", "341504", "999999")
    assert [value("minimum_wage", region) for region in regions] == ["450", "450", "300", "200", "100", "100"]


def test_the_newest_holds_and_an_end_is_an_end(app: Flask) -> None:
    with transaction():
        actions.set_parameter("minimum_wage", "411221", "1800", date(2022, 1, 1))
        actions.set_parameter("minimum_wage", "411221", "2000", date(2026, 9, 1), date(2026, 12, 31))
    days = (date(2021, 12, 31), date(2022, 1, 1), date(2026, 9, 1), date(2026, 12, 31), date(2027, 1, 1))
    expected = [None, "180000", "200000", "200000", "180000"]
    assert [value("minimum_wage", "411221", on) for on in days] == expected


def test_setting_the_same_date_again_corrects_it(app: Flask) -> None:
    for yuan, status in (("1800", "unconfirmed"), ("1850.50", "verified")):
        with transaction():
            actions.set_parameter("minimum_wage", "411221", yuan, date(2022, 1, 1), status=status, by="clerk")
    (row,) = queries.parameters()
    assert (row.value, row.status, row.set_by) == ("185050", "verified", "clerk")


def test_the_name_in_a_table_and_the_bare_name_are_one(app: Flask) -> None:
    with transaction():
        actions.set_parameter("param_advance_share_percent", "410000", "20", date(2022, 1, 1))
    assert value("advance_share_percent", "411221") == value("param_advance_share_percent", "411221") == "20"


def test_defaults_load_once_and_leave_what_a_person_set(app: Flask) -> None:
    with transaction():
        actions.set_parameter(
            "criminal_one", "410000", "10000", date(2014, 1, 1), status="verified", by="legal"
        )
        first = actions.load_parameters()
    with transaction():
        again = actions.load_parameters()
    assert again == 0
    assert first == len(queries.parameters()) - 1
    assert value("criminal_one", "411221") == "1000000"


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("incident_followup_hours", "incident_follow_up_hours"),
        ("penalty_surcharge_percent", "fine_surcharge_percent"),
        ("criminal_1", "criminal_one"),
    ],
)
def test_a_name_that_nothing_reads_is_refused_with_the_names_that_are_near(
    app: Flask, wrong: str, near: str
) -> None:
    with transaction(), pytest.raises(Invalid) as refusal:
        actions.set_parameter(wrong, "411221", "24", date(2026, 1, 1))
    assert near in refusal.value.errors["name"][0]
    assert not queries.parameters()


@pytest.mark.parametrize("name", ["listed_amount", "incident_first_report_hours", "deposit_reminder_months"])
def test_what_a_table_a_diagram_or_a_word_reads_can_be_set(name: str) -> None:
    assert parameters.refusal(name) == ""


def test_what_ships_is_read_by_a_table_a_diagram_or_a_word() -> None:
    words = "".join(
        path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py") if "desk" not in path.parts
    )
    read = {*parameters._in_tables(), *parameters._in_diagrams()}
    unread = {name for name in parameters._shipped_names() if name not in read and f'"{name}"' not in words}
    assert not unread


def test_setting_anhui_makes_its_cases_decidable(law: Flask) -> None:
    with transaction():
        for name, yuan in (("criminal_one", "10000"), ("criminal_ten", "50000")):
            actions.set_parameter(name, "340000", yuan, date(2026, 1, 1), status="verified", by="legal")
    facts = {
        "workers": [{"owed": 999_999, "months": 3}],
        "order_served": True,
        "order_expired": True,
        "evading": True,
        "able_to_pay": False,
        "paid_before_filing": False,
    }
    assert actions.ask("criminal_threshold", "341504", AUGUST, facts).outputs["result"] == "NOT_MET"
