"""A county's office with tasks laid out by hand."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.cases.models import Case
from app.db import db, transaction
from app.inbox.models import Task
from tests import samples

_serial = itertools.count(1)


def a_case(**more: object) -> Case:
    """A numbered case, in the open transaction."""
    return samples.registered(**more)


def a_task(case: Case, **given: Any) -> Task:
    """A task of a case, in the open transaction."""
    defaults = {
        "id": f"{next(_serial):036}",
        "case_id": case.id,
        "run_id": 1,
        "process": "wage_case",
        "step": "review",
        "name": "审查",
        "group": "hrss_intake",
        "region_code": "411221",
        "state": "open",
        "created_at": clock.now(),
        "case_number": case.number,
        "employer_name": case.employer_name,
    }
    task = Task(**(defaults | given))
    db.session.add(task)
    return task


@pytest.fixture
def tasks(office: Flask) -> Callable[..., list[Task]]:
    """Make tasks of one case: a dictionary each."""

    def make(*rows: dict[str, Any], **case: object) -> list[Task]:
        with transaction():
            new = a_case(**case)
            return [a_task(new, **row) for row in rows]

    return make
