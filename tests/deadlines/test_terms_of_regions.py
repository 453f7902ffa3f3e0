"""A term, its length and its article may hold in one region only."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.cases.models import Case
from app.db import transaction
from app.deadlines import queries
from app.errors import Invalid
from app.law import actions as law
from tests.deadlines.published import d
from tests.deadlines.saying import begin, dues, say


def test_one_clock_for_each_term_that_holds_in_the_region(new_case: Callable[[str], Case]) -> None:
    henan, anhui = new_case("411221"), new_case("341504")
    begin(henan, article="若干规定18条")
    begin(anhui)
    assert dues(henan) == ["2026-08-10", "2026-08-10"]
    assert dues(anhui) == ["2026-08-10"]
    row = queries.clocks(henan.id)[1]
    assert (row.length, row.unit, row.from_event, row.article, row.run_id) == (
        7,
        "D",
        "received_at",
        "若干规定18条",
        1,
    )


def test_the_clock_of_a_region_cites_its_own_article_and_no_other_case_hears_of_it(
    new_case: Callable[[str], Case],
) -> None:
    """监察条例17条 everywhere, 河南省劳动保障监察条例16条 only in Henan, of its own term."""
    henan, anhui = new_case("411221"), new_case("341504")
    for case in (henan, anhui):
        begin(case, article="监察条例第17条; 河南省劳动保障监察条例第16条@41")
    assert [row.article for row in queries.clocks(henan.id)] == [
        "监察条例第17条",
        "河南省劳动保障监察条例第16条",
    ]
    assert [row.article for row in queries.clocks(anhui.id)] == ["监察条例第17条"]


def test_where_no_term_of_the_law_holds_the_stated_day_counts(new_case: Callable[[str], Case]) -> None:
    """河南省劳动保障监察条例13条: seven days to answer an inquiry; elsewhere the day that the inquiry states."""
    henan, anhui = new_case("411221"), new_case("341504")
    for case in (henan, anhui):
        say(case, "fact.set", name="reply_due_on", value="2026-08-20")
        begin(case, key="reply", term="7D@41", until="reply_due_on", article="监察条例15条; 河南条例13条@41")
    assert [dues(henan), dues(anhui)] == [["2026-08-10"], ["2026-08-20"]]
    assert [queries.clocks(case.id)[0].article for case in (henan, anhui)] == ["河南条例13条", "监察条例15条"]


def test_a_term_that_is_to_be_confirmed_is_a_number_that_an_administrator_sets(
    new_case: Callable[[str], Case],
) -> None:
    """若干规定18条 was read only in excerpts: five working days until the legal office says otherwise."""
    henan, anhui = new_case("411221"), new_case("341504")
    with transaction():
        law.set_parameter("acceptance_workdays", "CN", "5", d("2020-01-01"))
        law.set_parameter("acceptance_workdays", "341504", "3", d("2020-01-01"), status="verified")
    for case in (henan, anhui):
        begin(case, parameter="acceptance_workdays", term="7D@41")
    assert [dues(henan), dues(anhui)] == [["2026-08-10", "2026-08-10"], ["2026-08-06"]]


def test_a_guarantee_is_recalled_as_long_before_it_expires_as_the_region_says(
    new_case: Callable[[str], Case],
) -> None:
    """65号文17条: one month before; a region may say more."""
    case = new_case("411221")
    say(case, "fact.set", name="guarantee_until", value="2026-12-31")

    def remind() -> list[str | None]:
        parameter = {"parameter": "deposit_reminder_months", "from": "guarantee_until", "direction": "back"}
        say(case, "clock.start", key="deposit_reminder", title="保函到期前提醒", **parameter)
        return dues(case)

    for region, months in (("CN", "1"), ("411221", "2")):
        with transaction():
            law.set_parameter(
                "deposit_reminder_months", region, months, d("2021-11-01"), status="verified", by="legal"
            )
        assert remind() == {"CN": ["2026-11-30"], "411221": ["2026-10-30"]}[region]


@pytest.mark.parametrize("name", ["warning_complaints_days", "deposit_reminder_months"])
def test_a_term_is_no_fraction_of_a_day_or_month(app: Flask, name: str) -> None:
    with pytest.raises(Invalid):
        law.set_parameter(name, "CN", "1.5", d("2026-01-01"), status="verified", by="legal")
