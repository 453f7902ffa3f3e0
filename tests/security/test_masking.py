"""Numbers of people are masked wherever they are shown; unmasking takes a reason and is on record."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.cases import queries, revealing
from app.cases.models import Case, Claim, Entry
from app.db import db
from app.forms import definition, masking
from app.inbox.models import Draft
from tests import samples
from tests.journey import Client, as_shown
from tests.security.conftest import INSPECTOR, INTAKE, REGISTER, anew, complete, task_of

ID_NO, PHONE, BANK_NO = samples.id_number(1), "13900000001", "622200000000000001"
MASKED = masking.masked(ID_NO, (3, 4))


def assert_hides(text: str) -> None:
    for number in (ID_NO, PHONE, BANK_NO):
        assert number not in text


@pytest.mark.parametrize("text", ["1", "12345", "1234567", "1234567890", "13900000001", ID_NO, BANK_NO])
def test_a_mask_hides_most_of_a_short_number_too(text: str) -> None:
    hidden = masking.masked(text, (4, 4))
    assert text not in hidden
    assert sum(character != "*" for character in hidden) <= max(8 if len(text) >= 12 else 2, 0)


PAGES = ("", "/claims", "/timeline", "/money", "/documents", "/clocks", "/runs")


def test_no_page_of_a_case_shows_a_number(case: Case, as_: Callable[[str], FlaskClient]) -> None:
    intake = as_(INTAKE)
    for page in PAGES:
        assert_hides(intake.get(f"/cases/{case.number}{page}").text)
    assert MASKED in intake.get(f"/cases/{case.number}/claims").text


def test_a_task_shows_what_is_known_masked_on_page_and_in_the_api(
    case: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    task = task_of(case, "register")
    page = as_(INTAKE).get(f"/tasks/{task.id}").text
    assert_hides(page)
    assert MASKED in page
    data = api.get(f"/tasks/{task.id}", INTAKE)["data"]
    assert data["workers"][0]["id_no"] == MASKED
    assert_hides(str(data))


def test_what_comes_back_masked_changes_nothing(case: Case, api: Client) -> None:
    task = api.get(f"/tasks/{task_of(case, 'register').id}", INTAKE)
    answers = as_shown(task, narrative="已与投诉人核对，事实清楚。")
    api.post(f"/tasks/{task['id']}/complete", {"answers": answers}, by=INTAKE)
    anew()
    claim = db.session.scalars(db.select(Claim).filter_by(case_id=case.id)).one()
    assert (claim.id_no, claim.phone, claim.bank_no) == (ID_NO, PHONE, BANK_NO)
    stored = queries.last_answer(case.id, "register")
    assert stored["workers"][0]["id_no"] == ID_NO


def test_a_new_number_replaces_the_known_one(case: Case, api: Client) -> None:
    task = api.get(f"/tasks/{task_of(case, 'register').id}", INTAKE)
    answers = as_shown(task)
    answers["workers"][0]["id_no"] = samples.id_number(5)
    api.post(f"/tasks/{task['id']}/complete", {"answers": answers}, by=INTAKE)
    anew()
    claim = db.session.scalars(db.select(Claim).filter_by(case_id=case.id)).one()
    assert (claim.id_no, claim.phone) == (samples.id_number(5), PHONE)


def test_another_persons_stars_are_no_number(case: Case, api: Client) -> None:
    task = api.get(f"/tasks/{task_of(case, 'register').id}", INTAKE)
    answers = as_shown(task)
    answers["workers"].append({**answers["workers"][0], "claim": "2", "name": "李立夏"})
    said = api.ask("POST", f"/tasks/{task['id']}/complete", by=INTAKE, json={"answers": answers}).of(422)
    assert "workers.1.id_no" in said["errors"]


def test_done_answers_are_masked_on_page_and_in_the_api(
    case: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    worker = {**REGISTER["workers"][0], "id_no": ID_NO, "phone": PHONE, "bank_no": BANK_NO}
    complete(case, "register", INTAKE, REGISTER | {"workers": [worker]})
    task = task_of(case, "register")
    assert_hides(as_(INTAKE).get(f"/tasks/{task.id}").text)
    data = api.get(f"/tasks/{task.id}", INTAKE)["data"]
    assert data["workers"][0]["id_no"] == MASKED
    assert_hides(str(data))


def test_the_api_never_shows_a_number_of_a_case(case: Case, api: Client) -> None:
    for path in ("", "/claims", "/timeline", "/documents", "/ledger", "/deadlines", "/runs", "/diagram"):
        assert_hides(api.ask("GET", f"/cases/{case.number}{path}", by=INTAKE).content.decode())


def test_a_draft_keeps_the_stars_and_completes_with_the_number(
    case: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    task = api.get(f"/tasks/{task_of(case, 'register').id}", INTAKE)
    api.ask("PUT", f"/tasks/{task['id']}/draft", by=INTAKE, json={"answers": as_shown(task)}).of(200)
    anew()
    assert ID_NO not in str(db.session.query(Draft).one().answers)
    again = api.get(f"/tasks/{task['id']}", INTAKE)
    api.post(f"/tasks/{task['id']}/complete", {"answers": as_shown(again)}, by=INTAKE)
    anew()
    assert queries.last_answer(case.id, "register")["workers"][0]["id_no"] == ID_NO


def test_unmasking_takes_a_reason_and_is_on_record(case: Case, as_: Callable[[str], FlaskClient]) -> None:
    intake = as_(INTAKE)
    wanted = {"kind": "claim", "number": "1", "field": "id_no"}
    before = case.journal_length
    for reason in ("", "好奇"):
        refused = intake.post(f"/cases/{case.number}/reveal", data=wanted | {"reason": reason})
        assert refused.status_code == 422
        assert_hides(refused.text)
    assert ID_NO in intake.post(f"/cases/{case.number}/reveal", data=wanted | {"reason": "IDENTITY"}).text
    anew()
    last = db.session.scalars(
        db.select(Entry).filter_by(case_id=case.id).order_by(Entry.serial.desc()).limit(1)
    ).one()
    assert (case.journal_length, last.by, last.verb) == (before + 1, INTAKE, "personal.reveal")
    assert last.what == {"of": "claim", "number": 1, "field": "id_no", "reason": "IDENTITY"}


def test_unmasking_is_never_a_get(case: Case, as_: Callable[[str], FlaskClient]) -> None:
    page = as_(INTAKE).get(f"/cases/{case.number}?reveal=claim-1&field=id_no&reason=IDENTITY").text
    assert_hides(page)


def test_who_does_not_see_the_case_unmasks_nothing(case: Case, as_: Callable[[str], FlaskClient]) -> None:
    wanted = {"kind": "claim", "number": "1", "field": "id_no", "reason": "IDENTITY"}
    other = as_("hrss_inspection@410482")
    assert other.post(f"/cases/{case.number}/reveal", data=wanted).status_code == 404


def test_every_field_that_may_be_unmasked_is_masked_elsewhere() -> None:
    assert {field for fields in revealing.FIELDS.values() for field in fields} == {
        "id_no", "phone", "bank_no", "name",
    }  # fmt: skip


def test_rows_belong_together_by_claim_not_by_place() -> None:
    form = definition.parse(
        {
            "title": "名单",
            "type": "object",
            "properties": {
                "rows": {
                    "type": "array",
                    "title": "名单",
                    "items": {
                        "type": "object",
                        "properties": {
                            "claim": {"type": "string", "title": "序号"},
                            "phone": {"type": "string", "title": "电话", "format": "cn-mobile"},
                        },
                    },
                }
            },
        }
    )
    known = {"rows": [{"claim": "1", "phone": "13900000001"}, {"claim": "2", "phone": "13900000002"}]}
    shown = masking.hide(form, known)
    turned = {"rows": [*reversed(shown["rows"])]}
    assert masking.restore(form, turned, lambda: known) == {"rows": [*reversed(known["rows"])]}
    odd = {"rows": ["x", None, {"phone": 5}, {"claim": "9", "phone": "139****0001"}]}
    assert masking.restore(form, odd, lambda: known) == odd


def test_inspectors_see_the_same_stars(case: Case, as_: Callable[[str], FlaskClient]) -> None:
    complete(case, "register", INTAKE, REGISTER)
    inspector = as_(INSPECTOR)
    page = inspector.get(f"/cases/{case.number}/claims")
    if page.status_code == 200:
        assert_hides(page.text)
