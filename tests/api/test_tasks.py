"""The inbox over the API: boxes, one task, and the moves with it."""

import pytest

from app.cases import queries as cases
from app.casework import actions
from app.db import db
from app.inbox.models import Task
from tests.journey import Client, as_shown

CLERK, POLICE, OTHER_COUNTY = "hrss_intake@411221", "police@411221", "hrss_intake@341504"
FIELDS = {
    "id", "name", "process", "step", "group", "case", "employer", "state", "claimed_by", "due", "lamp", "created_at",
}  # fmt: skip


@pytest.fixture
def number(client: Client) -> str:
    return client.complain()["number"]


@pytest.fixture
def task(client: Client, number: str) -> dict:
    return client.open_task(number, "register", CLERK)


def move(client: Client, task: dict, verb: str, by: str = CLERK, **body: object):
    return client.ask("POST", f"/tasks/{task['id']}/{verb}", by=by, **({"json": body} if body else {}))


def test_a_list_shows_these_fields(client: Client, number: str) -> None:
    (item,) = client.tasks(CLERK, number)
    assert item.keys() == FIELDS
    assert item["group"] == CLERK
    assert item["case"] == number
    assert (item["due"], item["lamp"], item["state"]) == ("2026-08-04", "green", "open")


def test_the_boxes_are_disjoint(client: Client, number: str, task: dict) -> None:
    def boxes() -> list[int]:
        return [client.get("/tasks", CLERK, box=box)["total"] for box in ("todo", "claimed", "done")]

    assert boxes() == [1, 0, 0]
    move(client, task, "claim").of(200)
    assert boxes() == [0, 1, 0]
    move(client, task, "complete", answers=as_shown(task)).of(200)
    assert boxes() == [1, 0, 1]


def test_a_box_that_does_not_exist_is_refused_with_those_that_do(client: Client) -> None:
    for box in ("copied", "started"):
        said = client.get("/tasks", CLERK, 422, box=box)
        assert "todo、claimed、done" in said["errors"]["box"][0]


def test_lists_page_by_cursor(client: Client) -> None:
    for _case in range(5):
        client.complain()
    seen, cursor = [], None
    while True:
        page = client.get(
            "/tasks", CLERK, limit=2, sort="-created_at", **({"cursor": cursor} if cursor else {})
        )
        assert page["total"] == 5
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5


def test_lists_are_filtered(client: Client, number: str) -> None:
    def found(**filters: str) -> int:
        return client.get("/tasks", CLERK, **filters)["total"]

    assert found(lamp="green") == found(group="hrss_intake") == found(group=CLERK) == found(q="示例建筑") == 1
    assert found(lamp="black") == found(group="hrss_intake@411200") == found(q="没有这家") == 0


def test_one_task_says_all_that_is_needed_to_do_it(client: Client, task: dict) -> None:
    assert task.keys() > FIELDS | {"instructions", "form", "data", "actions", "deadlines", "documents"}
    assert task["form"]["properties"]["workers"]["type"] == "array"
    assert next(iter(task["form"]["properties"])) == "employer_name"
    assert "x-ui" in task["form"]
    assert task["data"]["workers"][0]["owed"] == "8500.00"
    assert task["actions"] == ["claim", "draft", "preview", "complete"]
    assert task["deadlines"][0]["days"] == [{"date": "2026-08-04", "counted": True, "reason": "workday"}]
    assert [paper["document"] for paper in task["documents"]] == ["complaint_receipt"]


def test_whoever_sees_the_case_sees_the_task_but_not_what_it_holds(
    client: Client, number: str, task: dict
) -> None:
    seen = client.get(f"/tasks/{task['id']}", "hrss_inspection_lead@411221")
    assert seen["actions"] == []
    assert seen["data"] == {}


def test_a_draft_is_kept_as_typed_and_shown_again(client: Client, task: dict) -> None:
    typed = {"employer_name": "", "workers": "不是列表", "nobody_asked": [1, {"x": None}]}
    client.ask("PUT", f"/tasks/{task['id']}/draft", by=CLERK, json={"answers": typed}).of(200)
    assert client.get(f"/tasks/{task['id']}", CLERK)["data"] == typed


def test_a_preview_is_a_pdf_and_changes_nothing(client: Client, task: dict) -> None:
    answer = move(client, task, "preview", document="complaint_receipt", answers={"narrative": 5})
    assert answer.status == 200
    assert answer.content.startswith(b"%PDF-")
    assert client.get(f"/cases/{task['case']}/documents", CLERK)["total"] == 0
    assert (
        "complaint_receipt"
        in move(client, task, "preview", document="decision", answers={}).of(422)["detail"]
    )


def test_claiming_ones_own_again_changes_nothing(client: Client, task: dict) -> None:
    assert move(client, task, "claim").of(200)["claimed_by"] == CLERK
    assert move(client, task, "claim").of(200)["claimed_by"] == CLERK
    assert client.get(f"/tasks/{task['id']}", CLERK)["actions"] == ["release", "draft", "preview", "complete"]
    assert move(client, task, "release").of(200)["state"] == "open"


def test_releasing_what_one_does_not_hold_is_refused(client: Client, task: dict) -> None:
    assert move(client, task, "release").of(403)["reason"] == "not_holder"


def test_completing_says_what_comes_next(client: Client, number: str, task: dict) -> None:
    said = move(client, task, "complete", answers=as_shown(task)).of(200)
    assert (said["id"], said["state"]) == (task["id"], "done")
    assert said["case"] == {"number": number, "state": "REGISTERED"}
    (following,) = said["next"]
    assert following["step"] == "review"
    assert following.keys() == FIELDS


def test_a_repeated_submit_says_who_was_first_and_when(client: Client, task: dict) -> None:
    answers = as_shown(task)
    move(client, task, "complete", answers=answers).of(200)
    said = move(client, task, "complete", answers=answers).of(409)
    assert said["state"] == "done"
    assert said["handled_by"] == "人社受理窗口·渑池县"
    assert said["handled_at"] == "2026-08-03T01:00:00+00:00"
    assert move(client, task, "claim").status == 409
    assert client.ask("PUT", f"/tasks/{task['id']}/draft", by=CLERK, json={"answers": {}}).status == 409


def test_what_does_not_hold_is_named_by_dotted_path_and_nothing_is_kept(client: Client, task: dict) -> None:
    answers = as_shown(task)
    answers["workers"][0] |= {"owed": 8500, "id_no": "411221198503020108"}
    said = move(client, task, "complete", answers=answers).of(422)
    assert said["errors"].keys() == {"workers.0.owed", "workers.0.id_no"}
    assert client.get(f"/tasks/{task['id']}", CLERK)["state"] == "open"


def test_refusals_come_in_the_order_of_the_contract(client: Client, web, task: dict) -> None:
    path, wrong = f"/tasks/{task['id']}/complete", {"json": {"nothing": "of this"}}
    malformed = {"data": "{", "headers": {"Content-Type": "application/json"}}
    assert client.ask("POST", path, **malformed).status == 400
    assert client.ask("POST", path, **wrong).status == 401
    assert client.ask("POST", path, by=OTHER_COUNTY, **wrong).status == 404
    refused = client.ask("POST", path, by="hrss_inspection_lead@411221", **wrong)
    assert refused.of(403)["reason"] == "other_department"
    assert client.ask("POST", path, by=CLERK, **wrong).of(422)["errors"].keys() == {"nothing", "answers"}
    move(client, task, "complete", answers=as_shown(task)).of(200)
    assert client.ask("POST", path, by=CLERK, **wrong).status == 409


def test_a_task_of_a_case_one_may_not_see_does_not_exist(client: Client, task: dict) -> None:
    assert client.ask("GET", f"/tasks/{task['id']}", by=OTHER_COUNTY).status == 404
    assert client.ask("GET", f"/tasks/{task['id']}", by=POLICE).status == 404


def test_a_technical_fault_keeps_what_was_typed(
    client: Client, task: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_args: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(actions, "_apply", break_down)
    said = move(client, task, "complete", answers=as_shown(task, narrative="补充说明")).of(500)
    assert said["incident"] == 1
    assert "disk" not in said["detail"]
    monkeypatch.undo()
    shown = client.get(f"/tasks/{task['id']}", CLERK)
    assert shown["incident"]
    assert shown["data"]["narrative"] == "补充说明"
    move(client, task, "complete", answers=shown["data"]).of(200)


def test_moves_of_a_later_release_are_not_there_yet(client: Client, task: dict) -> None:
    for verb in ("transfer", "delegate", "return", "withdraw", "remind", "copy", "hold"):
        assert move(client, task, verb).status == 404


def test_the_task_row_is_what_the_database_has(client: Client, number: str, task: dict) -> None:
    row = db.session.get(Task, task["id"])
    assert row.case_id == cases.by_number(number).id
