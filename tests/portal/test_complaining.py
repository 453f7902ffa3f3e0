"""The public complains and follows the case with number and code."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases import queries
from app.cases.models import Case
from app.db import db
from tests.samples import id_number

COMPLAINT = {
    "kind": "COMPLAINT",
    "place_of_work_code": "411221",
    "employer.name": "渑池县示例餐饮有限公司",
    "workers.0.name": "张小满",
    "workers.0.id_no": id_number(1),
    "workers.0.phone": "13900000001",
    "workers.0.owed": "8500",
    "workers.0.months_unpaid": "3",
    "narrative": "做了三个月，工资没有发。",
    "wants_mediation": "true",
    "_once": "once-1",
}


@pytest.fixture
def browser(office: Flask) -> FlaskClient:
    office.config["WTF_CSRF_ENABLED"] = False
    return office.test_client()


def complain(browser: FlaskClient, **more: str) -> tuple[str, str]:
    answer = browser.post("/complain", data=COMPLAINT | more)
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location).text
    number = re.search(r"data-number>(\d{15})<", page)
    code = re.search(r"data-code>([0-9A-Z-]+)<", page)
    assert number
    assert code
    return number[1], code[1]


def test_a_complaint_gets_a_number_and_a_code_and_lands_at_the_intake_desk(browser: FlaskClient) -> None:
    number, code = complain(browser)
    assert number.startswith("4112212026")
    assert len(code.replace("-", "")) >= 10
    case = queries.by_number(number)
    assert case
    assert (case.channel, case.state, case.claims[0].claimed) == ("PORTAL", "REGISTERED", 850000)


def test_sending_twice_is_one_complaint(browser: FlaskClient) -> None:
    assert complain(browser) == complain(browser)
    assert db.session.query(Case).count() == 1


def test_what_was_typed_is_shown_again_when_it_does_not_hold(browser: FlaskClient) -> None:
    answer = browser.post("/complain", data=COMPLAINT | {"workers.0.id_no": "411221199003070010"})
    assert answer.status_code == 422
    assert "411221199003070010" in answer.text
    assert "做了三个月，工资没有发。" in answer.text
    assert db.session.query(Case).count() == 0


def test_a_place_without_an_office_says_where_to_turn(browser: FlaskClient) -> None:
    answer = browser.post("/complain", data=COMPLAINT | {"place_of_work_code": "650102"})
    assert answer.status_code == 422
    assert "12333" in answer.text


def test_number_and_code_open_the_progress_without_names_of_others(browser: FlaskClient) -> None:
    number, code = complain(browser, **{"workers.1.name": "李立夏", "workers.1.owed": "900"})
    assert browser.post("/follow", data={"number": number, "code": code}).status_code == 303
    page = browser.get("/follow/case").text
    assert number in page
    assert "李立夏" not in page


def test_a_wrong_code_and_an_unknown_number_are_not_told_apart(browser: FlaskClient) -> None:
    number, _code = complain(browser)
    wrong = browser.post("/follow", data={"number": number, "code": "AAAABBBBCCCC"})
    unknown = browser.post("/follow", data={"number": "411221202699999", "code": "AAAABBBBCCCC"})
    assert wrong.status_code == unknown.status_code == 404
    assert browser.get("/follow/case").status_code == 302


def test_ten_wrong_codes_lock_the_number_for_a_while(browser: FlaskClient) -> None:
    number, code = complain(browser)
    for _try in range(10):
        browser.post("/follow", data={"number": number, "code": "AAAABBBBCCCC"})
    locked = browser.post("/follow", data={"number": number, "code": code})
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0


def test_evidence_is_added_to_the_case_and_limited(browser: FlaskClient) -> None:
    number, code = complain(browser)
    browser.post("/follow", data={"number": number, "code": code})
    good = {"file": (BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 50), "../欠条.png")}
    assert browser.post("/follow/files", data=good).status_code == 303
    assert "欠条.png" in browser.get("/follow/case").text
    bad = {"file": (BytesIO(b"MZ\x90\x00"), "a.exe")}
    assert browser.post("/follow/files", data=bad).status_code == 415


def test_a_report_needs_no_worker_and_keeps_its_reporter_secret(browser: FlaskClient) -> None:
    report = {
        "kind": "REPORT",
        "place_of_work_code": "411221",
        "employer.name": "渑池县示例餐饮有限公司",
        "narrative": "工地长期不发工资。",
        "reporter.name": "某举报人",
        "_once": "once-2",
    }
    answer = browser.post("/complain", data=report)
    assert answer.status_code == 303, answer.text
    assert "某举报人" not in browser.get(answer.location).text


def test_the_form_posted_without_its_token_is_refused(office: Flask) -> None:
    office.config["WTF_CSRF_ENABLED"] = True
    answer = office.test_client().post("/complain", data=COMPLAINT)
    assert answer.status_code == 400
    assert db.session.query(Case).count() == 0
