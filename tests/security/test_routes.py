"""Every address: who may ask it, and that nothing changes without the page's own token."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.db import Base, db
from app.desk import guard
from tests.journey import Client
from tests.security.conftest import INTAKE, anew, opened, task_of

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
FOR_EVERYBODY = {
    "api.sign_in", "api.complain", "api.progress", "api.upload", "api.calculate",
}  # fmt: skip
"""What the API answers without a token (upload wants number and code instead)."""

BESIDE = {
    "static", "vendor.show", "docs.show", "api-docs.openapi_json", "health.alive", "health.ready", "health.metrics",
    "entry.sign_in", "entry.enter", "entry.leave", "entry.speak",
    "complain.form", "complain.hand_in", "complain.received",
    "follow.form", "follow.enter", "follow.show", "follow.paper", "follow.add_file",
}  # fmt: skip
"""What is neither desk nor API: each of these was looked at."""


def rules(app: Flask, start: str) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(start))


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def url(app: Flask, rule: Rule, **known: Any) -> str:
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: known.get(name, "1") for name in rule.arguments})


def test_every_address_belongs_to_the_desk_to_the_api_or_was_looked_at(office: Flask) -> None:
    others = {
        rule.endpoint
        for rule in office.url_map.iter_rules()
        if not rule.endpoint.startswith(("desk.", "api."))
    }
    assert others == BESIDE


def test_the_desk_wants_somebody_signed_in(desk: Flask) -> None:
    client, asked = desk.test_client(), 0
    for rule in rules(desk, "desk."):
        for method in methods(rule):
            answer = client.open(url(desk, rule), method=method)
            if rule.endpoint in guard.QUIET:
                assert not answer.data
                continue
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/login"), rule
            asked += 1
    assert asked >= 40


def test_the_api_wants_a_token(office: Flask, as_: Callable[[str], FlaskClient]) -> None:
    """Also from a browser that is signed in at the desk: a cookie opens nothing here."""
    found = set()
    for client in (office.test_client(), as_(INTAKE)):
        for rule in rules(office, "api."):
            for method in methods(rule):
                kind = {} if method not in CHANGING else {"json": {}}
                if rule.endpoint == "api.upload":
                    kind = {"data": {"nothing": ""}, "content_type": "multipart/form-data"}
                status = client.open(url(office, rule), method=method, **kind).status_code
                if rule.endpoint in FOR_EVERYBODY - {"api.upload"}:
                    assert status in (404, 422), rule
                    found.add(rule.endpoint)
                else:
                    assert status == 401, rule
    assert found == FOR_EVERYBODY - {"api.upload"}


def counted() -> dict[str, int]:
    anew()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_nothing_is_changed_without_the_pages_token(office: Flask) -> None:
    """CSRF: a signed-in browser that another site makes post is refused everywhere, the stranger's as well."""
    case = opened()
    task = task_of(case, "register")
    known = {"number": case.number, "task_id": task.id}
    client = office.test_client()
    page = client.get("/login").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    signed_in = client.post("/login", data={"username": INTAKE, "password": "demo", "csrf_token": token})
    assert signed_in.status_code == 303
    assert client.get("/").status_code == 200
    before, asked = counted(), 0
    for browser in (client, office.test_client()):
        for rule in office.url_map.iter_rules():
            if rule.endpoint.startswith("api."):
                continue
            for method in CHANGING & set(methods(rule)):
                for sent in ({}, {"csrf_token": ""}, {"csrf_token": token}):
                    answer = browser.open(url(office, rule, **known), method=method, data=sent)
                    assert answer.status_code == 400, (rule, sent)
                    asked += 1
    assert asked > 100
    assert counted() == before


def test_no_get_changes_anything(office: Flask, as_: Callable[[str], FlaskClient], api: Client) -> None:
    case = opened()
    task = task_of(case, "register")
    known = {"number": case.number, "task_id": task.id, "process": "joint_interview"}
    browser, before = as_(INTAKE), None
    api.get("/tasks", INTAKE)
    before = counted()
    for rule in office.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("static"):
            browser.get(url(office, rule, **known)).close()
            if rule.endpoint.startswith("api."):
                api.ask("GET", url(office, rule, **known).removeprefix("/api/v1"), by=INTAKE)
    before["failure"] = counted()["failure"]  # a wrong query code is counted
    assert counted() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_api_never_sets_a_cookie(office: Flask, method: str) -> None:
    for rule in rules(office, "api."):
        if method in (rule.methods or ()):
            answer = office.test_client().open(url(office, rule), method=method, json={})
            assert "Set-Cookie" not in answer.headers, rule
            assert "no-store" in answer.headers["Cache-Control"], rule
            assert "Access-Control-Allow-Origin" not in answer.headers, rule
