"""Who is at the desk: every page behind it wants a signed-in user, and nothing typed is lost when the session ends."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.desk import typed
from app.errors import NotAllowed
from app.org import sessions
from app.org.models import User

QUIET = frozenset({"desk.inbox.counts"})
"""What a page asks by itself: it does not keep the session alive."""


def attach(blueprint: Blueprint) -> None:
    """Put the guard before every page of a blueprint and of those nested in it."""
    blueprint.before_request(_require_user)


def _require_user() -> AnyResponse | None:
    seen: Any = dict(session) if request.endpoint in QUIET else session
    g.user = sessions.user_of_session(seen)
    if g.user is not None:
        return None
    if request.endpoint in QUIET:  # the page itself goes to the sign-in, not a part of it
        return Response(headers={"HX-Redirect": url_for("entry.sign_in", next=url_for("desk.inbox.show"))})
    late = sessions.late_user(session) if request.method == "POST" else None
    kept = late is not None and typed.keep_for(late)
    flash(
        _("登录已过期。您填写的内容已存为草稿，登录后可继续办理。")
        if kept
        else _("请先登录；离开 30 分钟或登录满 8 小时后须重新登录。")
    )
    back = request.full_path.rstrip("?") if request.method == "GET" else typed.page_of_request()
    return redirect(url_for("entry.sign_in", next=back), 303)


def user() -> User:
    """Whoever is signed in."""
    return g.user


def local_path(path: str | None) -> str:
    """An address of ours to go back to; the inbox for anything else."""
    parts = urlsplit(path or "")
    ours = path and path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    return path if path and ours and path.isprintable() else url_for("desk.inbox.show")


def require(allowed: bool) -> None:
    """:raises NotAllowed: the page is for other posts."""
    if not allowed:
        raise NotAllowed(_("此页面不属于您的岗位。如确需办理，请联系安全管理员调整岗位。"), reason="post")
