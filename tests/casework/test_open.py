"""Opening a case: registered, under way, numbered; or nothing at all."""

import pytest

from app import clock
from app.cases import journal, search
from app.cases.models import Case, Entry, Participation
from app.casework import actions
from app.casework.models import CaseRun
from app.db import db, transaction
from app.errors import Invalid
from tests import samples
from tests.casework.conftest import Bench


def test_a_complaint_becomes_a_case_with_its_first_step_and_clock(on: Bench) -> None:
    case = on.open()
    assert case.number == f"411221{clock.today().year}00001"
    task = on.task(case, "review")
    assert (task.group, task.region_code, task.state) == ("hrss_intake", "411221", "open")
    assert (task.case_number, task.employer_name) == (case.number, samples.EMPLOYER)
    assert task.due is not None
    assert task.term_source == "clock:acceptance"
    assert on.run(case).status == "open"


def test_the_number_is_drawn_last(on: Bench) -> None:
    """Its counter is locked for everybody until the commit."""
    case = on.open()
    verbs = list(db.session.scalars(db.select(Entry.verb).filter_by(case_id=case.id).order_by(Entry.serial)))
    assert verbs[-1] == "case.number"
    assert journal.verify(case) is None


def test_a_case_that_was_not_kept_leaves_no_gap_and_no_trace(on: Bench) -> None:
    on.open()
    with pytest.raises(ZeroDivisionError), transaction():
        _ = actions.open_case(samples.complaint(), None).case.id / 0
    assert db.session.query(Case).count() == 1
    assert db.session.query(CaseRun).count() == 1
    assert on.open().number == "411221202600002"


def test_numbers_count_by_county_and_year(on: Bench) -> None:
    numbers = [on.open(region=region).number for region in ("411221", "341504", "411221")]
    assert numbers == ["411221202600001", "341504202600001", "411221202600002"]


def test_a_likely_duplicate_is_told_and_not_refused(on: Bench) -> None:
    first = on.open("three_workers")
    with transaction():
        opened = actions.open_case(samples.complaint("one_worker"), None)
    assert [case.id for case in opened.duplicates] == [first.id]
    assert opened.case.number


def test_the_query_code_is_kept_as_a_hash_only(on: Bench) -> None:
    with transaction():
        opened = actions.open_case(samples.complaint(), None)
    assert len(opened.query_code) >= 10
    assert opened.query_code not in str(vars(db.session.get_one(Case, opened.case.id)))


def test_a_complaint_without_a_worker_is_refused_whole(on: Bench) -> None:
    with pytest.raises(Invalid), transaction():
        actions.open_case(samples.complaint(workers=()), None)
    assert db.session.query(Case).count() == 0


def test_a_report_needs_no_worker(on: Bench) -> None:
    assert on.open("report", reporter_name="不愿透露").number


def test_a_new_case_is_found_at_once(on: Bench) -> None:
    case = on.open(project_name="示例路桥三标")
    assert db.session.scalars(search.matching("路桥三标")).all() == [case.id]


def test_who_is_given_a_step_takes_part_in_the_case(on: Bench) -> None:
    case = on.open()
    parts = db.session.scalars(db.select(Participation.group).filter_by(case_id=case.id)).all()
    assert parts == ["hrss_intake"]
