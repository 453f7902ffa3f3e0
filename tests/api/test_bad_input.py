"""What programs send that no program should: each is refused with a sentence, none breaks anything."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cases import listing
from tests.journey import Answer, Client, as_shown, complaint, worker

CLERK = "hrss_intake@411221"
JSON = {"Content-Type": "application/json"}
NUL, HALF = "\x00", "\\ud800"


def post(client: Client, body: str | bytes, path: str = "/complaints", **headers: str) -> Answer:
    return client.ask("POST", path, data=body, headers=JSON | headers)


def refused(answer: Answer, status: int) -> dict[str, Any]:
    """A refusal as the contract wants it."""
    said = answer.of(status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert said["status"] == status
    assert said["type"].startswith("urn:qingqian:problem:")
    assert said["title"]
    assert said["detail"]
    assert said["instance"].startswith("/api/v1/")
    return said


NOT_JSON = (
    "{",
    "nothing",
    '{"kind": "COMPLAINT",}',
    '{"kind": "COMPLAINT", "kind": "REPORT"}',
    '{"a": {"b": 1, "b": 2}}',
    '{"months_unpaid": NaN}',
    '{"months_unpaid": -Infinity}',
    '{"months_unpaid": 1e999}',
    '{"months_unpaid": ' + "9" * 5000 + "}",
    f'{{"narrative": "{HALF}"}}',
    f'{{"{HALF}": 1}}',
    "[" * 100_000,
    '{"a":' * 40 + "1" + "}" * 40,
    b"\xff\xfe{\x00}\x00",
    '{"narrative": "工资"}'.encode("gb18030"),
    "\ufeff{}",
)


def test_what_is_no_json_is_not_read(client: Client, subtests: pytest.Subtests) -> None:
    for body in NOT_JSON:
        with subtests.test(repr(body)[:60]):
            refused(post(client, body), 400)


def test_json_of_another_shape_is_refused(client: Client) -> None:
    for body in ("[]", '"text"', "5", "null", "true", "[[]]"):
        for path in ("/complaints", "/sessions"):
            refused(post(client, body, path), 422)


def test_nothing_at_all_says_what_is_missing(client: Client) -> None:
    assert "kind" in refused(client.ask("POST", "/complaints"), 422)["errors"]


def test_another_media_type_is_refused(client: Client) -> None:
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        headers = {"Content-Type": media_type}
        refused(client.ask("POST", "/complaints", data="kind=COMPLAINT", headers=headers), 415)


def test_a_body_of_more_than_2_mb_is_too_large(client: Client) -> None:
    large = json.dumps(complaint(narrative="欠" * (2 * 1024 * 1024)))
    refused(post(client, large), 413)
    refused(post(client, large, "/tasks/x/complete"), 413)


WRONG = (
    ({"kind": "SECRET"}, "kind"),
    ({"kind": None}, "kind"),
    ({"kind": ["COMPLAINT"]}, "kind"),
    ({"nothing": "of this"}, "nothing"),
    ({"channel": "NOWHERE"}, "channel"),
    ({"narrative": ""}, "narrative"),
    ({"narrative": " \u3000 "}, "narrative"),
    ({"narrative": f"欠{NUL}薪"}, "narrative"),
    ({"narrative": "欠\u202e薪"}, "narrative"),
    ({"narrative": "欠" * 5001}, "narrative"),
    ({"narrative": 5}, "narrative"),
    ({"wants_mediation": "yes"}, "wants_mediation"),
    ({"place_of_work_code": "渑池县"}, "place_of_work_code"),
    ({"place_of_work_code": 411221}, "place_of_work_code"),
    ({"place_of_work_code": NUL * 6}, "place_of_work_code"),
    ({"employer": {"address": "渑池县"}}, "employer.name"),
    ({"employer": "某单位"}, "employer"),
    ({"employer": {"name": "某单位", "uscc": "91411221MA9TEBT192"}}, "employer.uscc"),
    ({"employer": {"name": "某单位", "owner": "x"}}, "employer.owner"),
    ({"project": {"name": "某项目", "nature": ["MOON"]}}, "project.nature.0"),
    ({"workers": []}, "workers"),
    ({"workers": "张小满"}, "workers"),
    ({"workers": [worker()] * 2001}, "workers"),
    ({"workers": [{"name": "张小满"}]}, "workers.0.owed"),
    ({"workers": [worker(owed=8500)]}, "workers.0.owed"),
    ({"workers": [worker(owed=8500.5)]}, "workers.0.owed"),
    ({"workers": [worker(owed="-1")]}, "workers.0.owed"),
    ({"workers": [worker(owed="1.005")]}, "workers.0.owed"),
    ({"workers": [worker(owed="1e5")]}, "workers.0.owed"),
    ({"workers": [worker(owed="８５００")]}, "workers.0.owed"),
    ({"workers": [worker(owed="9" * 40)]}, "workers.0.owed"),
    ({"workers": [worker(), worker(2, id_no="411221198503020108")]}, "workers.1.id_no"),
    ({"workers": [worker(phone="123")]}, "workers.0.phone"),
    ({"workers": [worker(period_from="2026-02-30")]}, "workers.0.period_from"),
    ({"workers": [worker(period_from="20260201")]}, "workers.0.period_from"),
    ({"workers": [worker(months_unpaid="3")]}, "workers.0.months_unpaid"),
    ({"workers": [worker(months_unpaid=-1)]}, "workers.0.months_unpaid"),
    ({"workers": [worker(months_unpaid=10**30)]}, "workers.0.months_unpaid"),
    ({"workers": [worker(name="x" * 61)]}, "workers.0.name"),
)


def test_what_does_not_hold_is_named_by_dotted_path(client: Client, subtests: pytest.Subtests) -> None:
    for wrong, field in WRONG:
        with subtests.test(repr(wrong)[:60]):
            errors = refused(client.ask("POST", "/complaints", json=complaint(**wrong)), 422)["errors"]
            assert errors.keys() == {field}


def test_a_refused_complaint_leaves_nothing_behind(client: Client) -> None:
    client.ask("POST", "/complaints", json=complaint(workers=[worker(owed=8500)])).of(422)
    assert client.get("/cases", "hrss_inspection_lead@411221")["total"] == 0


NOT_A_LIST = (
    {"limit": "0"},
    {"limit": "201"},
    {"limit": "many"},
    {"limit": "9" * 400},
    {"cursor": "page 2"},
    {"cursor": "ZnJvbTotMQ=="},
    {"cursor": NUL},
    {"sort": "password_hash"},
    {"sort": "--due"},
    {"lamp": "pink"},
    {"group": "hrss_intake' or 1=1"},
    {"group": NUL},
    {"q": "x" * 201},
    {"colour": "red"},
)


def test_a_list_is_only_asked_for_what_it_knows(client: Client, subtests: pytest.Subtests) -> None:
    for query in NOT_A_LIST:
        with subtests.test(repr(query)[:60]):
            refused(client.ask("GET", "/tasks", by=CLERK, params=query), 422)


SEARCHES = (NUL, "'", '"', "' OR 1=1 --", "* OR *", "宏远 & !建设", "%", "\U0001f600", "a" * 200, ":*")


def test_any_text_may_be_searched_for(client: Client, subtests: pytest.Subtests) -> None:
    client.complain()
    for q in SEARCHES:
        with subtests.test(repr(q)[:60]):
            assert client.get("/tasks", CLERK, q=q)["total"] == 0
            assert client.get("/cases", CLERK, q=q)["total"] == 0


SORTS = [name for known in listing.SORTS for name in (known, f"-{known}")]


def test_cases_are_sorted_by_each_field(client: Client, subtests: pytest.Subtests) -> None:
    for sort in SORTS:
        with subtests.test(repr(sort)[:60]):
            client.get("/cases", CLERK, sort=sort)


ANSWERS = (
    [],
    "text",
    {"workers": {"0": {}}},
    {"workers": [[]]},
    {"workers": [None]},
    {"narrative": {"a": {"b": {}}}},
    {"narrative": NUL},
    {NUL: NUL},
    {"outcome": True},
)


def test_answers_of_another_shape_are_refused_and_drafts_keep_them(
    client: Client, subtests: pytest.Subtests
) -> None:
    task = client.open_task(client.complain()["number"], "register", CLERK)
    path = f"/tasks/{task['id']}"
    for answers in ANSWERS:
        with subtests.test(repr(answers)):
            refused(client.ask("POST", f"{path}/complete", by=CLERK, json={"answers": answers}), 422)
            paper = {"document": "complaint_receipt", "answers": answers}
            assert client.ask("POST", f"{path}/preview", by=CLERK, json=paper).status in (200, 422)
            kept = client.ask("PUT", f"{path}/draft", by=CLERK, json={"answers": answers})
            if isinstance(answers, dict):
                kept.of(200)
                assert client.get(path, CLERK)["data"] == answers
            else:
                refused(kept, 422)


def test_a_claim_that_sends_something_is_refused(client: Client) -> None:
    task = client.open_task(client.complain()["number"], "register", CLERK)
    refused(client.ask("POST", f"/tasks/{task['id']}/claim", by=CLERK, json={"for": "me"}), 422)
    client.ask("POST", f"/tasks/{task['id']}/claim", by=CLERK, json={}).of(200)


def test_answers_set_nothing_that_the_form_does_not_ask(client: Client) -> None:
    task = client.open_task(client.complain()["number"], "register", CLERK)
    answers = as_shown(task, case_id=1, state="CLOSED")
    said = client.ask("POST", f"/tasks/{task['id']}/complete", by=CLERK, json={"answers": answers})
    assert refused(said, 422)["errors"].keys() == {"case_id", "state"}


def test_refusals_are_in_chinese_unless_asked_otherwise(client: Client) -> None:
    for language in ("zh-CN", "de, fr", ""):
        answer = client.ask("POST", "/complaints", json={}, headers={"Accept-Language": language})
        assert refused(answer, 422)["title"] == "填写内容有误"
        assert answer.headers["Content-Language"] == "zh"


def test_refusals_are_in_english_for_whom_reads_english(client: Client) -> None:
    answer = client.ask("POST", "/complaints", json={}, headers={"Accept-Language": "en-GB,en;q=0.9"})
    refused(answer, 422)
    assert answer.headers["Content-Language"] == "en"


def test_pages_for_people_stay_pages(web: FlaskClient) -> None:
    answer = Client(web).ask("GET", "//no-such-page")
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("text/html")
