"""An office with small processes, and a word that breaks when it is told to."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.cases import queries as case_queries
from app.cases.models import Case, Entry
from app.cases.move import Move
from app.casework import actions, incidents
from app.casework.models import CaseRun
from app.db import db, transaction
from app.engine import operations
from app.engine.operations import Word
from app.errors import AppError
from app.inbox.models import Task
from app.org import queries as org
from app.org.models import User
from tests import samples
from tests.casework import bench


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception | None]:
    """What the word ``test.break`` raises: whatever stands under "raise"."""
    said: dict[str, Exception | None] = {"raise": None}

    def break_(_move: Move) -> None:
        if said["raise"] is not None:
            raise said["raise"]

    words = operations._words["operation"]
    monkeypatch.setitem(words, "test.break", Word("test.break", "operation", break_, "", ()))
    return said


@dataclass
class Bench:
    """Short ways to say who does what."""

    def user(self, name: str) -> User:
        found = org.user_by_name(name)
        assert found, name
        return found

    def open(self, sample: str = "one_worker", **more: object) -> Case:
        with transaction():
            return actions.open_case(samples.complaint(sample, **more), None).case

    def task(self, case: Case, step: str) -> Task:
        """The newest task of a step."""
        wanted = (
            db.select(Task).filter_by(case_id=case.id, step=step).order_by(Task.created_at.desc(), Task.id)
        )
        found = db.session.scalars(wanted).first()
        assert found, f"{step} was never open"
        return found

    def open_steps(self, case: Case) -> list[str]:
        wanted = db.select(Task.step).where(Task.case_id == case.id, Task.state.in_(("open", "claimed")))
        return list(db.session.scalars(wanted.order_by(Task.step)))

    def do(self, case: Case, step: str, by: str, outcome: str = "DONE", **more: object) -> Task:
        """Complete a step as an edge does."""
        task, user = self.task(case, step), self.user(by)
        with incidents.moving("complete", task_id=task.id):
            return actions.complete_task(task.id, {"outcome": outcome, **more}, user)

    def refused(self, case: Case, step: str, by: str, outcome: str = "DONE", **more: object) -> AppError:
        with pytest.raises(AppError) as refusal:
            self.do(case, step, by, outcome, **more)
        return refusal.value

    def journal(self, case: Case) -> list[Entry]:
        return case_queries.timeline(case.id)

    def run(self, case: Case, process: str = "wage_case") -> CaseRun:
        wanted = db.select(CaseRun).filter_by(case_id=case.id, process=process).order_by(CaseRun.id.desc())
        return db.session.scalars(wanted).first()


@pytest.fixture
def on(office: Flask, fault: dict[str, Exception | None]) -> Bench:
    """The office with the small processes deployed."""
    with transaction():
        bench.deploy_all()
    return Bench()
