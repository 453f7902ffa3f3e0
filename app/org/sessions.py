"""Signing in, bearer tokens and the desk's session.

Five failures in 15 minutes lock a name for 15 minutes, whether somebody has that name or not. A failure must outlive
the request that it refuses, and hashing must not hold the write lock; so an edge signs a person in like this::

    outcome = sessions.check_sign_in(username, password)   # reads only
    with db.transaction():
        sessions.record(outcome)                           # committed, whatever comes next
        ... if outcome.user: sessions.issue_token(outcome.user)
    user = outcome.signed_in()                             # raises the refusal
"""

import hashlib
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import joinedload

from app import clock
from app.db import db, is_writing
from app.errors import NotSignedIn, TooMany
from app.org import failures, passwords, queries
from app.org.models import Token, User

LOCK = failures.Limit(tries=5, window=timedelta(minutes=15), lock=timedelta(minutes=15))
SCOPE = "login:"
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
TOUCH = timedelta(minutes=1)  # how stale "last seen" may get before the cookie is written again

HOLDER = (
    select(User)
    .join(Token, Token.user_id == User.id)
    .where(Token.digest == bindparam("digest"), Token.expires_at > bindparam("now"), User.active)
    .options(joinedload(User.posts))
)


class WrongPassword(NotSignedIn):
    """Name and password do not belong together; which of the two is wrong is not said."""


@dataclass(frozen=True)
class Outcome:
    """How an attempt to sign in went. ``retry_after``: seconds for which the name is locked."""

    username: str
    user: User | None
    retry_after: int | None = None

    def signed_in(self) -> User:
        """The user.

        :raises WrongPassword: name or password is wrong, or the account is disabled.
        :raises TooMany: the name is locked; details hold ``retry_after`` in seconds.
        """
        if self.retry_after is not None:
            raise TooMany(
                _(
                    "登录失败次数过多，该用户名已暂时锁定。请于%(minutes)s分钟后再试。",
                    minutes=-(-self.retry_after // 60),
                ),
                retry_after=self.retry_after,
            )
        if self.user is None:
            raise WrongPassword(_("用户名或密码不正确，请核对后重新输入。忘记密码请联系本单位系统管理员。"))
        return self.user


def check_sign_in(username: str, password: str) -> Outcome:
    """Look whether name and password belong together. Raises nothing and writes nothing: see the module's docstring."""
    if is_writing():
        raise RuntimeError("check_sign_in hashes for long: call it before transaction(), and record() inside")
    username = _printable(username)
    retry_after = failures.locked_for(_scope(username), LOCK)
    if retry_after is not None:
        return Outcome(username, None, retry_after)
    user = queries.user_by_name(username)
    right = passwords.fits(password, user.password_hash if user else None)
    return Outcome(username, user if user and right and user.active else None)


def record(outcome: Outcome) -> None:
    """Store a failure as a row. Tries against a locked name do not prolong the lock."""
    if outcome.user is None and outcome.retry_after is None:
        failures.record(_scope(outcome.username))


def locked_names() -> dict[str, int]:
    """The names that are locked out now, with the seconds left."""
    return {scope.removeprefix(SCOPE): left for scope, left in failures.locked(SCOPE, LOCK).items()}


def unlock(username: str) -> None:
    """Let a name try again at once."""
    failures.forget(_scope(username))


def _printable(username: str) -> str:
    """What a database takes as text: no NUL, no half of a surrogate pair."""
    return username.strip().replace("\0", "").encode("utf-8", "replace").decode()


def _scope(username: str) -> str:
    name = username if len(username) <= 80 else hashlib.sha256(username.encode()).hexdigest()
    return f"{SCOPE}{name}"


def issue_token(user: User, hours: int = 8) -> tuple[str, datetime]:
    """A new bearer token, which only its owner knows, and when it expires."""
    token, now = secrets.token_urlsafe(32), clock.now()
    expires_at = now + timedelta(hours=hours)
    db.session.add(Token(digest=_digest(token), user_id=user.id, created_at=now, expires_at=expires_at))
    return token, expires_at


def user_of_token(token: str) -> User:
    """The active user behind a bearer token.

    :raises NotSignedIn: unknown, revoked or expired, or the account is disabled.
    """
    user = _holder(_digest(token), clock.now())
    if user is None:
        raise NotSignedIn(_("登录凭证无效或已过期，请重新登录。"))
    return user


def revoke(token: str) -> None:
    """Sign a bearer token out. An unknown one is no error."""
    db.session.execute(delete(Token).where(Token.digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sweep() -> None:
    """Delete tokens that have expired, and failures that no lock counts any more."""
    db.session.execute(delete(Token).where(Token.expires_at <= clock.now()))
    failures.sweep()


def start(session: MutableMapping[str, Any], user: User) -> None:
    """Begin a desk session in a fresh session dict. It ends with 30 idle minutes, after 8 hours, a new password, when
    the account is shut, and when somebody signs out: its row then goes, so that a copied cookie is worth nothing."""
    end(session)
    key, now = secrets.token_urlsafe(24), clock.now()
    db.session.add(Token(digest=_desk_digest(key), user_id=user.id, created_at=now, expires_at=now + LONGEST))
    session.clear()
    session.update(user=user.id, key=key, since=now.timestamp(), seen=now.timestamp())


def end(session: Mapping[str, Any]) -> None:
    """Sign a desk session out. What is not one is no error."""
    if "key" in session:
        db.session.execute(delete(Token).where(Token.digest == _desk_digest(session["key"])))


def current(session: MutableMapping[str, Any]) -> int | None:
    """The id of the user of a desk session that still runs, else None; marks the session as just seen."""
    now = clock.now().timestamp()
    since, seen = session.get("since", 0), session.get("seen", 0)
    if "user" not in session or now - since >= LONGEST.total_seconds() or now - seen >= IDLE.total_seconds():
        return None
    if now - seen >= TOUCH.total_seconds():
        session["seen"] = now
    return int(session["user"])


def user_of_session(session: MutableMapping[str, Any]) -> User | None:
    """The active user of a desk session; None: it ran out, was signed out, or the account is shut."""
    if current(session) is None:
        return None
    return _holder(_desk_digest(session.get("key", "")), clock.now())


def late_user(session: Mapping[str, Any]) -> User | None:
    """Whose desk session has run out by time alone. Good for keeping what they had typed, and for nothing else."""
    began = datetime.fromtimestamp(session.get("since", 0), UTC)
    return _holder(_desk_digest(session["key"]), began) if "key" in session else None


def _holder(digest: str, now: datetime) -> User | None:
    return db.session.scalars(HOLDER, {"digest": digest, "now": now}).unique().one_or_none()


def _desk_digest(key: str) -> str:
    """The key of a cookie is no bearer token: a header cannot hold a NUL."""
    return _digest(f"desk\0{key}")
