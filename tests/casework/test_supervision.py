"""Mass incidents and listed supervision: local terms where a region has set them, and a deadline that only shortens."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import actions as cases
from app.cases.models import Case
from app.cases.move import Move
from app.casework import operations, supervision
from app.casework import queries as runs
from app.db import transaction
from app.deadlines import actions as deadlines
from app.deadlines import operations as clocks
from app.deadlines import queries
from app.deadlines.rules import FIXED
from app.engine import catalogue
from app.errors import Invalid
from app.law import actions as law
from app.paths import FORMS, PROCESSES
from tests import samples

TERM = "incident_first_report_hours"


@pytest.fixture
def dialect() -> str:
    """What is reckoned does not depend on the kind of database."""
    return "sqlite"


@pytest.fixture
def case(office: Flask) -> Iterator[Case]:
    with transaction():
        yield samples.registered("twelve_workers")


def move(case: Case) -> Move:
    return Move(case=case, run_id=0, process="listed_supervision", today=clock.today(), answers={})


def start_report_clock(case: Case) -> None:
    clocks.start(move(case), "incident_report", title="首报时限", parameter=TERM)


def test_without_a_local_term_no_clock_runs_and_the_step_says_so(case: Case) -> None:
    start_report_clock(case)
    assert queries.clocks(case.id) == []
    assert supervision.first_report_term(case) == "时限待法制部门确认，请立即报告"


@pytest.mark.parametrize(
    ("status", "shown"), [("unconfirmed", "2小时（待法制部门确认）"), ("verified", "2小时")]
)
def test_a_regions_parameter_is_the_term(case: Case, status: str, shown: str) -> None:
    law.set_parameter(TERM, case.region_code, "2", date(2026, 1, 1), status=status, by="legal")
    start_report_clock(case)
    (row,) = queries.clocks(case.id)
    assert (row.length, row.unit) == (2, "H")
    assert row.due_at == row.started_at + timedelta(hours=2)
    assert supervision.first_report_term(case) == shown


def test_half_an_hour_is_thirty_minutes(case: Case) -> None:
    """首报时限 30分钟, as local plans have it: never nothing at all."""
    law.set_parameter(TERM, case.region_code, "0.5", date(2026, 1, 1), status="unconfirmed", by="legal")
    start_report_clock(case)
    (row,) = queries.clocks(case.id)
    assert row.started_at
    assert row.due_at == row.started_at + timedelta(minutes=30)
    assert queries.explain(row)["days"] == []
    assert supervision.first_report_term(case) == "30分钟（待法制部门确认）"


@pytest.mark.parametrize("proposed", [{"level": "II", "upgraded": True}, None])
def test_who_decides_a_level_otherwise_or_without_a_rule_says_why(
    case: Case, proposed: dict[str, object] | None
) -> None:
    """等级: the rule proposes, the government leader decides."""
    cases.set_fact(case, "rule.incident_level", {"outputs": proposed or {}})
    with pytest.raises(Invalid):
        supervision.level_decided(move(case), {"level": "III"})
    supervision.level_decided(move(case), {"level": "III", "level_reason": "人已散去"})
    supervision.level_decided(move(case), {"outcome": "DECLINE"})


def test_who_follows_the_rule_need_not_say_why(case: Case) -> None:
    cases.set_fact(case, "rule.incident_level", {"outputs": {"level": "II", "upgraded": True}})
    supervision.level_decided(move(case), {"level": "II"})


def listed(case: Case, days: int, outcome: str = "LIST") -> None:
    until = (clock.today() + timedelta(days=days)).isoformat()
    supervision.term(move(case), {"outcome": outcome, "supervised_until": until})


def investigation(case: Case, length: int) -> date:
    """The last day of an investigation that has so many days left."""
    deadlines.start(
        case,
        "investigation",
        title="调查期限",
        length=length,
        unit=FIXED,
        started_on=clock.today(),
    )
    due = queries.due(case.id, "investigation")
    assert due
    return due


def test_a_listed_deadline_never_lengthens_a_statutory_term(case: Case) -> None:
    """挂牌不改变法定期限，只加更短的督办期限."""
    due = investigation(case, 20)
    with pytest.raises(Invalid) as refusal:
        listed(case, 21)
    assert due.isoformat() in refusal.value.errors["supervised_until"][0]
    listed(case, 20)
    assert queries.due(case.id, "investigation") == due


def test_a_statutory_term_that_has_run_out_does_not_stop_a_new_date(case: Case) -> None:
    investigation(case, 5)
    with clock.frozen(clock.now() + timedelta(days=10)):
        listed(case, 7)


@pytest.mark.parametrize("days", [0, -1])
def test_a_listed_deadline_lies_ahead(case: Case, days: int) -> None:
    with pytest.raises(Invalid):
        listed(case, days)


@pytest.mark.parametrize(("until", "next_in"), [(30, 7), (4, 4), (-3, 0)])
def test_the_last_report_is_due_with_the_deadline(case: Case, until: int, next_in: int) -> None:
    cases.set_fact(case, "supervised_cycle_days", 7)
    cases.set_fact(case, "supervised_until", (clock.today() + timedelta(days=until)).isoformat())
    supervision.next_report(move(case))
    report = queries.moment(case, "supervised_report_due_on")
    assert report
    assert report.on == clock.today() + timedelta(days=next_in)


def test_a_disposal_plan_starts_only_side_procedures_that_there_are() -> None:
    form = json.loads((FORMS / "mass_incident" / "disposal_plan.json").read_text(encoding="utf-8"))
    offered = {each["const"] for each in form["properties"]["procedures"]["items"]["oneOf"]}
    assert offered == {"joint_interview", "police_referral"} & set(catalogue.names(PROCESSES))


def test_a_disposal_plan_starts_each_procedure_once(case: Case) -> None:
    for _again in range(2):
        operations.start_chosen(move(case), {"procedures": ["joint_interview", "police_referral"]})
    assert sorted(row.process for row in runs.runs(case.id)) == ["joint_interview", "police_referral"]
