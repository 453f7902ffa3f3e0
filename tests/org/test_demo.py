"""The demo's people."""

import pytest
from flask import Flask

from app.config import ConfigError
from app.db import db, transaction
from app.org import demo, passwords, queries, sessions
from app.org.groups import GROUPS
from app.org.models import Department, Post, Region, User


def counts() -> list[int]:
    return [db.session.query(model).count() for model in (Region, Department, User, Post)]


def test_every_department_has_a_log_in(app: Flask) -> None:
    with transaction():
        demo.load()
    regions, departments, users, posts = counts()
    assert regions == len(demo.REGIONS)
    assert departments == users == posts
    assert {group for (group,) in db.session.query(Department.group).distinct()} == set(GROUPS)
    clerk = sessions.check_sign_in("hrss_intake@411221", "demo").signed_in()
    assert [(post.group, post.region_code) for post in clerk.posts] == [("hrss_intake", "411221")]
    assert clerk.is_demo
    assert "渑池县" in clerk.name


def test_loading_again_changes_nothing(app: Flask) -> None:
    with transaction():
        demo.load()
    before = counts()
    with transaction():
        demo.load()
    assert counts() == before


def test_production_refuses_the_demo(app: Flask) -> None:
    passwords.set_up(cheap=True, min_length=12)
    try:
        with pytest.raises(passwords.WeakPassword), transaction():
            demo.load()
    finally:
        passwords.set_up(cheap=True, min_length=4)
    assert queries.region("411221") is None


def test_production_does_not_serve_with_people_whose_password_is_public(app: Flask) -> None:
    demo.refuse_in_production("production")
    with transaction():
        demo.load()
    demo.refuse_in_production("demo")
    with pytest.raises(ConfigError, match="public"):
        demo.refuse_in_production("production")


def test_production_does_not_serve_without_tables(bare: Flask) -> None:
    with pytest.raises(ConfigError, match="db upgrade"):
        demo.refuse_in_production("production")
