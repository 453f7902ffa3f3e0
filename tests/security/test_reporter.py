"""Who reported (举报人) is known to the intake desk and to those who handle the report, and stands nowhere else."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases import actions as cases
from app.cases import revealing, search
from app.cases.models import Case, Entry
from app.casework import claiming
from app.db import db, transaction
from app.documents import queries as documents
from app.documents import render
from app.jobs import rounds
from app.notices import actions as notices
from tests.journey import Client, complaint
from tests.security.conftest import (
    ADMINS,
    BOTH,
    INSPECTOR,
    INTAKE,
    REGISTER,
    a_user,
    anew,
    as_read,
    as_stored,
    complete,
    opened,
    task_of,
)  # fmt: skip

NAME, PHONE = "司徒不留名", "13911112222"
REPORT = {k: v for k, v in REGISTER.items() if k != "workers"}
REVEAL = {"kind": "reporter", "number": "0", "field": "name", "reason": "CONTACT"}


@pytest.fixture
def report(office: Flask) -> Case:
    """A report whose reporter is known."""
    return opened("report", reporter_name=NAME, reporter_phone=PHONE)


def accepted(case: Case) -> None:
    """The window has registered and accepted it; an inspector is next."""
    complete(case, "register", INTAKE, REPORT)


def assert_nowhere(*texts: str) -> None:
    for text in texts:
        for value in (NAME, PHONE, NAME[:3], PHONE[3:]):
            assert value not in text, text[:400]


@BOTH
def test_a_reporter_stands_in_one_row_only_and_encrypted_there(office: Flask, api: Client) -> None:
    """Handed in through the API, on its way through the office, sealed, swept, told of: searched for in every table."""
    body = complaint(kind="REPORT", workers=[], reporter={"name": NAME, "phone": PHONE})
    said = api.ask("POST", "/complaints", json=body, headers={"Idempotency-Key": "once"}).of(201)
    anew()
    case = db.session.scalars(db.select(Case).filter_by(number=said["number"])).one()
    accepted(case)
    with transaction():
        notices.tell_complainant(case, "accepted", "x")
        search.index(case)
    rounds.send_notices()
    rounds.sweep(case.received_at.date())
    anew()
    looked = 0
    for place, text in as_read(but=("reporter",)):
        looked += 1
        assert NAME not in text, place
        assert PHONE not in text, place
    assert looked > 500
    for place, text in as_stored():
        assert NAME not in text, place
        assert PHONE not in text, place
    assert NAME in "".join(text for _place, text in as_read())


def test_the_intake_desk_reads_it_for_a_reason_and_that_is_on_record(
    report: Case, as_: Callable[[str], FlaskClient]
) -> None:
    intake = as_(INTAKE)
    page = intake.get(f"/cases/{report.number}").text
    assert "举报人身份已登记" in page
    assert_nowhere(page)
    refused = intake.post(f"/cases/{report.number}/reveal", data=REVEAL | {"reason": ""})
    assert refused.status_code == 422
    assert_nowhere(refused.text)
    assert NAME in intake.post(f"/cases/{report.number}/reveal", data=REVEAL).text
    assert PHONE in intake.post(f"/cases/{report.number}/reveal", data=REVEAL | {"field": "phone"}).text
    anew()
    entries = list(
        db.session.scalars(
            db.select(Entry).filter_by(verb=revealing.VERB).order_by(Entry.case_id, Entry.serial)
        )
    )
    assert [(e.by, e.what["of"], e.what["field"], e.what["reason"]) for e in entries] == [
        (INTAKE, "reporter", "name", "CONTACT"),
        (INTAKE, "reporter", "phone", "CONTACT"),
    ]
    assert_nowhere(str([entry.what for entry in entries]))


def test_the_inspector_reads_it_once_the_report_is_his(
    report: Case, as_: Callable[[str], FlaskClient]
) -> None:
    accepted(report)
    with transaction():
        task = task_of(report, "review")
        task.group, task.home_group = "hrss_inspection", None
        cases.take_part(report, "hrss_inspection", "411221")
    inspector = as_(INSPECTOR)
    assert inspector.post(f"/cases/{report.number}/reveal", data=REVEAL).status_code == 403
    with transaction():
        claiming.claim(task.id, a_user(INSPECTOR))
    assert NAME in inspector.post(f"/cases/{report.number}/reveal", data=REVEAL).text


def test_others_who_see_the_case_do_not_read_it(report: Case, as_: Callable[[str], FlaskClient]) -> None:
    """A supervisor sees every case of the region, but neither that the reporter is known nor who it is."""
    for username in ("hrss_inspection_lead@411221", "zhiqian_office@411221", "hrss_principal@411200"):
        browser = as_(username)
        page = browser.get(f"/cases/{report.number}")
        assert page.status_code == 200
        assert "举报人身份已登记" not in page.text
        refused = browser.post(f"/cases/{report.number}/reveal", data=REVEAL)
        assert refused.status_code == 403
        assert_nowhere(page.text, refused.text)


def test_another_department_that_took_a_step_does_not_read_it(report: Case) -> None:
    with transaction():
        entry = Entry(
            case_id=report.id, serial=999, at=report.received_at, by="police@411221", verb="task.complete",
            what={}, hash="",
        )  # fmt: skip
        db.session.add(entry)
    assert not revealing.may_see_reporter(report, a_user("police@411221"))


def test_administrators_do_not_even_see_the_case(report: Case, as_: Callable[[str], FlaskClient]) -> None:
    for admin in ADMINS:
        assert as_(admin).get(f"/cases/{report.number}").status_code == 404
        assert as_(admin).post(f"/cases/{report.number}/reveal", data=REVEAL).status_code == 404


def test_no_page_and_no_answer_of_the_api_names_the_reporter(
    report: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    accepted(report)
    intake, number = as_(INTAKE), report.number
    task = task_of(report, "register")
    pages = ["", "/claims", "/timeline", "/money", "/documents", "/clocks", "/runs", "?reveal=reporter-0"]
    assert_nowhere(*(intake.get(f"/cases/{number}{page}").text for page in pages))
    assert_nowhere(intake.get(f"/tasks/{task.id}").text, intake.get("/").text, intake.get("/cases").text)
    for path in ("", "/claims", "/timeline", "/deadlines", "/documents", "/ledger", "/runs", "/diagram"):
        assert_nowhere(api.ask("GET", f"/cases/{number}{path}", by=INTAKE).content.decode())
    assert_nowhere(api.ask("GET", f"/tasks/{task.id}", by=INTAKE).content.decode())
    for q in (NAME, PHONE, NAME[:2]):
        assert api.get("/cases", INTAKE, q=q)["total"] == 0
        assert api.get("/tasks", INTAKE, q=q)["total"] == 0


def test_no_paper_names_the_reporter(report: Case) -> None:
    accepted(report)
    papers = documents.of_case(report.id)
    assert papers
    for paper in papers:
        assert_nowhere(str(paper.facts), render.html(paper))


def test_who_follows_a_report_is_not_told_a_name(desk: Flask, api: Client) -> None:
    body = complaint(kind="REPORT", workers=[], reporter={"name": NAME, "phone": PHONE})
    receipt = api.post("/complaints", body, status=201)
    anew()
    assert_nowhere(str(api.get(f"/complaints/{receipt['number']}", code=receipt["query_code"])))
    browser = desk.test_client()
    browser.post("/follow", data={"number": receipt["number"], "code": receipt["query_code"]})
    assert_nowhere(browser.get("/follow/case").text)


def test_a_report_tells_nobody(report: Case) -> None:
    with transaction():
        notices.tell_complainant(report, "accepted", "x")
    assert db.session.query(notices.Notice).count() == 0
