"""Plays a scenario (docs/processes.md) against a running system: the notation here, the surface in a subclass."""

import json
from datetime import timedelta
from typing import Any

from app import clock
from app.demo.player import PDF
from tests.journey import Client, Json
from tests.system import System
from tests.walk import complaint

COUNTER = "hrss_intake"


class Driver:
    """One play of one scenario by somebody who only sees the system from outside."""

    def __init__(self, system: System, scenario: Json) -> None:
        self.system = system
        self.client = Client(system.base)
        self.scenario = scenario
        self.number = ""
        self.code = ""

    def play(self) -> None:
        """Complain, and take every step."""
        self.begin(self.complaint())
        self.after({})
        for number, step in enumerate(self.scenario["steps"], start=1):
            try:
                self.take(step)
                self.after(step)
            except Exception as fault:
                fault.add_note(f"step {number}: {json.dumps(step, ensure_ascii=False)[:300]}")
                raise

    def complaint(self) -> Json:
        """The scenario's complaint as it is handed in today."""
        start = self.scenario["start"]
        with clock.frozen(self.system.now()):
            return complaint(start["case"], start["region"], **start.get("complaint", {}))

    def take(self, step: Json) -> None:
        """Take one step."""
        answers = step.get("answers", {})
        if "travel" in step:
            self.travel(step["travel"])
        elif "run" in step:
            self.run(step["run"], step["by"], answers)
        else:
            self.do(step["do"], step["by"], answers, step.get("refused", 0))

    def travel(self, to: str) -> None:
        """Travel in time; whoever was signed in no longer is."""
        self.system.travel(to)
        self.client.tokens.clear()

    def given(self, value: Any, by: str) -> Any:
        """The answers of today: ``$today+5``, ``$now+4H`` and ``$upload`` stand for something."""
        if isinstance(value, dict):
            return {key: self.given(each, by) for key, each in value.items()}
        if isinstance(value, list):
            return [self.given(each, by) for each in value]
        if value == "$upload":
            return self.upload(by)
        if isinstance(value, str) and value.startswith("$today"):
            return (clock.local_date(self.system.now()) + timedelta(days=int(value[6:] or 0))).isoformat()
        if isinstance(value, str) and value.startswith("$now"):
            later = self.system.now() + timedelta(hours=int(value[4:].rstrip("H") or 0))
            return clock.local(later).isoformat(timespec="minutes")
        return value

    def after(self, step: Json) -> None:
        """Called after the complaint (without a step) and after every step."""

    def begin(self, complaint: Json) -> None:
        """Hand in the complaint; learn number and code."""
        raise NotImplementedError

    def do(self, step: str, by: str, answers: Json, refused: int) -> None:
        """Complete an open step, or be refused with a status."""
        raise NotImplementedError

    def run(self, process: str, by: str, answers: Json) -> None:
        """Start a side procedure."""
        raise NotImplementedError

    def upload(self, by: str) -> Any:
        """What stands for a file in an answer."""
        raise NotImplementedError


class ApiDriver(Driver):
    """Over the API, with a token for everybody."""

    def begin(self, complaint: Json) -> None:
        """At the counter; over the portal without a token."""
        public = complaint["channel"] == "PORTAL"
        by = "" if public else f"{COUNTER}@{self.scenario['start']['region']}"
        receipt = self.client.post("/complaints", complaint, by=by, status=201)
        self.number, self.code = receipt["number"], receipt["query_code"]

    def do(self, step: str, by: str, answers: Json, refused: int) -> None:
        """Find the open task, send the answers."""
        self.client.do(self.number, step, by, self.given(answers, by), status=refused or 200)

    def run(self, process: str, by: str, answers: Json) -> None:
        """Start it with the answers to its form."""
        self.client.start(self.number, process, by, self.given(answers, by))

    def upload(self, by: str) -> str:
        """The id of a file just handed in."""
        return str(self.client.upload("凭证.pdf", PDF, by)["id"])
