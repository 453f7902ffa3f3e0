"""Who is signed in, for how long, and what ends it at once."""

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import base64_decode

from app import clock, config
from app.cases.models import Case
from app.db import db, transaction
from app.org import actions as org
from app.org import passwords, sessions
from app.org.models import Failure, Token, User
from tests.journey import Client
from tests.security.conftest import ELSEWHERE, INSPECTOR, INTAKE, a_user, anew, task_of
from tests.times import MORNING

SIGN_IN = {"username": INTAKE, "password": "demo"}


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found
    return found.value


def inside(value: str) -> dict[str, Any]:
    """What anybody can read in a session cookie."""
    packed = value.startswith(".")
    payload = base64_decode(value.lstrip(".").split(".")[0])
    return json.loads(zlib.decompress(payload) if packed else payload)


def test_passwords_are_kept_as_argon2id(office: Flask) -> None:
    for user in db.session.query(User).limit(5):
        assert user.password_hash.startswith("$argon2id$")


def test_production_wants_twelve_characters() -> None:
    key = urlsafe_b64encode(b"k" * 32).decode()
    setting = config.load({"APP_ENV": "production", "SECRET_KEY": "s" * 40, "FIELD_KEYS": key})
    assert setting["PASSWORD_MIN_LENGTH"] == 12
    assert setting["SESSION_COOKIE_SECURE"]
    assert setting["SESSION_COOKIE_HTTPONLY"]
    assert setting["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_too_short_a_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords._setting, "min_length", 12)
    passwords.check_strength("x" * 12, "clerk")
    with pytest.raises(passwords.WeakPassword):
        passwords.check_strength("x" * 11, "clerk")
    with pytest.raises(passwords.WeakPassword):
        passwords.check_strength("hrss_intake@411221", "hrss_intake@411221")


def test_the_cookie_is_renewed_at_sign_in_and_holds_no_name(desk: Flask) -> None:
    """No fixation: what the browser brought along before is not what it is known by afterwards."""
    client = desk.test_client()
    client.get("/login")
    with client.session_transaction() as planted:
        planted["key"], planted["csrf_token"], planted["followed"] = (
            "chosen by somebody else",
            "known",
            {"number": "1"},
        )
    answer = client.post("/login", data=SIGN_IN)
    said = inside(cookie(client))
    assert said["key"] != "chosen by somebody else"
    assert "csrf_token" not in said
    assert "followed" not in said
    assert INTAKE not in json.dumps(said)
    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    desk: Flask, as_: Callable[[str], FlaskClient]
) -> None:
    mine = as_(INTAKE)
    thief = desk.test_client()
    thief.set_cookie("session", cookie(mine))
    assert thief.get("/").status_code == 200
    mine.post("/logout")
    assert thief.get("/").status_code == 303


def test_signing_in_again_ends_the_session_before(desk: Flask, as_: Callable[[str], FlaskClient]) -> None:
    mine = as_(INTAKE)
    older = desk.test_client()
    older.set_cookie("session", cookie(mine))
    mine.post("/login", data=SIGN_IN)
    assert mine.get("/").status_code == 200
    assert older.get("/").status_code == 303


def test_a_cookie_is_no_token_and_a_token_no_cookie(desk: Flask, as_: Callable[[str], FlaskClient]) -> None:
    browser = as_(INTAKE)
    assert browser.get("/api/v1/tasks").status_code == 401
    assert browser.delete("/api/v1/sessions/current").status_code == 401
    key = inside(cookie(browser))["key"]
    for token in (key, f"desk{key}", cookie(browser)):
        bearer = {"Authorization": f"Bearer {token}"}
        assert desk.test_client().get("/api/v1/tasks", headers=bearer).status_code == 401
    with transaction():
        token, _ = sessions.issue_token(a_user(INTAKE))
    forged = desk.test_client()
    with forged.session_transaction() as session:
        session.update(user=a_user(INTAKE).id, key=token, since=MORNING.timestamp(), seen=MORNING.timestamp())
    assert forged.get("/").status_code == 303
    assert forged.get("/", headers={"Authorization": f"Bearer {token}"}).status_code == 303


def test_a_shut_account_is_out_at_once(as_: Callable[[str], FlaskClient], api: Client) -> None:
    browser = as_(INTAKE)
    api.get("/tasks", INTAKE)
    with transaction():
        org.disable_user(a_user(INTAKE))
    assert browser.get("/").status_code == 303
    assert api.ask("GET", "/tasks", by=INTAKE).status == 401
    assert browser.post("/login", data=SIGN_IN).status_code == 401
    anew()
    assert db.session.query(Token).count() == 0
    with transaction():
        org.enable_user(a_user(INTAKE))
    assert browser.get("/").status_code == 303  # what was open stays shut


def test_a_post_taken_away_is_lost_at_once(
    case: Case, as_: Callable[[str], FlaskClient], api: Client
) -> None:
    task = f"/tasks/{task_of(case, 'register').id}"
    browser = as_(INTAKE)
    assert browser.get(task).status_code == browser.get(f"/cases/{case.number}").status_code == 200
    assert api.ask("GET", task, by=INTAKE).status == 200
    with transaction():
        org.remove_post(a_user(INTAKE), "hrss_intake", "411221")
    for path in (task, f"/cases/{case.number}"):
        assert browser.get(path).status_code == 404
        assert api.ask("GET", path, by=INTAKE).status == 404
    assert browser.post(f"{task}/claim").status_code == 404
    assert api.ask("POST", f"{task}/claim", by=INTAKE).status == 404
    assert api.get("/tasks", INTAKE)["total"] == 0


def test_a_new_password_ends_tokens_and_sessions(as_: Callable[[str], FlaskClient], api: Client) -> None:
    browser = as_(INSPECTOR)
    api.get("/tasks", INSPECTOR)
    with transaction():
        org.set_password(a_user(INSPECTOR), "a better one now")
    assert browser.get("/").status_code == 303
    assert api.ask("GET", "/tasks", by=INSPECTOR).status == 401


def test_idle_thirty_minutes_and_eight_hours_at_most(as_: Callable[[str], FlaskClient]) -> None:
    browser = as_(INTAKE)
    with clock.frozen(MORNING + timedelta(minutes=29)):
        assert browser.get("/").status_code == 200
    with clock.frozen(MORNING + timedelta(minutes=59)):
        assert browser.get("/").status_code == 303


def test_the_cookie_cannot_stretch_its_own_eight_hours(
    desk: Flask, as_: Callable[[str], FlaskClient]
) -> None:
    """The row knows when it ends, whatever an old or forged cookie says."""
    browser = as_(INTAKE)
    late = MORNING + timedelta(hours=8)
    with clock.frozen(late):
        with browser.session_transaction() as session:
            session["since"] = session["seen"] = late.timestamp()
        assert browser.get("/").status_code == 303


def test_signing_out_is_a_post(as_: Callable[[str], FlaskClient]) -> None:
    browser = as_(INTAKE)
    assert browser.get("/logout").status_code == 405
    assert browser.get("/").status_code == 200


def test_an_unknown_name_and_a_wrong_password_are_not_told_apart(desk: Flask, api: Client) -> None:
    def said(username: str) -> tuple[int, str]:
        page = desk.test_client().post("/login", data={"username": username, "password": "wrong"})
        return page.status_code, page.text.replace(username, "…")

    def answered(username: str) -> tuple[int, object]:
        answer = api.ask("POST", "/sessions", json={"username": username, "password": "wrong"})
        return answer.status, answer.json

    with transaction():
        org.disable_user(a_user(ELSEWHERE))
    known, unknown, shut = INTAKE, "nobody_at_all", ELSEWHERE
    assert said(known) == said(unknown) == said(shut)
    assert answered(known) == answered(unknown) == answered(shut)


def test_an_unknown_name_costs_a_hash_as_well(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[object] = []
    verify = passwords._setting.hasher.verify

    class Counting:
        def verify(self, stored: str, password: bytes) -> bool:
            hashed.append(stored)
            return verify(stored, password)

        hash = staticmethod(passwords._setting.hasher.hash)

    monkeypatch.setattr(passwords._setting, "hasher", Counting())
    for username in (INTAKE, "nobody_at_all"):
        sessions.check_sign_in(username, "wrong")
    assert len(hashed) == 2


def test_unknown_names_are_locked_like_known_ones_and_locks_are_rows(desk: Flask, api: Client) -> None:
    for _try in range(3):
        desk.test_client().post("/login", data={"username": "nobody_at_all", "password": "wrong"})
    for _try in range(2):  # desk and API count together
        api.ask("POST", "/sessions", json={"username": "nobody_at_all", "password": "wrong"}).of(401)
    anew()
    assert db.session.query(Failure).filter_by(scope="login:nobody_at_all").count() == 5
    api.ask("POST", "/sessions", json={"username": "nobody_at_all", "password": "wrong"}).of(429)
    assert desk.test_client().post("/login", data={"username": "nobody_at_all"}).status_code == 429


ELSEWHERE_ADDRESSES = (
    "https://example.org/", "//example.org/", "/\\example.org", "\\\\example.org", "javascript:alert(1)",
    "/\t/example.org", "/\n/example.org", "\t//example.org", "http:example.org", "///example.org", " //example.org",
    "/\r\nSet-Cookie: a=b", "/\x00", "https:/example.org", "/..//example.org",
)  # fmt: skip


@pytest.mark.parametrize("elsewhere", ELSEWHERE_ADDRESSES)
def test_no_next_leads_to_another_site(desk: Flask, elsewhere: str) -> None:
    signed_in = desk.test_client()
    for answer in (
        signed_in.post("/login", data=SIGN_IN | {"next": elsewhere}),
        signed_in.get("/login", query_string={"next": elsewhere}),
        signed_in.post("/language", data={"language": "zh", "next": elsewhere}),
    ):
        assert answer.status_code in (302, 303)
        assert "\\" not in answer.location
        assert urlsplit(urljoin("http://localhost/login", answer.location)).netloc == "localhost"
        assert "a=b" not in answer.headers.get("Set-Cookie", "")
