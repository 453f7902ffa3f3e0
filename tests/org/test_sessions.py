"""Signing in, and for how long it lasts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.errors import NotSignedIn, TooMany
from app.org import sessions
from app.org.models import Failure, Token, User
from tests.org.samples import PASSWORD, person, regions

NOON = datetime(2026, 8, 3, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def user(app: Flask) -> User:
    regions()
    return person("clerk", "hrss_intake@411221")


def attempt(username: str, password: str) -> User:
    """What an edge does."""
    outcome = sessions.check_sign_in(username, password)
    with transaction():
        sessions.record(outcome)
    return outcome.signed_in()


def fail(times: int, username: str = "clerk") -> None:
    for _ in range(times):
        with pytest.raises(sessions.WrongPassword):
            attempt(username, "wrong")


def test_name_and_password_sign_in(user: User) -> None:
    assert attempt("clerk", PASSWORD) == user


def test_a_wrong_name_and_a_wrong_password_look_the_same(user: User) -> None:
    for tried, username in enumerate(("clerk", "nobody", "", "no\0body", "x" * 500, "\ud800"), start=1):
        with pytest.raises(sessions.WrongPassword, match="用户名或密码不正确"):
            attempt(username, "wrong")
        assert db.session.query(Failure).count() == tried


@pytest.mark.parametrize("username", ["clerk", "nobody"])
def test_five_failures_lock_the_name_for_fifteen_minutes(user: User, username: str) -> None:
    with clock.frozen(NOON):
        fail(5, username)
        with pytest.raises(TooMany) as refusal:
            attempt(username, PASSWORD)
        assert refusal.value.details["retry_after"] == 15 * 60
        assert attempt_of_another() is not None
    with clock.frozen(NOON + timedelta(minutes=14, seconds=59)), pytest.raises(TooMany):
        attempt(username, PASSWORD)
    with clock.frozen(NOON + timedelta(minutes=15)):
        outcome = sessions.check_sign_in(username, PASSWORD)
        assert outcome.retry_after is None
        assert (outcome.user is None) is (username == "nobody")


def attempt_of_another() -> User:
    person("colleague")
    return attempt("colleague", PASSWORD)


def test_four_failures_do_not_lock(user: User) -> None:
    fail(4)
    assert attempt("clerk", PASSWORD) == user


def test_failures_far_apart_do_not_lock(user: User) -> None:
    for minutes in range(0, 20, 4):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            fail(1)
    with clock.frozen(NOON + timedelta(minutes=17)):
        assert attempt("clerk", PASSWORD) == user


def test_a_try_against_a_locked_name_does_not_prolong_the_lock(user: User) -> None:
    with clock.frozen(NOON):
        fail(5)
    with clock.frozen(NOON + timedelta(minutes=10)), pytest.raises(TooMany):
        attempt("clerk", "wrong")
    with clock.frozen(NOON + timedelta(minutes=15)):
        assert attempt("clerk", PASSWORD) == user


def test_hashing_does_not_hold_the_write_lock(user: User) -> None:
    with pytest.raises(RuntimeError), transaction():
        sessions.check_sign_in("clerk", PASSWORD)


def test_a_token_lasts_eight_hours_and_is_stored_hashed(user: User) -> None:
    with clock.frozen(NOON), transaction():
        token, expires_at = sessions.issue_token(user)
    assert expires_at == NOON + timedelta(hours=8)
    assert db.session.get(Token, token) is None
    with clock.frozen(NOON + timedelta(hours=7, minutes=59)):
        assert sessions.user_of_token(token) == user
    with clock.frozen(NOON + timedelta(hours=8)), pytest.raises(NotSignedIn):
        sessions.user_of_token(token)


def test_a_revoked_token_is_worth_nothing(user: User) -> None:
    with transaction():
        token, _ = sessions.issue_token(user)
        other, _ = sessions.issue_token(user)
    with transaction():
        sessions.revoke(token)
    with pytest.raises(NotSignedIn):
        sessions.user_of_token(token)
    assert sessions.user_of_token(other) == user


def test_a_made_up_token_is_refused(user: User) -> None:
    for token in ("", "guess", "\ud800"):
        with pytest.raises(NotSignedIn):
            sessions.user_of_token(token)


def test_a_desk_session_ends_after_thirty_idle_minutes(user: User) -> None:
    session: dict[str, Any] = {"left": "over"}
    with clock.frozen(NOON), transaction():
        sessions.start(session, user)
    assert "left" not in session
    with clock.frozen(NOON + timedelta(minutes=29)):
        assert sessions.current(session) == user.id
    with clock.frozen(NOON + timedelta(minutes=58)):
        assert sessions.user_of_session(session) == user
    with clock.frozen(NOON + timedelta(minutes=88)):
        assert sessions.current(session) is None


def test_a_desk_session_ends_after_eight_hours_of_work(user: User) -> None:
    session: dict[str, Any] = {}
    with clock.frozen(NOON), transaction():
        sessions.start(session, user)
    for minutes in range(20, 8 * 60, 20):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            assert sessions.current(session) == user.id
    with clock.frozen(NOON + timedelta(hours=8)):
        assert sessions.current(session) is None


def test_nobody_is_signed_in_to_an_empty_session(user: User) -> None:
    assert sessions.current({}) is None
    assert sessions.user_of_session({}) is None


def test_the_sweep_leaves_what_still_counts(user: User) -> None:
    with clock.frozen(NOON):
        fail(1)
        with transaction():
            sessions.issue_token(user)
    with clock.frozen(NOON + timedelta(days=2)):
        fail(1)
        with transaction():
            token, _ = sessions.issue_token(user)
        with transaction():
            sessions.sweep()
        assert sessions.user_of_token(token) == user
    assert db.session.query(Token).count() == 1
    assert db.session.query(Failure).count() == 1
