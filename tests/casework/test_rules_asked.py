"""Rules as a diagram asks them: the law of the day of the fact, what is kept and shown of it, who is taken in."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.cases import actions as cases
from app.cases import queries, revealing
from app.cases.models import Case
from app.cases.move import Move
from app.casework import actions, questions
from app.casework.host import CaseHost
from app.db import transaction
from app.documents import actions as documents
from app.law import actions as law
from app.ledgers import fund
from app.org import queries as org
from tests import samples
from tests.scenarios import Player, scenario

NEW_ORDER = date(2026, 7, 1)
"""超龄劳动者 (令第56号) from this day on; the tests take place on 2026-08-03."""


pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""What is asked does not depend on the kind of database."""


@pytest.fixture
def case(office: Flask) -> Iterator[Case]:
    with transaction():
        yield samples.registered()


def move_of(case: Case) -> Move:
    return Move(case=case, run_id=0, process="p", today=clock.today(), answers={})


def ask(case: Case, rule: str) -> dict[str, Any]:
    """What a business rule task gets into its data."""
    return CaseHost(move_of(case)).ask(rule, process="p", element="ask")


def kept(case: Case, rule: str) -> dict[str, Any]:
    found: dict[str, Any] = queries.fact(case.id, f"rule.{rule}")
    return found


def served_order(case: Case) -> None:
    """An order to pay that was served and ran out yesterday."""
    cases.set_fact(case, "order_due_on", (clock.today() - timedelta(days=1)).isoformat())
    documents.issue(move_of(case), "rectification_order")
    served = {"method": "DIRECT", "served_on": clock.today().isoformat()}
    documents.serve(move_of(case), "rectification_order", served)


def over_age(case: Case, *periods: tuple[date | None, date | None]) -> str:
    """Whether it is decided who pays workers past retirement for their work of these periods."""
    for claim, (start, end) in zip(case.claims, periods, strict=True):
        claim.period_from, claim.period_to = start, end
    cases.set_fact(case, "liability_situation", "OVER_AGE")
    return str(ask(case, "liability")["liability_status"])


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        pytest.param(date(2026, 4, 1), NEW_ORDER - timedelta(days=1), "needs_decision", id="all before"),
        pytest.param(NEW_ORDER, date(2026, 7, 31), "decided", id="all under the new order"),
        pytest.param(date(2026, 4, 1), date(2026, 7, 31), "needs_decision", id="on both sides"),
        pytest.param(None, NEW_ORDER - timedelta(days=1), "needs_decision", id="only the end is known"),
    ],
)
def test_r06_the_time_of_the_work_says_whether_a_legal_opinion_is_needed(
    case: Case, start: date | None, end: date, status: str
) -> None:
    assert over_age(case, (start, end)) == status


def test_r06_work_on_both_sides_cites_both_laws(case: Case) -> None:
    over_age(case, (date(2026, 4, 1), date(2026, 7, 31)))
    assert [row["id"] for row in kept(case, "liability")["rows"]] == ["over_age_before", "over_age"]
    assert kept(case, "liability")["outputs"]["payer"] == "EMPLOYER"


def test_r06_one_worker_of_the_old_time_is_enough(office: Flask) -> None:
    with transaction():
        case = samples.registered("three_workers")
        new = (NEW_ORDER, date(2026, 7, 31))
        assert over_age(case, new, new, new) == "decided"
        assert over_age(case, new, (date(2026, 5, 1), date(2026, 5, 31)), new) == "needs_decision"


def test_where_no_period_is_stated_the_arrears_are_no_later_than_the_complaint(case: Case) -> None:
    case.received_at = clock.start_of(NEW_ORDER - timedelta(days=3))
    assert over_age(case, (None, None)) == "needs_decision"
    case.received_at = clock.start_of(NEW_ORDER)
    assert over_age(case, (None, None)) == "decided"


def test_an_answer_that_stayed_the_same_cites_the_law_of_the_last_day(case: Case) -> None:
    """挂靠: the interpretation of 2025-09-01 changed the article, not who pays."""
    case.claims[0].period_from, case.claims[0].period_to = date(2025, 8, 1), date(2025, 9, 30)
    cases.set_fact(case, "liability_situation", "NAME_LENT")
    assert ask(case, "liability")["liability_status"] == "decided"
    assert [row["id"] for row in kept(case, "liability")["rows"]] == ["name_lent"]


def test_wages_from_before_the_law_are_not_decided_by_it(case: Case) -> None:
    case.claims[0].period_from, case.claims[0].period_to = date(2020, 3, 1), date(2020, 6, 30)
    cases.set_fact(case, "liability_situation", "EMPLOYER_ARREARS")
    assert ask(case, "liability")["liability_status"] == "unknown"


@pytest.mark.parametrize(
    ("permitted", "rate"),
    [
        pytest.param("2021-10-31", 2.5, id="Yeji's rule of 2018 on its last day"),
        pytest.param("2022-03-01", 3, id="Anhui's rule on its first day"),
    ],
)
def test_the_permit_of_a_project_chooses_the_rule_about_its_deposit(
    office: Flask, permitted: str, rate: float
) -> None:
    start = {"arrears_last_year": 1, "blacklisted": False, "permitted_on": permitted}
    player = Player(scenario("deposit_filing", "anhui_by_rule"))
    player.scenario["start"]["answers"] |= start
    player.walk(until=player.scenario["steps"][0]["do"])
    assert kept(player.case, "deposit_ratio")["outputs"]["rate_percent"] == rate


def test_the_criminal_amount_is_that_of_the_day_the_order_to_pay_ran_out(case: Case) -> None:
    """刑法12条: a standard raised since then does not reach back."""
    law.set_parameter("criminal_one", "410000", "20000", clock.today())
    served_order(case)
    cases.set_fact(case, "evading", True)
    assert ask(case, "criminal_threshold")["criminal_threshold_result"] == "MET"
    assert {row["value"] for row in kept(case, "criminal_threshold")["parameters"]} == {"800000", "4000000"}


def test_the_day_of_the_application_chooses_the_rule_about_leaving_the_list(case: Case) -> None:
    cases.set_fact(case, "credit_applied_on", "2021-12-31")
    facts = {"promised": True, "reoffended": False, "criminal": False, "decision_issued_on": "2021-06-01"}
    for name, value in facts.items():
        cases.set_fact(case, f"credit_{name}", value)
    assert ask(case, "credit_removal")["credit_removal_status"] == "unknown"


def test_the_numbers_used_are_kept_with_their_status_and_source(office: Flask) -> None:
    with transaction():
        case = samples.registered()
        ask(case, "criminal_threshold")
    one = kept(case, "criminal_threshold")["parameters"][0]
    assert (one["name"], one["value"], one["status"]) == ("criminal_one", "800000", "unconfirmed")
    assert "待法制科确认" in one["source"]
    noted = queries.timeline(case.id)[-1].what["parameters"]
    assert noted[0] == {"name": "criminal_one", "value": "800000", "status": "unconfirmed"}


def test_the_cap_of_the_fund_says_which_numbers_are_to_be_confirmed(office: Flask) -> None:
    with transaction():
        case = samples.registered("three_workers")
        assert fund.cap(move_of(case)) == "KNOWN"
    said = kept(case, "advance_cap")
    assert (said["status"], said["outputs"]) == ("decided", {})
    used = {row["name"]: row["status"] for row in said["parameters"]}
    assert used == dict.fromkeys(("advance_months", "advance_share_percent", "minimum_wage"), "unconfirmed")
    assert [row["id"] for row in said["rows"]] == ["share_of_owed", "minimum_wage"]
    assert queries.timeline(case.id)[-1].verb == "rule.ask"


def test_officials_read_which_numbers_are_to_be_confirmed(office: Flask, browser: FlaskClient) -> None:
    case = opened()
    assert "所用参数" not in page_of(case, browser)
    with transaction():
        ask(case, "criminal_threshold")
    page = page_of(case, browser)
    assert "所用参数：刑事数额（一人） 8,000.00" in page
    assert "待确认" in page


def test_what_was_kept_before_numbers_were_is_still_shown(office: Flask, browser: FlaskClient) -> None:
    case = opened()
    with transaction():
        old = {"status": "unknown", "outputs": {}, "rows": [], "missing": ["blacklisted"], "hash": "x"}
        cases.set_fact(case, "rule.deposit_ratio", old)
    assert "尚缺：被列失信主体" in page_of(case, browser)


@pytest.fixture
def browser(office: Flask) -> Iterator[FlaskClient]:
    """Somebody at the window of the county."""
    office.config["WTF_CSRF_ENABLED"] = False
    client = office.test_client()
    client.post("/login", data={"username": "hrss_intake@411221", "password": "demo"})
    yield client
    office.config["WTF_CSRF_ENABLED"] = True


def opened() -> Case:
    with transaction():
        return actions.open_case(samples.complaint("one_worker"), None).case


def page_of(case: Case, browser: FlaskClient) -> str:
    page = browser.get(f"/cases/{case.number}").text
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_rule_without_numbers_keeps_none(case: Case) -> None:
    ask(case, "close_gate")
    assert "parameters" not in kept(case, "close_gate")


def played(name: str) -> Case:
    """A case that went through intake as a scenario tells."""
    player = Player(scenario("intake_triage", name))
    player.play()
    return player.case


def test_r07_an_urban_worker_is_taken_in_and_counts_as_no_migrant(office: Flask) -> None:
    case = played("urban_and_undocumented_workers")
    assert kept(case, "triage")["outputs"] == {"route": "INSPECTION"}
    assert [claim.is_migrant for claim in case.claims] == [False, True]
    with transaction():
        case.claims[1].is_migrant = False
        served_order(case)
    assert len(questions.inputs("criminal_threshold", case)["workers"]) == 2
    assert questions.inputs("credit_listing", case)["unpaid"] is False  # 失信名单只看农民工工资


def test_r08_a_worker_without_phone_identity_card_or_contract_is_not_turned_away(office: Flask) -> None:
    case = played("urban_and_undocumented_workers")
    claim = case.claims[1]
    assert (claim.phone, claim.id_no, claim.id_type) == (None, None, "NONE")
    assert [row["id"] for row in kept(case, "triage")["rows"]] == ["inspection"]
    assert queries.fact(case.id, "accepted_on") == clock.today().isoformat()


def test_r10_a_report_is_a_lead_without_names_of_workers_or_of_who_reported(office: Flask) -> None:
    case = played("report")
    assert (case.kind, case.claims, revealing.has_reporter(case)) == ("REPORT", [], False)
    assert kept(case, "triage")["outputs"] == {"route": "INSPECTION"}


def test_r10_who_reported_is_kept_from_the_reported_unit(office: Flask) -> None:
    with transaction():
        case = samples.registered("report", reporter_name="王芒种", reporter_phone="13900000077")
        assert kept_from(case, "ext_employer@411221")
        assert not kept_from(case, "hrss_intake@411221")
    assert "王芒种" not in str([entry.what for entry in queries.timeline(case.id)])


def kept_from(case: Case, username: str) -> bool:
    user = org.user_by_name(username)
    assert user
    return not revealing.may_see_reporter(case, user)
