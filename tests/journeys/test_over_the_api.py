"""The three journeys of the product against a running system, over the API."""

from tests.journey import Client, Json
from tests.journeys.checks import OFFICE, must_be_settled, must_be_whole
from tests.journeys.driver import ApiDriver
from tests.scenarios import scenario
from tests.system import System

HANDLER = "hrss_inspection@411221"


def papers(client: Client, number: str) -> list[str]:
    """The kinds of papers that were issued."""
    return [paper["document"] for paper in client.get(f"/cases/{number}/documents", OFFICE)["items"]]


class HandlerTries(ApiDriver):
    """Whoever handled the case tries to write it off as well."""

    def after(self, step: Json) -> None:
        """Once it is archived, only the write-off is left."""
        if step.get("do") == "archive":
            task = self.client.open_task(self.number, "review_ledger", OFFICE)
            answers = self.scenario["steps"][-1]["answers"]
            self.client.post(f"/tasks/{task['id']}/complete", {"answers": answers}, HANDLER, status=403)


def test_j1_twelve_workers_get_all_and_the_fund_its_advance(system: System) -> None:
    journey = HandlerTries(system, scenario("wage_case", "j1_twelve_workers"))
    journey.play()
    client, number = journey.client, journey.number

    entries = client.get(f"/cases/{number}/timeline", OFFICE, limit=200)["items"]
    rules = [entry["what"] for entry in entries if entry["verb"] == "rule.ask"]
    threshold = next(rule for rule in rules if rule["rule"] == "criminal_threshold")
    assert threshold["status"] == "decided"
    assert threshold["rows"]
    ledger = must_be_settled(client, number)
    assert [claim["owed"] for claim in ledger["claims"]] == ["9000.00"] * 12
    advance, payment = ledger["transfers"]
    assert (advance["kind"], payment["kind"]) == ("ADVANCE", "PAY")
    for serial in map(str, range(1, 13)):
        parts = {
            posting["account"]: posting["amount"]
            for posting in payment["postings"]
            if posting["claim"] == serial
        }
        assert parts == {"debtors": "-9000.00", "fund:411221": "1500.00", "reached": "7500.00"}
    assert set(journey.scenario["end"]["documents"]) <= set(papers(client, number))
    must_be_whole(system, number)


class Followed(ApiDriver):
    """The complainant looks after every step how things stand."""

    def __init__(self, system: System, scenario: Json) -> None:
        super().__init__(system, scenario)
        self.seen: list[tuple[str, str]] = []
        self.told: Json = {}

    def after(self, step: Json) -> None:
        """Ask with number and code, without signing in."""
        self.told = self.client.get(f"/complaints/{self.number}", code=self.code)
        said = (self.told["stage"], self.told["stage_text"])
        if said not in self.seen:
            self.seen.append(said)


def test_j2_a_worker_follows_every_stage_of_a_mediation_in_two_instalments(system: System) -> None:
    journey = Followed(system, scenario("wage_case", "j2_one_worker"))
    journey.play()
    assert [stage for stage, _text in journey.seen] == [
        "REGISTERED", "MEDIATING", "DECIDED", "PAID_PARTIAL", "CLOSE_REVIEW", "CLOSED",
    ]  # fmt: skip
    assert len({text for _stage, text in journey.seen}) == len(journey.seen)
    steps = [step["text"] for step in journey.told["steps"]]
    assert steps.index("工资已支付一部分") < steps.index("工资已全部支付") < steps.index("已结案")
    must_be_settled(journey.client, journey.number)
    must_be_whole(system, journey.number)


def test_j3_an_item_that_is_final_and_one_that_is_not_get_two_awards(system: System) -> None:
    journey = ApiDriver(system, scenario("wage_case", "arbitrated"))
    journey.play()
    issued = papers(journey.client, journey.number)
    awards = ("guidance_notice", "advance_enforcement_award", "final_award", "nonfinal_award")
    assert [issued.count(kind) for kind in awards] == [1, 1, 1, 1]
    must_be_settled(journey.client, journey.number)
    must_be_whole(system, journey.number)
