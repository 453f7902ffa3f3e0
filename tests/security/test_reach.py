"""Whose case it is: another region sees nothing of it by any door, and the three administrators see no case at all."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.models import Case
from app.db import db, transaction
from app.documents import queries as documents
from app.org import actions as org
from app.org.actions import RolesSeparate
from tests.journey import Client
from tests.security.conftest import (
    ADMINS,
    ELSEWHERE,
    INTAKE,
    REGISTER,
    a_user,
    anew,
    complete,
    opened,
    task_of,
)

SYSTEM, SECURITY, AUDIT = ADMINS
OUTSIDERS = (ELSEWHERE, "hrss_inspection_lead@410482", "hrss_intake@341504", "bank@411221", *ADMINS)


@pytest.fixture
def worked(case: Case) -> tuple[Case, int]:
    """A case with a done task, a paper and an open task; the paper's id."""
    complete(case, "register", INTAKE, REGISTER)
    return case, documents.of_case(case.id)[0].id


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_by_no_door_of_the_desk(
    worked: tuple[Case, int], as_: Callable[[str], FlaskClient], outsider: str
) -> None:
    case, paper = worked
    browser, number = as_(outsider), case.number
    run = db.session.execute(db.text("select id from case_run")).scalar()
    done, waiting = task_of(case, "register").id, task_of(case, "review").id
    parts = ("", "/claims", "/timeline", "/money", "/documents", "/clocks", "/runs", "/start/joint_interview")
    seen = [f"/cases/{number}{part}" for part in parts]
    seen += [f"/tasks/{done}", f"/tasks/{waiting}", f"/documents/{paper}.pdf"]
    seen += [f"/cases/{number}/runs/{run}/wage_case.bpmn"]
    for path in seen:
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert case.employer_name not in answer.text
    for path in (
        f"/tasks/{waiting}", f"/tasks/{waiting}/claim", f"/tasks/{waiting}/release", f"/inbox/claim/{waiting}",
        f"/cases/{number}/reveal", f"/cases/{number}/start/joint_interview",
    ):  # fmt: skip
        answer = browser.post(path, data={"do": "complete", "kind": "claim", "number": "1", "field": "id_no"})
        assert answer.status_code == 404, path
        assert case.employer_name not in answer.text
    for page in ("/cases", "/", "/cases?q=示例", "/?q=示例", "/?box=done"):
        assert number not in browser.get(page).text
    anew()
    assert task_of(case, "review").state == "open"


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_by_no_door_of_the_api(worked: tuple[Case, int], api: Client, outsider: str) -> None:
    case, paper = worked
    number, waiting = case.number, task_of(case, "review").id
    parts = ("", "/timeline", "/claims", "/deadlines", "/documents", "/ledger", "/runs", "/diagram")
    for path in (
        *(f"/cases/{number}{part}" for part in parts),
        f"/tasks/{waiting}", f"/documents/{paper}", f"/documents/{paper}.pdf",
    ):  # fmt: skip
        assert api.ask("GET", path, by=outsider).status == 404, path
    body = {"answers": {"outcome": "ACCEPT"}, "document": "complaint_receipt"}
    for act in ("claim", "release", "complete", "preview"):
        assert api.ask("POST", f"/tasks/{waiting}/{act}", by=outsider, json=body).status == 404, act
    assert api.ask("PUT", f"/tasks/{waiting}/draft", by=outsider, json=body).status == 404
    started = {"process": "joint_interview", "answers": {}}
    assert api.ask("POST", f"/cases/{number}/runs", by=outsider, json=started).status == 404
    assert api.get("/cases", outsider)["total"] == api.get("/tasks", outsider)["total"] == 0
    assert api.get("/cases", outsider, q="示例")["total"] == 0
    assert api.get("/cases", outsider, region="411221")["total"] == 0


def test_a_code_opens_one_case_and_its_papers_only(desk: Flask, api: Client) -> None:
    mine, other = api.complain(), opened()
    complete(other, "register", INTAKE, REGISTER)
    paper = documents.of_case(other.id)[0]
    browser = desk.test_client()
    browser.post("/follow", data={"number": mine["number"], "code": mine["query_code"]})
    anew()
    assert browser.get(f"/follow/papers/{paper.id}.pdf").status_code == 404
    assert desk.test_client().get(f"/follow/papers/{paper.id}.pdf").status_code == 404
    said = api.ask("GET", f"/complaints/{other.number}", params={"code": mine["query_code"]})
    assert said.status == 404


def test_the_system_administrator_rules_over_no_people(as_: Callable[[str], FlaskClient]) -> None:
    system = as_(SYSTEM)
    assert system.get("/admin").status_code == 200
    assert system.get("/admin/calendar").status_code == 200
    for path in ("/admin/people", f"/admin/people/{a_user(INTAKE).id}"):
        assert system.get(path).status_code == 403
        assert system.post(path, data={"do": "disable"}).status_code == 403
    assert system.post("/admin/people/unlock", data={"username": INTAKE}).status_code == 403


def test_the_security_administrator_rules_over_people_alone(as_: Callable[[str], FlaskClient]) -> None:
    security = as_(SECURITY)
    assert security.get("/admin/people").status_code == 200
    assert security.get("/admin").location == "/admin/people"
    assert security.get("/admin/calendar").status_code == 403
    assert security.post("/admin/calendar/day", data={}).status_code == 403
    assert security.post("/admin/calendar/year", data={}).status_code == 403
    assert security.post("/admin/incidents/1/retry").status_code == 403


def test_the_auditor_reads_and_changes_nothing(case: Case, as_: Callable[[str], FlaskClient]) -> None:
    audit = as_(AUDIT)
    page = audit.get(f"/admin?number={case.number}&check=1")
    assert page.status_code == 200
    assert case.employer_name not in page.text
    for path in ("/admin/people", "/admin/people/unlock", "/admin/calendar/day", "/admin/incidents/1/retry"):
        assert audit.post(path).status_code == 403, path
    for path in ("/admin/people", "/admin/calendar"):
        assert audit.get(path).status_code == 403, path


def test_officers_reach_no_page_of_an_administrator(as_: Callable[[str], FlaskClient]) -> None:
    officer = as_("hrss_principal@411200")
    for path in ("/admin", "/admin/people", "/admin/calendar"):
        assert officer.get(path).status_code == 403, path
    for admin in ADMINS:
        assert as_(admin).get("/board").status_code == 403
        assert as_(admin).get("/cases/new").status_code == 403


def test_nobody_is_administrator_and_officer_or_administrator_twice(office: Flask) -> None:
    for admin in ADMINS:
        with pytest.raises(RolesSeparate), transaction():
            org.add_post(a_user(admin), "hrss_intake", "411221")
        with pytest.raises(RolesSeparate), transaction():
            org.add_post(a_user(INTAKE), admin.partition("@")[0], "000000")
    for one in ADMINS:
        for other in ADMINS:
            if one != other:
                with pytest.raises(RolesSeparate), transaction():
                    org.add_post(a_user(one), other.partition("@")[0], "000000")


def test_a_security_administrator_gives_himself_no_way_into_a_case(as_: Callable[[str], FlaskClient]) -> None:
    own = a_user(SECURITY).id
    data = {"do": "add_post", "group": "hrss_intake", "region": "411221"}
    assert as_(SECURITY).post(f"/admin/people/{own}", data=data).status_code == 409


INJECTIONS = (
    "due; drop table task", "id) desc--", "-id,(select 1)", "case.number", "Case.query_code_hash", "password_hash", "1",
    "due nulls last", "'", "\"", "due\0", "-" * 50,
)  # fmt: skip


def test_sorting_and_filtering_take_known_names_only(
    case: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    browser = as_(INTAKE)
    for text in INJECTIONS:
        for path in ("/tasks", "/cases"):
            assert api.ask("GET", path, by=INTAKE, params={"sort": text}).status == 422, text
        for path in ("/", "/cases", "/board/tasks"):
            for name in ("sort", "lamp", "group", "region", "state", "box", "page", "kind"):
                answer = browser.get(path, query_string={name: text})
                assert answer.status_code in (200, 403), (path, name, text)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
def test_what_is_searched_for_is_never_part_of_a_statement(case: Case, api: Client) -> None:
    for text in (
        "' or 1=1 --",
        '" OR ""="',
        "示例' & !'x",
        "a:*|b",
        "NEAR(示 例)",
        "*",
        "\\",
        "%_",
        "示例\0",
        "🙂" * 90,
    ):
        assert api.ask("GET", "/cases", by=INTAKE, params={"q": text}).status in (200, 422), text
        assert api.ask("GET", "/tasks", by=INTAKE, params={"q": text}).status in (200, 422), text


TRAVERSALS = (
    "../package.json",
    "..%2fpackage.json",
    "bootstrap.css/../../x",
    "%2e%2e/app/config.py",
    "....//x",
    "htmx.js%00",
)


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_address_leads_out_of_its_folder(
    desk: Flask, as_: Callable[[str], FlaskClient], name: str
) -> None:
    browser = as_(INTAKE)
    for start in ("/vendor/", "/static/", "/static/js/../", "/files/", "/documents/"):
        answer = browser.get(f"{start}{name}")
        assert answer.status_code in (404, 308), (start, name)
        answer.close()
