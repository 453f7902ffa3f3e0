"""Signing in with a name and a password, and out again."""

from typing import Any

from flask import g

from app.api import reading
from app.api.base import api, nameless, takes
from app.api.schemas import Credentials
from app.api.shapes import Session
from app.db import transaction
from app.org import access, sessions
from app.web import limiter


@api.route("/sessions", methods=["POST"], tags=["sessions"])
@limiter.limit("300 per minute")
@takes(Credentials)
@api.response(201, Session)
@nameless
def sign_in() -> dict[str, Any]:
    """Sign in: a token for eight hours. Five failures in 15 minutes lock the name for 15 minutes."""
    given = reading.body(Credentials)
    outcome = sessions.check_sign_in(given["username"], given["password"])
    issued = None
    with transaction():
        sessions.record(outcome)
        if outcome.user:
            issued = sessions.issue_token(outcome.user)
    user = outcome.signed_in()
    assert issued
    token, expires_at = issued
    groups = [f"{group}@{region}" for group, region in access.groups_of(user)]
    who = {"username": user.username, "name": user.name, "groups": groups}
    return {"token": token, "expires_at": expires_at, "user": who}


@api.route("/sessions/current", methods=["DELETE"], tags=["sessions"])
@api.response(204)
def sign_out() -> None:
    """Sign out: the token holds no longer."""
    with transaction():
        sessions.revoke(g.token)
