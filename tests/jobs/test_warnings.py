"""The daily sweep opens an early warning where one employer is complained of again and again."""

from datetime import timedelta

from flask import Flask

from app import clock
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import MATTER
from app.casework import actions
from app.db import db, transaction
from app.inbox.models import Task
from app.jobs import rounds
from tests import samples

REGION = "411221"


def complain(times: int, region: str = REGION, sample: str = "one_worker") -> None:
    for _each in range(times):
        with transaction():
            actions.open_case(samples.complaint(sample, region), None)


def sweep(days_later: int = 0) -> int:
    with clock.frozen(clock.now() + timedelta(days=days_later)):
        return rounds.open_warnings(clock.today())


def warnings() -> list[Case]:
    return list(db.session.scalars(db.select(Case).filter_by(kind=MATTER).order_by(Case.id)))


def test_three_complaints_in_thirty_days_open_one_warning(office: Flask) -> None:
    complain(1)
    complain(1, sample="report")
    assert sweep() == 0
    complain(1)
    assert sweep(31) == 0
    assert sweep(30) == 1
    (matter,) = warnings()
    assert (matter.employer_name, matter.region_code, matter.state) == (
        samples.EMPLOYER,
        REGION,
        "REGISTERED",
    )
    assert case_queries.last_answer(matter.id, "start") == {
        "subject": samples.EMPLOYER,
        "uscc": samples.USCC,
        "source": "DATA",
        "signals": [{"signal": "COMPLAINTS", "figure": 3}],
        "verifying_group": "hrss_inspection",
    }
    (task,) = db.session.scalars(db.select(Task).filter_by(case_id=matter.id))
    assert (task.step, task.group, task.case_number) == ("verify", "hrss_inspection", matter.number)
    assert sweep(30) == 0


def test_the_same_complaints_open_no_second_warning_after_the_first_was_closed(office: Flask) -> None:
    complain(3)
    assert sweep() == 1
    with transaction():
        warnings()[0].state = "CLOSED"
    assert sweep() == 0
    complain(3)
    assert sweep() == 1
    assert len(warnings()) == 2


def test_where_the_region_has_set_no_number_nothing_is_opened(office: Flask) -> None:
    complain(3, "341504")
    assert sweep() == 0
