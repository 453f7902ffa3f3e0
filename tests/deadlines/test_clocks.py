"""The life of a clock: started, suspended, resumed, extended, met."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from app import clock
from app.cases.models import Case, Entry
from app.db import db, transaction
from app.deadlines import actions, queries
from tests.deadlines.published import d

FOREVER = "9999-12-31T00:00:00+00:00"


def investigation(case: Case, unit: str = "WD", length: int = 60) -> actions.Changed:
    return actions.start(
        case,
        "investigation",
        title="调查",
        length=length,
        unit=unit,
        started_on=d("2026-08-03"),
        article="监察条例17条",
        from_event="filed_on",
    )


def on(day: str) -> datetime:
    return clock.start_of(d(day)) + timedelta(hours=9)


def test_a_started_clock_is_due_and_its_instant_is_the_next_midnight_in_shanghai(case: Case) -> None:
    with transaction():
        assert investigation(case) == [(case.id, "investigation")]
    assert queries.due(case.id, "investigation") == d("2026-10-30")
    assert queries.instant(case.id, "investigation") == "2026-10-30T16:00:00+00:00"
    assert queries.instant_at(case.id, "investigation") == clock.end_of(d("2026-10-30"))


def test_a_clock_that_was_never_started_is_never_due(case: Case) -> None:
    assert queries.due(case.id, "investigation") is None
    assert queries.instant(case.id, "investigation") == FOREVER


def test_c08_of_double_clocks_the_earlier_is_due(case: Case) -> None:
    with transaction():
        investigation(case)
        investigation(case, "D", 30)
    assert queries.due(case.id, "investigation") == d("2026-09-02")
    assert [row.due for row in queries.clocks(case.id)] == [d("2026-10-30"), d("2026-09-02")]


def test_what_was_met_or_cancelled_is_never_due(case: Case) -> None:
    with transaction():
        investigation(case)
        actions.meet(case, "investigation", d("2026-08-20"))
        actions.start(case, "award", title="裁决", length=45, unit="D", started_on=d("2026-08-17"))
        actions.cancel(case, "award")
    assert queries.instant(case.id, "investigation") == queries.instant(case.id, "award") == FOREVER
    met, cancelled = queries.clocks(case.id)
    assert (met.state, met.met_on, cancelled.state) == ("met", d("2026-08-20"), "cancelled")
    assert queries.lamp_of(met) == "grey"


def test_a_suspended_clock_is_not_due_and_keeps_what_had_run(case: Case) -> None:
    with transaction():
        investigation(case)
        actions.suspend(case, "investigation", "须以另案结果为依据", "hrss_principal@411221", d("2026-09-01"))
    assert queries.instant(case.id, "investigation") == FOREVER
    (row,) = queries.clocks(case.id)
    assert queries.lamp_of(row) == "grey"
    with transaction():
        actions.resume(case, "investigation", d("2026-09-08"))
    assert queries.due(case.id, "investigation") == d("2026-11-06")  # five working days later than 10-30


def test_suspending_again_and_again_adds_up(case: Case) -> None:
    with transaction():
        investigation(case)
        for begin, end in [
            ("2026-08-10", "2026-08-12"),
            ("2026-08-12", "2026-08-12"),
            ("2026-09-07", "2026-09-10"),
        ]:
            actions.suspend(case, "investigation", "鉴定", "hrss_principal@411221", d(begin))
            actions.resume(case, "investigation", d(end))
    assert queries.due(case.id, "investigation") == d("2026-11-06")


def test_a_clock_that_had_run_out_cannot_be_suspended_back_into_time(case: Case) -> None:
    with transaction():
        investigation(case, "D", 7)
        assert actions.suspend(case, "investigation", "鉴定", "hrss_principal@411221", d("2026-08-11")) == []
    assert queries.due(case.id, "investigation") == d("2026-08-10")


def test_an_extension_approved_in_time_counts_on(case: Case) -> None:
    with transaction():
        investigation(case)
        actions.extend(case, "investigation", 30, "情况复杂", "hrss_principal@411221", "WD", times=1)
    (row,) = queries.clocks(case.id)
    assert (row.due, row.extended_by) == (d("2026-12-11"), 30)
    assert [(p.kind, p.amount, p.reason, p.approved_by) for p in row.periods] == [
        ("extension", 30, "情况复杂", "hrss_principal@411221")
    ]


def test_an_extension_comes_too_late_after_the_term_and_only_so_often(case: Case) -> None:
    with transaction():
        investigation(case)
    with clock.frozen(on("2026-10-31")), transaction(), pytest.raises(actions.TooLate):
        actions.extend(case, "investigation", 30, "情况复杂", "hrss_principal@411221")
    with clock.frozen(on("2026-10-30")), transaction():
        actions.extend(case, "investigation", 30, "情况复杂", "hrss_principal@411221", times=1)
    with clock.frozen(on("2026-11-02")), transaction(), pytest.raises(actions.TooLate):
        actions.extend(case, "investigation", 30, "情况复杂", "hrss_principal@411221", times=1)
    with transaction(), pytest.raises(actions.NoClock):
        actions.extend(case, "investigation", 30, "情况复杂", "hrss_principal@411221", "D")


def test_exceptional_changes_are_in_the_journal_without_their_reason(case: Case) -> None:
    with transaction():
        investigation(case)
        actions.suspend(case, "investigation", "张某涉另案", "hrss_principal@411221", d("2026-09-01"))
        actions.resume(case, "investigation", d("2026-09-08"), "hrss_inspection@411221")
        actions.extend(case, "investigation", 30, "情况复杂", "hrss_principal@411221")
    entries = db.session.scalars(db.select(Entry).filter_by(case_id=case.id).order_by(Entry.serial)).all()
    assert [(e.verb, e.what["due"]) for e in entries] == [
        ("clock.suspend", None),
        ("clock.resume", "2026-11-06"),
        ("clock.extend", "2026-12-18"),
    ]
    assert "另案" not in str([e.what for e in entries])


def test_what_a_transaction_changed_is_told_once_and_forgotten_when_it_is_rolled_back(case: Case) -> None:
    with transaction():
        investigation(case)
        actions.meet(case, "acceptance", d("2026-08-04"))
        assert actions.take_changed() == {(case.id, "investigation")}
        assert actions.take_changed() == set()
    with suppress(ZeroDivisionError), transaction():
        actions.cancel(case, "investigation")
        raise ZeroDivisionError
    with transaction():
        assert actions.take_changed() == set()


def test_a_clock_explains_itself_day_by_day(case: Case) -> None:
    with transaction():
        actions.start(
            case,
            "award",
            title="裁决",
            length=45,
            unit="D",
            started_on=d("2026-08-17"),
            article="调解仲裁法43条",
        )
        actions.suspend(case, "award", "中止审理", "arb_lead@411221", d("2026-08-20"))
        actions.resume(case, "award", d("2026-08-20"))
    (row,) = queries.clocks(case.id)
    told = queries.explain(row)
    assert (told["due"], told["article"], told["lamp"]) == ("2026-10-08", "调解仲裁法43条", "green")
    assert told["days"][0] == {"date": "2026-08-18", "counted": True, "reason": "workday", "note": ""}
    assert told["days"][44] == {"date": "2026-10-01", "counted": True, "reason": "holiday", "note": "国庆节"}
    assert told["days"][-1] == {"date": "2026-10-08", "counted": False, "reason": "rolled", "note": ""}
    assert told["periods"][0]["reason"] == "中止审理"


def test_a_clock_in_hours_is_due_at_its_minute(new_case: Callable[[str], Case]) -> None:
    case = new_case("341504")
    begun = clock.start_of(d("2026-08-08")) + timedelta(hours=10, minutes=7)
    with transaction():
        actions.start(
            case, "transfer", title="移送", length=24, unit="H", started_on=d("2026-08-08"), started_at=begun
        )
    assert queries.instant_at(case.id, "transfer") == begun + timedelta(days=1)
    (row,) = queries.clocks(case.id)
    assert queries.explain(row)["days"] == []
