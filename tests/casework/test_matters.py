"""Matters: worked on without a wage case, with a number, a process, terms and a journal of their own."""

import pytest

from app.cases import journal
from app.casework import actions, matters, steps
from app.db import db, transaction
from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from app.inbox.models import Task
from tests.casework.conftest import Bench

INSPECTOR = "hrss_inspection@411221"


def test_a_matter_goes_its_own_way_from_its_start_form_to_its_end(on: Bench) -> None:
    with transaction():
        matter = matters.open_matter("watch", {"subject": "示例劳务有限公司"}, on.user(INSPECTOR))
    assert (matter.kind, matter.number, matter.region_code) == ("MATTER", "4112212026M0001", "411221")
    task = on.task(matter, "look")
    assert (task.case_number, task.employer_name) == (matter.number, "示例劳务有限公司")
    on.do(matter, "look", INSPECTOR)
    assert (matter.state, on.run(matter, "watch").result) == ("CLOSED", "SEEN")
    assert journal.verify(matter) is None


def test_numbers_of_matters_and_of_cases_do_not_meet(on: Bench) -> None:
    case = on.open()
    with transaction():
        numbers = [
            matters.open_matter("watch", {"subject": name}, on.user(INSPECTOR)).number
            for name in ("甲", "乙")
        ]
    assert numbers == ["4112212026M0001", "4112212026M0002"]
    assert case.number == "411221202600001"


def test_only_departments_that_the_diagram_names_are_offered_it(on: Bench) -> None:
    offered = {
        user: [kind.process for kind in matters.offered(on.user(user))]
        for user in (INSPECTOR, "hrss_intake@411221")
    }
    assert ("watch" in offered[INSPECTOR], "watch" in offered["hrss_intake@411221"]) == (True, False)


@pytest.mark.parametrize(
    ("process", "by", "answers", "refusal"),
    [
        ("watch", "hrss_intake@411221", {"subject": "甲"}, NotAllowed),
        ("helper", INSPECTOR, {"subject": "甲"}, NotFound),  # a side procedure opens nothing
        ("nothing", INSPECTOR, {"subject": "甲"}, NotFound),
        ("watch", INSPECTOR, {}, Invalid),
        ("watch", INSPECTOR, {"subject": "甲", "region": "341504"}, Invalid),  # another province's
    ],
)
def test_what_may_not_be_opened_leaves_nothing(
    on: Bench, process: str, by: str, answers: dict[str, str], refusal: type[AppError]
) -> None:
    with pytest.raises(refusal), transaction():
        matters.open_matter(process, answers, on.user(by))
    assert db.session.query(Task).count() == 0


def test_a_matter_is_opened_further_down_in_the_department_s_own_regions(on: Bench) -> None:
    with transaction():
        matter = matters.open_matter("watch", {"subject": "甲", "region": "411221901"}, on.user(INSPECTOR))
    assert matter.region_code == "411221901"


def test_nothing_else_is_started_by_hand_on_a_matter_and_it_is_not_started_on_a_case(on: Bench) -> None:
    user, case = on.user(INSPECTOR), on.open()
    with transaction():
        matter = matters.open_matter("watch", {"subject": "甲"}, user)
    assert steps.startable(matter, user) == {}
    assert "watch" not in steps.startable(case, user)
    with pytest.raises(Conflict), transaction():
        actions.start_run(matter, "helper", {"outcome": "PLEASE"}, user)
    with pytest.raises(NotFound), transaction():
        actions.start_run(case, "watch", {"subject": "甲"}, user)
