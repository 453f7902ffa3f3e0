"""Plays a scenario: a walk through a process, written as data beside it (docs/processes.md)."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.actions import Complaint
from app.cases.models import Case
from app.cases.move import Move
from app.casework import actions, advance, definitions, matters, queries, terms
from app.casework.models import CaseRun
from app.db import db, transaction
from app.demo import people
from app.documents import actions as documents
from app.documents import files, uploads
from app.documents import queries as document_queries
from app.errors import AppError
from app.inbox.models import Task
from app.ledgers import actions as ledgers
from app.ledgers import queries as ledger_queries
from app.org import queries as org
from app.org.models import User
from app.paths import PROCESSES

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
UNITS = {"D": "days", "H": "hours", "M": "minutes"}


def paths() -> list[Path]:
    """Every scenario of every process."""
    return sorted(PROCESSES.glob("*/scenarios/*.json"))


class Player:
    """One play of one scenario, in the open application context."""

    def __init__(self, scenario: dict[str, Any]) -> None:
        self.scenario = scenario
        self.now = clock.now()
        self.case: Case
        self.run_id = 0
        self.by = "system"
        self.passed: dict[str, set[str]] = {}

    def play(self) -> None:
        """Start, take every step, and compare the end.

        :raises AssertionError: a step is not open, an end is not reached, or the end differs.
        """
        self.walk()
        with clock.frozen(self.now):
            self._compare()

    def walk(self, until: str = "") -> None:
        """Start and take the steps, up to the first one of a name if it is given."""
        with clock.frozen(self.now):
            self._start()
        for number, step in enumerate(self.scenario["steps"], start=1):
            if until and step.get("do") == until:
                return
            try:
                with clock.frozen(self.now):
                    self._take(step)
            except Exception as fault:
                fault.add_note(
                    f"step {number}: {json.dumps(step, ensure_ascii=False)[:300]}; open: {self._open()}"
                )
                raise
        assert not until, f"no step {until}"

    def _start(self) -> None:
        start = self.scenario["start"]
        if at := start.get("at"):
            self.now = datetime.fromisoformat(at).replace(tzinfo=clock.SHANGHAI)
        process, self.by = start["process"], start.get("by", "system")
        properties = definitions.definition(definitions.active(process).id).properties(process)
        with clock.frozen(self.now):
            if properties.get("opens"):
                self._matter(start)
            elif process == queries.MAIN and not start.get("entry"):
                self._whole(start)
            else:
                with transaction():
                    self._prepare(start)
                self._begin(start)
            self._settle()

    def _complaint(self, start: dict[str, Any]) -> Complaint:
        sample, region = start.get("case", "one_worker"), start.get("region", "411221")
        return people.complaint(sample, region, **start.get("complaint", {}))

    def _whole(self, start: dict[str, Any]) -> None:
        """A case with its main run."""
        with transaction():
            self.case = actions.open_case(self._complaint(start), None).case
        self.run_id = queries.open_runs(self.case.id)[0].id

    def _matter(self, start: dict[str, Any]) -> None:
        """What is worked on without a wage case, as its starters open it."""
        with transaction():
            answers = self._answers(start.get("answers", {}))
            self.case = matters.open_matter(start["process"], answers, self._user())
        self.run_id = queries.runs(self.case.id)[0].id

    def _user(self) -> User:
        user = org.user_by_name(self.by)
        assert user, f"no user {self.by}"
        return user

    def _prepare(self, start: dict[str, Any]) -> None:
        """A case without its main run: the process is played by itself."""
        self.case = case_actions.register(self._complaint(start), "system")
        case_actions.draw_number(self.case)
        for name, value in start.get("facts", {}).items():
            case_actions.set_fact(self.case, name, self._day(value))
        if state := start.get("state"):
            self.case.state = state
        for kind in start.get("served", []):
            self._served(kind)
        if verified := start.get("verified"):
            ledgers.determine(self.case, {int(k): int(v) for k, v in verified.items()}, "system")
        documents.draw_numbers(self.case)

    def _begin(self, start: dict[str, Any]) -> None:
        """Start the process on the case: as a person does, or as another process would."""
        with transaction():
            if "by" in start:
                answers = self._answers(start.get("answers", {}))
                row = actions.start_run(self.case, start["process"], answers, self._user())
            else:
                row = advance.new_run(self.case, start["process"], "system", start.get("entry", ""))
                move = Move(case=self.case, run_id=row.id, process=row.process, today=clock.today())
                advance.start(row, move)
                advance.work_off(move)
                terms.follow_clocks()
            documents.draw_numbers(self.case)
        self.run_id = row.id

    def _served(self, kind: str) -> None:
        move = Move(case=self.case, run_id=0, process="", today=clock.today(), task_id=None, answers={})
        documents.issue(move, kind)
        documents.serve(
            move, kind, {"method": "DIRECT", "served_on": clock.today().isoformat(), "receiver": "收件人"}
        )

    def _take(self, step: dict[str, Any]) -> None:
        self.by = step.get("by", "system")
        if "travel" in step:
            self._travel(step["travel"])
        elif "message" in step:
            with transaction():
                advance.send(
                    self.case, step["message"], f"scenario:{self.now.isoformat()}", step.get("value")
                )
                actions.deliver(self.case)
        elif "refused" in step:
            self._refused(step)
        else:
            self._act(step)
        self._settle()

    def _act(self, step: dict[str, Any]) -> None:
        if "run" in step:
            self._run(step)
        else:
            self._do(step)

    def _run(self, step: dict[str, Any]) -> None:
        user = self._user()
        with transaction():
            row = actions.start_run(self.case, step["run"], self._answers(step.get("answers", {})), user)
            if step["run"] == queries.MAIN:
                self.run_id = row.id

    def _do(self, step: dict[str, Any]) -> None:
        user = self._user()
        task = self._task(step)
        with transaction():
            actions.complete_task(task.id, self._answers(step.get("answers", {})), user)

    def _refused(self, step: dict[str, Any]) -> None:
        """The step is tried and must be refused with this status."""
        try:
            self._act(step)
        except AppError as refusal:
            if refusal.status != step["refused"]:
                raise
        else:
            raise AssertionError(f"{step.get('do') or step.get('run')} was not refused")

    def _task(self, step: dict[str, Any]) -> Task:
        wanted = db.select(Task).where(
            Task.case_id == self.case.id, Task.step == step["do"], Task.state.in_(("open", "claimed"))
        )
        if "item" in step:
            wanted = wanted.where(Task.item == step["item"])
        tasks = list(db.session.scalars(wanted.order_by(Task.created_at, Task.id)))
        assert tasks, f"step {step['do']} is not open"
        return tasks[0]

    def _travel(self, by: str) -> None:
        if by.startswith("="):
            self.now = datetime.fromisoformat(by[1:]).replace(tzinfo=clock.SHANGHAI)
        else:
            self.now += timedelta(**{UNITS[by[-1]]: int(by[:-1])})
        with clock.frozen(self.now):
            for _round in range(20):
                due = [
                    row.id
                    for row in queries.open_runs(self.case.id)
                    if row.wake_at is not None and row.wake_at <= clock.now()
                ]
                if not due:
                    return
                for run_id in due:
                    with transaction():
                        actions.wake(run_id)
        raise AssertionError("timers fire for ever")

    def _answers(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._answers(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._answers(each) for each in value]
        if value == "$upload":
            return self._uploaded()
        if isinstance(value, str) and value.startswith("$payment"):
            paid = [row.id for row in ledger_queries.statement(self.case.id) if row.kind == "PAY"]
            return str(paid[int(value[8:]) - 1])
        return self._day(value)

    def _uploaded(self) -> str:
        """A small file, handed in by whoever takes the step."""
        kept = uploads.upload(files.receive(BytesIO(PDF)), "凭证.pdf", self.by)
        db.session.flush()
        return kept.id

    def _day(self, value: Any) -> Any:
        """``$today``, ``$today+5`` and ``$now+4H`` stand for dates and instants of the play."""
        if isinstance(value, str) and value.startswith("$today"):
            return (clock.today() + timedelta(days=int(value[6:] or 0))).isoformat()
        if isinstance(value, str) and value.startswith("$now"):
            hours = int(value[4:].rstrip("H") or 0)
            return clock.local(clock.now() + timedelta(hours=hours)).isoformat(timespec="minutes")
        return value

    def _settle(self) -> None:
        db.session.expire_all()
        for row in db.session.scalars(db.select(CaseRun).filter_by(case_id=self.case.id)):
            for process, elements in row.passed.items():
                self.passed.setdefault(process, set()).update(elements)

    def _open(self) -> list[str]:
        db.session.rollback()
        tasks = db.session.scalars(
            db.select(Task).where(Task.case_id == self.case.id, Task.state.in_(("open", "claimed")))
        )
        return [f"{task.step}@{task.group}@{task.region_code}" for task in tasks]

    def _compare(self) -> None:
        end = self.scenario["end"]
        row = db.session.get_one(CaseRun, self.run_id)
        if "result" in end:
            assert (row.status, row.result) == ("finished", end["result"]), (
                f"{row.status}; open: {self._open()}"
            )
        if "state" in end:
            assert self.case.state == end["state"], self.case.state
        kinds = [document.kind for document in document_queries.of_case(self.case.id)]
        missing = [kind for kind in end.get("documents", []) if kind not in kinds]
        assert not missing, f"papers not issued: {missing}; issued: {kinds}"
        facts = case_queries.facts(self.case.id)
        for name, value in end.get("facts", {}).items():
            assert facts.get(name) == self._day(value), f"{name}: {facts.get(name)!r}"
        if end.get("settled"):
            wrong = [s for s in ledger_queries.standings(self.case.id) if s.outstanding or s.to_recover]
            assert not wrong, f"not settled: {wrong}"
