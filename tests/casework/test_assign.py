"""Where a step goes, and what happens where there is nobody to take it."""

import pytest

from app.casework import actions, incidents
from app.casework.actions import NoDepartment
from app.casework.models import Incident
from app.db import db, transaction
from app.org import queries as org
from app.org.models import Department
from tests.casework.conftest import Bench


def without(group: str, *regions: str) -> None:
    with transaction():
        rows = db.delete(Department).where(Department.group == group, Department.region_code.in_(regions))
        db.session.execute(rows)
    org.forget()


def test_a_step_goes_to_the_region_that_has_jurisdiction(on: Bench) -> None:
    assert on.task(on.open(), "review").region_code == "411221"


def test_where_no_department_holds_the_group_the_nearest_ancestor_does(on: Bench) -> None:
    without("hrss_intake", "411221")
    case = on.open()
    task = on.task(case, "review")
    assert (task.group, task.region_code) == ("hrss_intake", "411200")
    raised = [entry.what for entry in on.journal(case) if entry.verb == "task.raised"]
    assert raised == [{"task": task.id, "group": "hrss_intake", "to": "411200"}]


def test_where_nobody_does_it_is_an_incident_until_a_department_is_set_up(on: Bench) -> None:
    without("hrss_intake", "411221", "411200", "410000")
    case = on.open()
    (fault,) = incidents.unresolved()
    assert (fault.action, fault.task_id) == ("assign", on.task(case, "review").id)
    with pytest.raises(NoDepartment), incidents.moving("assign", task_id=fault.task_id):
        actions.assign_again(fault.task_id)
    assert incidents.unresolved() == [fault]
    with transaction():
        db.session.add(Department(group="hrss_intake", region_code="411200"))
    org.forget()
    with incidents.moving("assign", task_id=fault.task_id):
        actions.assign_again(fault.task_id)
    assert on.task(case, "review").region_code == "411200"
    assert db.session.query(Incident).filter_by(resolved_at=None).count() == 0
