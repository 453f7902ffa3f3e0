"""A case over the API: who sees it, what of it, and how much it costs to show."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from app import clock
from app.cases import queries
from app.db import db, transaction
from app.ledgers import actions as ledgers
from app.paths import PROCESSES
from tests.journey import Client, as_shown, worker

CLERK, LEAD, OTHER_COUNTY = "hrss_intake@411221", "hrss_inspection_lead@411221", "hrss_intake@341504"


@pytest.fixture
def number(client: Client) -> str:
    return client.complain(workers=[worker(), worker(2, owed="12000.05")])["number"]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def asked(client: Client, path: str) -> int:
    client.get(path, CLERK)
    with statements() as seen:
        client.get(path, CLERK)
    return len(seen)


PARTS = ("", "/timeline", "/claims", "/deadlines", "/documents", "/ledger", "/runs", "/diagram")


def test_a_case_is_there_only_for_those_who_may_see_it(client: Client, number: str) -> None:
    for part in PARTS:
        client.get(f"/cases/{number}{part}", CLERK)
        client.get(f"/cases/{number}{part}", LEAD)
        client.get(f"/cases/{number}{part}", OTHER_COUNTY, 404)
        client.get(f"/cases/411221202699999{part}", CLERK, 404)
        client.get(f"/cases/{number}{part}", "", 401)


def test_the_list_shows_only_what_one_may_see(client: Client, number: str) -> None:
    assert [case["number"] for case in client.get("/cases", LEAD)["items"]] == [number]
    assert client.get("/cases", OTHER_COUNTY)["items"] == []


def test_the_list_is_filtered(client: Client, number: str) -> None:
    def found(**filters: str) -> int:
        return client.get("/cases", LEAD, **filters)["total"]

    assert (
        found(q="李立夏")
        == found(region="410000")
        == found(state="REGISTERED")
        == found(kind="COMPLAINT")
        == 1
    )
    assert found(q="王五") == found(region="340000") == found(state="CLOSED") == found(kind="REPORT") == 0


def test_numbers_of_people_are_masked_everywhere_in_a_case(client: Client, number: str) -> None:
    claim = client.get(f"/cases/{number}/claims", CLERK)["items"][0]
    assert claim["id_no"].endswith("0107")
    assert "*" in claim["id_no"]
    assert "*" in claim["phone"]
    hidden = [(each.id_no, each.phone) for each in queries.by_number(number).claims]
    for part in PARTS:
        said = client.ask("GET", f"/cases/{number}{part}", by=CLERK).content.decode()
        assert not any(text in said for pair in hidden for text in pair)


def test_money_is_yuan_with_two_decimals(client: Client, number: str) -> None:
    with transaction():
        case = queries.by_number(number)
        ledgers.pay(case, {1: 500_00}, source="EMPLOYER", paid_on=clock.today(), by=CLERK)
    assert client.get(f"/cases/{number}", CLERK)["totals"] == {
        "claimed": "20500.05",
        "owed": "20500.05",
        "reached": "500.00",
        "outstanding": "20000.05",
    }
    ledger = client.get(f"/cases/{number}/ledger", CLERK)
    assert ledger["claims"][0] == {
        "claim": "1",
        "name": "张小满",
        "owed": "8500.00",
        "reached": "500.00",
        "outstanding": "8000.00",
        "from_fund": "0.00",
        "recovered": "0.00",
    }
    (transfer,) = ledger["transfers"]
    assert sorted(posting["amount"] for posting in transfer["postings"]) == ["-500.00", "500.00"]


def test_deadlines_explain_themselves_day_by_day(client: Client, number: str) -> None:
    clocks = client.get(f"/cases/{number}/deadlines", CLERK)["items"]
    assert {clock["due"] for clock in clocks} == {"2026-08-10"}
    assert clocks[0]["days"][-1]["date"] == "2026-08-10"
    assert clocks[0]["article"]


def test_the_timeline_is_the_journal(client: Client, number: str) -> None:
    entries = client.get(f"/cases/{number}/timeline", CLERK)["items"]
    assert [entry["serial"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0]["verb"] == "case.register"
    page = client.get(f"/cases/{number}/timeline", CLERK, limit=1)
    assert (page["items"], page["total"]) == (entries[:1], len(entries))
    following = client.get(f"/cases/{number}/timeline", CLERK, limit=1, cursor=page["next_cursor"])
    assert following["items"] == entries[1:2]


def test_the_diagram_shows_where_the_case_is(client: Client, number: str) -> None:
    client.do(number, "register", CLERK, as_shown)
    main = client.get(f"/cases/{number}/diagram", CLERK)
    assert (main["process"], main["active"]) == ("wage_case", ["intake"])
    called = client.get(f"/cases/{number}/diagram", CLERK, process="intake_triage")
    assert called["active"] == ["review"]
    assert "register" in called["done"]
    assert 'name="人社受理窗口"' in called["xml"]
    client.get(f"/cases/{number}/diagram", CLERK, 422, process="mediation")
    client.get(f"/cases/{number}/diagram", CLERK, 422, run=999)


def test_lanes_are_named_in_the_readers_language(client: Client, number: str) -> None:
    path, english = f"/cases/{number}/diagram", {"Accept-Language": "en"}
    answer = client.ask("GET", path, by=CLERK, params={"process": "intake_triage"}, headers=english)
    assert 'name="HRSS intake desk"' in answer.of(200)["xml"]


def test_runs_say_where_they_are(client: Client, number: str) -> None:
    (run,) = client.get(f"/cases/{number}/runs", CLERK)["items"]
    assert (run["process"], run["status"], run["result"]) == ("wage_case", "open", None)
    assert {"process": "intake_triage", "element": "register"} in run["where"]


def test_starting_a_side_procedure_is_refused_in_the_order_of_the_contract(
    client: Client, number: str
) -> None:
    path = f"/cases/{number}/runs"
    client.post(path, {"process": "no_such_process", "answers": {}}, by=CLERK, status=404)
    client.post(path, {"process": "closing", "answers": {}}, by=CLERK, status=404)
    client.post(path, {"process": "joint_interview"}, by=OTHER_COUNTY, status=404)
    assert client.post(path, {"process": "joint_interview"}, by=CLERK, status=403)["reason"] == "not_starter"
    assert client.post(path, {"process": "joint_interview"}, by="zhiqian_office@411221", status=422)["errors"]
    client.post(path, {"x": 1}, by=CLERK, status=422)


def test_a_side_procedure_is_started_with_its_form(client: Client, number: str) -> None:
    played = PROCESSES / "joint_interview" / "scenarios" / "commitment_kept.json"
    proposal = json.loads(played.read_text(encoding="utf-8"))["start"]["answers"]
    office = "zhiqian_office@411221"
    said = client.start(number, "joint_interview", office, proposal)
    assert (said["process"], said["status"], said["case"]["number"]) == ("joint_interview", "open", number)
    assert [run["process"] for run in client.get(f"/cases/{number}/runs", office)["items"]] == [
        "wage_case",
        "joint_interview",
    ]
    assert client.start(number, "joint_interview", office, proposal, status=409)["state"] == "open"


def test_showing_a_case_costs_the_same_however_large_it_is(client: Client, number: str) -> None:
    large = client.complain(workers=[worker(serial) for serial in range(1, 12)])["number"]
    assert asked(client, f"/cases/{number}") == asked(client, f"/cases/{large}") <= 12


def test_an_inbox_costs_the_same_however_full_it_is(client: Client, office: Flask) -> None:
    for _case in range(2):
        client.complain()
    few = asked(client, "/tasks")
    for _case in range(8):
        client.complain()
    assert asked(client, "/tasks") == few <= 6
