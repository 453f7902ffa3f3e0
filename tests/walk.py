"""Plays a scenario of the main process over the API: the same data, the same end, nothing else but requests."""

from typing import Any

from app.cases import actions as case_actions
from app.cases.models import Case
from app.casework import queries
from app.db import db, transaction
from app.demo import people
from app.demo.player import PDF, Player
from app.forms.money import format_yuan
from tests.journey import Client, Json

COUNTER = "hrss_intake"
STATED = ("name", "id_no", "phone", "is_migrant", "months_unpaid", "bank_name", "bank_no")


def complaint(sample: str = "one_worker", region: str = "411221", **more: Any) -> Json:
    """A sample complaint as the API takes it, handed in at the counter."""
    stated = people.complaint(sample, region, **more)
    plain = ("channel", "kind", "place_of_work_code", "narrative")
    asked = ("wants_mediation", "mediation_filed", "arbitration_filed", "lawsuit_filed")
    return {name: getattr(stated, name) for name in (*plain, *asked)} | {
        "employer": {"name": stated.employer_name, "uscc": stated.employer_uscc},
        "project": {"name": stated.project_name, "nature": list(stated.natures)},
        "workers": [
            {name: getattr(worker, name) for name in STATED}
            | {"period_from": str(worker.period_from), "period_to": str(worker.period_to)}
            | {"owed": format_yuan(worker.owed)}
            for worker in stated.workers
        ],
    }


class ApiPlayer(Player):
    """One play of one scenario through a client; the database is only looked at to travel and to compare the end."""

    def __init__(self, scenario: dict[str, Any], client: Client) -> None:
        super().__init__(scenario)
        self.client = client

    def complete(self, task: Json, answers: Json, status: int) -> None:
        """Send the answers to a task that has been opened."""
        self.client.post(f"/tasks/{task['id']}/complete", {"answers": answers}, by=self.by, status=status)

    def _whole(self, start: dict[str, Any]) -> None:
        region = start.get("region", "411221")
        body = complaint(start.get("case", "one_worker"), region, **start.get("complaint", {}))
        number = self.client.post("/complaints", body, by=f"{COUNTER}@{region}", status=201)["number"]
        self._look()
        self.case = db.session.scalars(db.select(Case).filter_by(number=number)).one()
        self.run_id = queries.open_runs(self.case.id)[0].id

    def _matter(self, start: dict[str, Any]) -> None:
        asked = {"process": start["process"], "answers": self._answers(start.get("answers", {}))}
        opened = self.client.post("/matters", asked, by=self.by, status=201)
        self._look()
        self.case = db.session.scalars(db.select(Case).filter_by(number=opened["case"]["number"])).one()
        self.run_id = opened["id"]

    def _begin(self, start: dict[str, Any]) -> None:
        if "by" not in start:  # nobody starts this one: another process does
            super()._begin(start)
            return
        with transaction():  # whoever starts it beside the main run has had a step in that
            case_actions.take_part(self.case, *self.by.split("@"))
        answers = self._answers(start.get("answers", {}))
        self.run_id = self.client.start(self.case.number or "", start["process"], self.by, answers)["id"]
        self._look()

    def _run(self, step: dict[str, Any]) -> None:
        answers, status = self._answers(step.get("answers", {})), step.get("refused", 201)
        self.client.start(self.case.number or "", step["run"], self.by, answers, status)
        self._look()

    def _do(self, step: dict[str, Any]) -> None:
        task = self.client.open_task(self.case.number or "", step["do"], self.by)
        self.complete(task, self._answers(step.get("answers", {})), step.get("refused", 200))
        self._look()

    def _refused(self, step: dict[str, Any]) -> None:
        self._act(step)

    def _travel(self, by: str) -> None:
        self._look()
        super()._travel(by)
        self.client.tokens.clear()  # they last eight hours

    def _uploaded(self) -> str:
        return str(self.client.upload("凭证.pdf", PDF, self.by)["id"])

    def _look(self) -> None:
        """See what the server has committed."""
        db.session.rollback()
