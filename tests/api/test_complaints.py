"""Complaining and following a case: what the public may do without signing in."""

from datetime import timedelta

import pytest

from app import clock
from app.cases import queries
from app.db import db
from tests.journey import Client, as_shown, complaint, worker

CLERK = "hrss_intake@411221"


def test_a_complaint_gets_a_number_and_a_code(client: Client) -> None:
    receipt = client.complain()
    assert receipt["number"] == "411221202600001"
    assert len(receipt["query_code"]) >= 10
    assert receipt["duplicates"] == []


def test_the_public_always_comes_through_the_portal(client: Client) -> None:
    case = queries.by_number(client.complain(channel="COURT")["number"])
    assert case.channel == "PORTAL"


@pytest.mark.parametrize("channel", ["PORTAL", "12345", "COURT"])
def test_an_officer_says_where_it_came_in(client: Client, channel: str) -> None:
    case = queries.by_number(client.complain(by=CLERK, channel=channel)["number"])
    assert case.channel == channel


def test_an_officer_who_does_not_say_is_at_the_counter(client: Client) -> None:
    body = complaint()
    del body["channel"]
    number = client.post("/complaints", body, by=CLERK, status=201)["number"]
    assert queries.by_number(number).channel == "WINDOW"


def test_only_what_the_contract_requires_is_required(client: Client) -> None:
    least = {
        "kind": "COMPLAINT",
        "place_of_work_code": "411221",
        "employer": {"name": "某单位"},
        "narrative": "欠薪。",
        "workers": [{"name": "张小满", "owed": "1"}],
    }
    client.post("/complaints", least, status=201)
    report = {key: value for key, value in least.items() if key != "workers"} | {"kind": "REPORT"}
    client.post("/complaints", report, status=201)


def test_who_is_complained_of_may_be_a_person_without_a_credit_code(client: Client) -> None:
    """个人承包经营者、注销后的出资人: the same person may be owed wages in another case."""
    somebody = {"name": "李大雪", "kind": "PERSON", "id_no": worker()["id_no"]}
    case = queries.by_number(client.complain(employer=somebody)["number"])
    assert [(party.kind, party.name, party.uscc) for party in case.parties] == [("PERSON", "李大雪", None)]
    assert case.parties[0].id_no == case.claims[0].id_no


def test_a_likely_duplicate_is_named_and_never_refused(client: Client) -> None:
    first, second = client.complain(), client.complain()
    assert second["duplicates"] == [first["number"]]


def test_an_unknown_place_goes_to_the_nearest_region_above(client: Client) -> None:
    assert client.complain(place_of_work_code="411299")["number"].startswith("411200")


def test_where_nobody_is_known_it_says_where_to_turn(client: Client) -> None:
    said = client.post("/complaints", complaint(place_of_work_code="650100"), status=422)
    assert "12333" in said["errors"]["place_of_work_code"][0]


def test_amounts_are_kept_to_the_fen(client: Client) -> None:
    number = client.complain(
        workers=[worker(owed="8500"), worker(2, owed="0.1"), worker(3, owed="12,000.05")]
    )["number"]
    assert [claim.claimed for claim in queries.by_number(number).claims] == [8500_00, 10, 12_000_05]


def test_the_same_key_gives_the_same_answer_for_a_day(client: Client) -> None:
    def send(**more: object):
        return client.ask("POST", "/complaints", json=complaint(**more), headers={"Idempotency-Key": "k-1"})

    first = send().of(201)
    assert send().of(201) == first
    assert send(narrative="另一件事").of(422)["errors"].keys() == {"Idempotency-Key"}
    with clock.frozen(clock.now() + timedelta(hours=24)):
        assert send().of(201) != first


def test_a_key_belongs_to_the_caller_who_chose_it(client: Client) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = client.ask("POST", "/complaints", json=complaint(), headers=headers).of(201)
    other = client.ask("POST", "/complaints", json=complaint(), headers=headers, by=CLERK).of(201)
    assert first["number"] != other["number"]


def test_a_refused_complaint_uses_up_no_key(client: Client) -> None:
    headers = {"Idempotency-Key": "k-1"}
    client.ask("POST", "/complaints", json=complaint(kind="X"), headers=headers).of(422)
    client.ask("POST", "/complaints", json=complaint(), headers=headers).of(201)


def test_the_code_is_kept_in_no_table_as_it_is(client: Client) -> None:
    code = client.ask("POST", "/complaints", json=complaint(), headers={"Idempotency-Key": "k"}).of(201)[
        "query_code"
    ]
    (kept,) = db.session.execute(db.text("select response from idempotency_key")).one()
    assert code.encode() not in bytes(kept)


def progress(client: Client, receipt: dict, code: str | None = None):
    return client.ask(
        "GET", f"/complaints/{receipt['number']}", params={"code": code or receipt["query_code"]}
    )


def test_progress_says_in_plain_words_where_the_case_is(client: Client) -> None:
    receipt = client.complain()
    said = progress(client, receipt).of(200)
    assert said["stage"] == "REGISTERED"
    assert said["due"] == "2026-08-10"
    assert [step["text"] for step in said["steps"]] == ["收到您的投诉"]
    client.do(receipt["number"], "register", CLERK, as_shown)
    (paper,) = progress(client, receipt).of(200)["documents_for_you"]
    assert paper["title"] == "收件回执"


def test_progress_names_nobody(client: Client) -> None:
    receipt = client.complain(
        kind="REPORT", workers=[worker(), worker(2)], reporter={"name": "孙不二", "phone": "13911112222"}
    )
    client.do(receipt["number"], "register", CLERK, as_shown)
    said = progress(client, receipt).content.decode()
    for hidden in ("孙不二", "13911112222", "张小满", "李立夏", "hrss_intake", "人社受理窗口"):
        assert hidden not in said


def test_a_wrong_code_and_a_wrong_number_look_the_same(client: Client) -> None:
    receipt = client.complain()
    wrong = progress(client, receipt, "AAAAAAAAAAAA")
    missing = progress(client, {"number": "411221202699999"}, "AAAAAAAAAAAA")
    assert wrong.status == missing.status == 404
    assert {**wrong.json, "instance": ""} == {**missing.json, "instance": ""}


def test_ten_wrong_codes_lock_the_number_for_an_hour(client: Client) -> None:
    receipt = client.complain()
    for _try in range(10):
        assert progress(client, receipt, "AAAAAAAAAAAA").status == 404
    locked = progress(client, receipt)
    assert locked.status == 429
    assert locked.headers["Retry-After"] == "3600"
    assert progress(client, client.complain()).status == 200
