"""Users, their posts and lock-outs: the security administrator's pages."""

import structlog
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.db import transaction
from app.desk import guard
from app.errors import AppError, Conflict, Invalid, NotFound
from app.org import access, actions, queries, sessions
from app.org.groups import GROUPS
from app.org.models import User

PAGE = 50

log = structlog.get_logger()
pages = Blueprint("people", __name__, url_prefix="/admin/people")
Page = str | Response | tuple[str, int]


@pages.before_request
def _only_security() -> None:
    guard.require(access.is_admin(g.user, "security"))


@pages.get("")
def listing() -> str:
    """Everybody who signs in, and who is locked out."""
    return _list()


def _list(errors: dict[str, list[str]] | None = None) -> str:
    q = request.args.get("q", "").strip()[:80]
    number = min(max(request.args.get("page", 1, int) or 1, 1), 10_000)
    found, total = queries.people(q, (number - 1) * PAGE, PAGE)
    return render_template(
        "desk/admin/people.html",
        found=found,
        total=total,
        page=number,
        size=PAGE,
        q=q,
        locked=sessions.locked_names(),
        errors=errors or {},
        typed=request.form,
    )


@pages.post("")
def add() -> Page:
    """Let somebody sign in; posts are given on their page."""
    username, name, password = (request.form.get(key, "") for key in ("username", "name", "password"))
    try:
        with transaction():
            user_id = actions.add_user(username.strip(), name, password).id
    except Invalid as refusal:
        return _list(refusal.errors), refusal.status
    except Conflict as refusal:
        return _list({"username": [refusal.message]}), refusal.status
    log.info("user.add", user=username, by=g.user.username)
    flash(_("已添加。请继续设置岗位。"), "success")
    return redirect(url_for("desk.people.show", user_id=user_id), 303)


@pages.get("/<int:user_id>")
def show(user_id: int) -> str:
    """One person."""
    return _person(_found(user_id))


def _found(user_id: int) -> User:
    user = queries.user_by_id(user_id)
    if user is None:
        raise NotFound(_("没有这个用户。"))
    return user


def _person(user: User, error: str = "") -> str:
    return render_template("desk/admin/person.html", user=user, groups=GROUPS.values(), error=error)


@pages.post("/<int:user_id>")
def change(user_id: int) -> Page:
    """Password, posts, access: what the pressed button says."""
    user = _found(user_id)
    act = request.form.get("do", "")
    group, region = request.form.get("group", ""), request.form.get("region", "").strip()
    try:
        with transaction():
            match act:
                case "password":
                    actions.set_password(user, request.form.get("password", ""))
                case "disable" if user.id != g.user.id:
                    actions.disable_user(user)
                case "enable":
                    actions.enable_user(user)
                case "add_post":
                    actions.add_post(user, group, region)
                case "remove_post":
                    actions.remove_post(user, group, region)
                case _:
                    raise Invalid(_("不能停用自己的账号。请由另一名安全管理员办理。"))
    except AppError as refusal:
        return _person(_found(user_id), refusal.message), refusal.status
    log.info("user.change", act=act, user=user.username, by=g.user.username)
    flash(_("已保存。"), "success")
    return redirect(url_for("desk.people.show", user_id=user_id), 303)


@pages.post("/unlock")
def unlock() -> Response:
    """Let a locked name try again at once."""
    name = request.form.get("username", "")
    with transaction():
        sessions.unlock(name)
    log.info("user.unlock", user=name, by=g.user.username)
    flash(_("已解除锁定。"), "success")
    return redirect(url_for("desk.people.listing"), 303)
