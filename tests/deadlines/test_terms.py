"""What the terms written on a step come to."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app import clock
from app.cases import actions as case_actions
from app.cases.models import Case
from app.db import transaction
from app.deadlines import actions, queries
from app.deadlines.queries import TaskTerm
from app.engine.notation import parse_terms
from tests.deadlines.published import d

OPENED = clock.start_of(d("2026-08-03")) + timedelta(hours=9, minutes=30)


def term(case: Case, text: str, deadline_from: str = "created", opened: datetime = OPENED) -> TaskTerm:
    return queries.due_for_terms(parse_terms(text), case, opened, deadline_from)


def test_henan_takes_the_earlier_of_the_national_and_its_own_term(new_case: Callable[[str], Case]) -> None:
    henan, anhui = new_case("411221"), new_case("341504")
    eve = clock.start_of(d("2026-09-25")) + timedelta(hours=9)
    assert [term(case, "10WD; 7D@41", opened=eve).source for case in (henan, anhui)] == ["7D", "10WD"]
    found = term(henan, "5WD; 7D@41")
    assert found == TaskTerm(
        due=d("2026-08-10"),
        warn_on=d("2026-08-07"),
        last_day=d("2026-08-10"),
        provisional=False,
        source="5WD",
    )


def test_hours_count_from_the_minute_the_step_opened(case: Case) -> None:
    found = term(case, "24H")
    assert found.due_at == OPENED + timedelta(hours=24)
    assert found.due == d("2026-08-04")


def test_a_term_may_count_from_a_fact(case: Case) -> None:
    with transaction():
        case_actions.set_fact(case, "served_at", "2026-08-01")
        case_actions.set_fact(case, "served_at", "2026-08-17")
    assert term(case, "45D", "event:served_at").due == d("2026-10-08")


def test_a_missing_date_gives_no_term_rather_than_a_term_from_today(case: Case) -> None:
    assert term(case, "15D", "event:served_at") == TaskTerm()
    with transaction():
        case_actions.set_fact(case, "served_at", True)
    assert term(case, "15D", "event:served_at") == TaskTerm()


def test_what_can_be_computed_still_holds_when_another_date_is_missing(case: Case) -> None:
    with transaction():
        actions.start(case, "award", title="裁决", length=45, unit="D", started_on=d("2026-08-17"))
    assert term(case, "15D; award", "event:served_at").source == "clock:award"


def test_a_clock_lends_a_step_its_due_date(case: Case) -> None:
    with transaction():
        actions.start(case, "acceptance", title="受理", length=5, unit="WD", started_on=d("2026-07-30"))
        actions.start(case, "acceptance", title="受理", length=7, unit="D", started_on=d("2026-07-30"))
    found = term(case, "acceptance; 10WD")
    assert (found.due, found.source) == (d("2026-08-06"), "clock:acceptance")
    (row, _other) = queries.clocks(case.id)
    assert (found.warn_on, found.last_day) == (row.warn_on, row.last_day)


def test_a_suspended_clock_suspends_the_step(case: Case) -> None:
    with transaction():
        actions.start(case, "award", title="裁决", length=45, unit="D", started_on=d("2026-08-03"))
        actions.suspend(case, "award", "中止审理", "arb_lead@411221", d("2026-08-10"))
    found = term(case, "award")
    assert (found.due, found.suspended, found.source) == (None, True, "clock:award")
    assert term(case, "award; 5WD").suspended is False


def test_a_step_may_count_from_the_day_a_clock_started(case: Case) -> None:
    assert term(case, "5WD", "award") == TaskTerm()
    with transaction():
        actions.start(case, "award", title="裁决", length=45, unit="D", started_on=d("2026-07-31"))
    assert term(case, "5WD", "award").due == d("2026-08-07")


def test_no_terms_no_date(case: Case) -> None:
    assert term(case, "") == TaskTerm()
    assert term(case, "7D@34") == TaskTerm()


def test_facts_that_are_moments(case: Case) -> None:
    told = {
        "2026-08-01T10:07:00+08:00": ("2026-08-01", "2026-08-01T02:07:00+00:00"),
        "2026-08-01T23:30:00Z": ("2026-08-02", "2026-08-01T23:30:00+00:00"),
        "2026-08-01T10:07": ("2026-08-01", "2026-08-01T02:07:00+00:00"),
        "2026-08-01": ("2026-08-01", None),
        "2026-08-03": ("2026-08-03", "2026-08-03T01:00:00+00:00"),  # recorded that same day at nine
        "下周": None,
    }
    for value, expected in told.items():
        with transaction():
            case_actions.set_fact(case, "approved_at", value)
        found = queries.moment(case, "approved_at")
        if expected is None:
            assert found is None
        else:
            on, at = expected
            assert found == queries.Moment(d(on), datetime.fromisoformat(at) if at else None)


def test_moments_of_the_case_itself(case: Case) -> None:
    received = queries.moment(case, "received_at")
    assert received is not None
    assert (received.on, received.at) == (d("2026-08-03"), case.received_at)
    assert queries.moment(case, "filed_on") is None
    with transaction():
        case.filed_on = d("2026-08-05")
    assert queries.moment(case, "filed_on") == queries.Moment(d("2026-08-05"))
