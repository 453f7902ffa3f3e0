"""Users, passwords and posts."""

import pytest
from flask import Flask

from app.db import db, transaction
from app.errors import Invalid, NotSignedIn
from app.org import actions, passwords, queries, sessions
from app.org.models import User
from tests.org.samples import PASSWORD, person, regions


@pytest.fixture(autouse=True)
def _regions(app: Flask) -> None:
    regions()


def test_a_password_is_stored_as_argon2id_and_fits_again() -> None:
    user = person("li")
    assert user.password_hash.startswith("$argon2id$")
    assert passwords.fits(PASSWORD, user.password_hash)
    assert not passwords.fits("something else", user.password_hash)
    assert not passwords.fits(PASSWORD, None)
    assert not passwords.fits("half a pair \ud800", user.password_hash)


def test_a_weak_password_is_refused() -> None:
    for password in ("abc", "Clerk", "clerk@411221", "x" * 2000):
        with pytest.raises(passwords.WeakPassword):
            passwords.check_strength(password, "clerk@411221")


def test_production_wants_twelve_characters() -> None:
    passwords.set_up(cheap=True, min_length=12)
    try:
        with pytest.raises(passwords.WeakPassword, match="12"):
            passwords.check_strength("elevenchars", "li")
        passwords.check_strength("twelve chars", "li")
    finally:
        passwords.set_up(cheap=True, min_length=4)


def test_a_log_in_name_is_given_once() -> None:
    person("li")
    with pytest.raises(actions.NameTaken, match="li"), transaction():
        actions.add_user("li", "另一人", PASSWORD)


def test_all_that_is_wrong_with_a_user_is_named() -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        actions.add_user("a b", " ", PASSWORD, "fr")
    assert set(refusal.value.errors) == {"username", "name", "language"}


def test_a_disabled_user_is_out_at_once() -> None:
    user = person("li")
    with transaction():
        token, _ = sessions.issue_token(user)
    with transaction():
        actions.disable_user(user)
    with pytest.raises(NotSignedIn):
        sessions.user_of_token(token)
    assert sessions.check_sign_in("li", PASSWORD).user is None


def test_a_new_password_ends_what_the_old_one_opened() -> None:
    user, session = person("li"), {}
    with transaction():
        sessions.start(session, user)
        token, _ = sessions.issue_token(user)
    with transaction():
        actions.set_password(user, "another good one")
    with pytest.raises(NotSignedIn):
        sessions.user_of_token(token)
    assert sessions.user_of_session(session) is None
    assert sessions.check_sign_in("li", "another good one").user == user


def test_posts_are_given_once_and_taken_away() -> None:
    user = person("li", "hrss_intake@411221")
    with transaction():
        actions.add_post(user, "hrss_intake", "411221")
    assert [(post.group, post.region_code) for post in user.posts] == [("hrss_intake", "411221")]
    assert queries.holders("hrss_intake", "411221") == [user]
    with transaction():
        actions.remove_post(user, "hrss_intake", "411221")
        actions.remove_post(user, "hrss_intake", "411221")
    assert queries.holders("hrss_intake", "411221") == []


def test_holders_are_those_who_may_act_now() -> None:
    user = person("li", "hrss_intake@411221")
    person("wang", "hrss_intake@410482")
    with transaction():
        actions.disable_user(user)
    assert queries.holders("hrss_intake", "411221") == []


def test_a_post_needs_a_department() -> None:
    user = person("li")
    for group, region in (
        ("wizards", "411221"),
        ("hrss_intake", "999999"),
        ("hrss_city_principal", "411221"),
    ):
        with pytest.raises(actions.NoSuchPost), transaction():
            actions.add_post(user, group, region)
    db.session.expire_all()
    assert db.session.get_one(User, user.id).posts == []
