"""Signing in and out, lock-outs, sessions that end, languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.desk import guard
from app.org import queries as org
from tests.desk.conftest import INTAKE
from tests.times import MORNING

SIGN_IN = {"username": INTAKE, "password": "demo"}


def test_every_page_behind_the_desk_wants_a_user(desk: Flask) -> None:
    client = desk.test_client()
    rules = [rule for rule in desk.url_map.iter_rules() if rule.endpoint.startswith("desk.")]
    assert len(rules) > 40
    for rule in rules:
        values = dict.fromkeys(rule.arguments, "1")
        with desk.test_request_context():
            url = desk.url_for(rule.endpoint, **values)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = client.open(url, method=method)
        if rule.endpoint in guard.QUIET:
            assert answer.text == ""
            continue
        assert answer.status_code == 303, rule.endpoint
        assert answer.location.startswith("/login"), rule.endpoint


def test_after_signing_in_one_lands_on_the_page_one_wanted(desk: Flask) -> None:
    answer = desk.test_client().post("/login", data=SIGN_IN | {"next": "/cases?q=411221"})
    assert answer.location == "/cases?q=411221"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:1"]
)
def test_signing_in_never_leads_elsewhere(desk: Flask, elsewhere: str) -> None:
    assert desk.test_client().post("/login", data=SIGN_IN | {"next": elsewhere}).location == "/"


def test_a_wrong_password_is_said_and_the_name_stays(desk: Flask) -> None:
    answer = desk.test_client().post("/login", data=SIGN_IN | {"password": "wrong"})
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert INTAKE in answer.text


def test_five_wrong_passwords_lock_the_name(desk: Flask) -> None:
    client = desk.test_client()
    for _try in range(5):
        assert client.post("/login", data=SIGN_IN | {"password": "wrong"}).status_code == 401
    answer = client.post("/login", data=SIGN_IN)
    assert answer.status_code == 429
    assert "锁定" in answer.text
    assert int(answer.headers["Retry-After"]) == 15 * 60


def test_signing_out_closes_the_pages(intake: FlaskClient) -> None:
    assert intake.get("/").status_code == 200
    intake.post("/logout")
    assert intake.get("/").status_code == 303


@pytest.mark.parametrize(("steps", "minutes"), [(1, 30), (17, 29)])
def test_a_session_ends_idle_or_old(intake: FlaskClient, steps: int, minutes: int) -> None:
    """30 idle minutes, or eight hours however busy."""
    at = MORNING
    for step in range(1, steps + 1):
        at += timedelta(minutes=minutes)
        with clock.frozen(at):
            answer = intake.get("/")
        assert answer.status_code == (303 if step == steps else 200), step


def test_what_the_page_asks_by_itself_keeps_no_session_alive(intake: FlaskClient) -> None:
    with clock.frozen(MORNING + timedelta(minutes=20)):
        assert intake.get("/inbox/counts").status_code == 200
    with clock.frozen(MORNING + timedelta(minutes=40)):
        answer = intake.get("/inbox/counts")
    assert answer.headers["HX-Redirect"] == "/login?next=/"
    assert answer.text == ""


def test_the_language_stays_with_the_person(
    desk: Flask, intake: FlaskClient, as_: Callable[[str], FlaskClient]
) -> None:
    intake.post("/language", data={"language": "en", "next": "/"})
    user = org.user_by_name(INTAKE)
    assert user
    assert user.language == "en"
    assert '<html lang="en">' in as_(INTAKE).get("/").text


def test_forms_without_their_token_are_refused(office: Flask) -> None:
    assert office.test_client().post("/login", data=SIGN_IN).status_code == 400


def test_a_form_that_is_too_old_comes_back_with_what_was_typed(
    desk: Flask, intake: FlaskClient, register: str
) -> None:
    desk.config["WTF_CSRF_ENABLED"] = True
    answer = intake.post(register, data={"narrative": "周五写的", "do": "complete"})
    assert answer.status_code == 400
    assert "周五写的" in answer.text
    assert 'name="csrf_token"' in answer.text
    intake.set_cookie("session", "")
    answer = intake.post(register, data={"narrative": "周五写的", "password": "geheim"})
    assert answer.status_code == 400
    assert "周五写的" in answer.text
    assert "geheim" not in answer.text


def test_pages_are_not_kept_by_the_browser(intake: FlaskClient) -> None:
    assert "no-store" in intake.get("/").headers["Cache-Control"]


def test_a_new_password_ends_the_other_sessions(
    intake: FlaskClient, as_: Callable[[str], FlaskClient]
) -> None:
    other = as_(INTAKE)
    wrong = intake.post(
        "/profile/password", data={"old": "no", "new": "longer words", "again": "longer word"}
    )
    assert wrong.status_code == 422
    assert "当前密码不正确" in wrong.text
    assert "不一致" in wrong.text
    right = {"old": "demo", "new": "longer words", "again": "longer words"}
    assert intake.post("/profile/password", data=right).status_code == 303
    assert intake.get("/").status_code == 200
    assert other.get("/").status_code == 303
