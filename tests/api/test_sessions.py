"""Signing in, signing out, and what a token is worth."""

from datetime import timedelta

from flask.testing import FlaskClient

from app import clock
from app.db import db, transaction
from app.org import queries as org
from app.org import sessions
from tests.journey import PASSWORD, Client

CLERK = "hrss_intake@411221"


def sign_in(client: Client, password: str = PASSWORD, username: str = CLERK):
    return client.ask("POST", "/sessions", json={"username": username, "password": password})


def test_a_session_says_who_it_is_and_how_long_it_holds(client: Client) -> None:
    said = sign_in(client).of(201)
    assert said["user"]["username"] == CLERK
    assert said["user"]["groups"] == [CLERK]
    assert said["expires_at"] == "2026-08-03T17:00:00+08:00"
    assert client.ask("GET", "/tasks", headers={"Authorization": f"Bearer {said['token']}"}).status == 200


def test_signing_out_ends_the_token(client: Client) -> None:
    client.ask("DELETE", "/sessions/current", by=CLERK).of(204)
    assert client.ask("GET", "/tasks", by=CLERK).status == 401


def test_a_token_ends_after_eight_hours(client: Client) -> None:
    client.token(CLERK)
    with clock.frozen(clock.now() + timedelta(hours=8)):
        assert client.ask("GET", "/tasks", by=CLERK).status == 401


def test_the_token_of_a_disabled_account_is_worth_nothing(client: Client) -> None:
    client.token(CLERK)
    with transaction():
        org.user_by_name(CLERK).active = False
    assert client.ask("GET", "/tasks", by=CLERK).status == 401


def test_only_a_bearer_token_that_was_issued_opens(client: Client) -> None:
    token = client.token(CLERK)
    for header in ("", "Bearer", "Bearer ", "Basic {}", "Token {}", "{}", "Bearer x{}", "Bearer {}x"):
        answer = client.ask("GET", "/tasks", headers={"Authorization": header.format(token)})
        assert answer.status == 401, header
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_cookie_of_the_desk_opens_nothing_here(web: FlaskClient) -> None:
    with web.session_transaction() as session, transaction():
        sessions.start(session, org.user_by_name(CLERK))
    assert Client(web).ask("GET", "/tasks").status == 401


def test_five_failures_lock_the_name_for_fifteen_minutes(client: Client) -> None:
    for _try in range(5):
        assert sign_in(client, "wrong").status == 401
    locked = sign_in(client)
    assert locked.status == 429
    assert locked.headers["Retry-After"] == "900"
    with clock.frozen(clock.now() + timedelta(minutes=15, seconds=1)):
        assert sign_in(client).status == 201


def test_tokens_are_stored_hashed(client: Client) -> None:
    token = client.token(CLERK)
    stored = db.session.scalars(db.text("select digest from token")).all()
    assert stored
    assert token not in stored
