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


@pytest.mark.parametrize(
    ("region", "one", "ten"),
    [
        ("410000", "800000", "4000000"),
        ("430000", "600000", "4000000"),
        ("520000", "1000000", "5000000"),
        ("210000", "1000000", "5000000"),
        ("420000", "1000000", "5000000"),
        ("320000", "1000000", "6000000"),
        ("500000", "1000000", "6000000"),
    ],
)
def test_criminal_amounts_of_a_province_are_to_be_confirmed(
    law: Flask, region: str, one: str, ten: str
) -> None:
    """法释〔2013〕3号第3条: a province sets its own; those known only from excerpts say so."""
    found = queries.parameters_for({"criminal_one", "criminal_ten"}, region, AUGUST)
    assert (found["criminal_one"].value, found["criminal_ten"].value) == (one, ten)
    assert {row.status for row in found.values()} == {"unconfirmed"}


def test_k11_a_province_without_an_amount_has_none(law: Flask) -> None:
    assert not queries.parameters_for({"criminal_one", "criminal_ten"}, "341504", AUGUST)


@pytest.mark.parametrize(
    ("region", "share"),
    [
        ("410100", "20"),
        ("411221", "20"),
        ("210700", "20"),
        ("330304", "30"),
        ("410400", None),
        ("411700", None),
    ],
)
def test_the_share_of_the_fund_holds_where_it_was_set_and_not_in_the_whole_province(
    law: Flask, region: str, share: str | None
) -> None:
    """条例63条 names no share: Zhengzhou's is Zhengzhou's."""
    assert value("advance_share_percent", region) == share


def test_in_ouhai_a_share_of_the_arrears_is_the_cap_and_no_minimum_wage(law: Flask) -> None:
    answer = actions.ask("advance_cap", "330304", AUGUST, {"owed": 2_000_000})
    assert (answer.status, answer.outputs) == ("decided", {"cap": 600_000})


@pytest.mark.parametrize(
    ("region", "allocated", "enough"),
    [("341504", 30_00, True), ("341504", 29_99, False), ("530100", 25_00, True), ("411221", 25_00, None)],
)
def test_the_share_of_labour_cost_is_the_regions_own(
    law: Flask, region: str, allocated: int, enough: bool | None
) -> None:
    """条例24条 fixes a monthly cycle and no share: without a local one nothing is decided."""
    answer = actions.ask("labour_cost", region, AUGUST, {"progress_payment": 100_00, "allocated": allocated})
    assert answer.outputs.get("enough") == enough


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
