"""One's own account: password and language."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import AppError
from app.org import actions, passwords, sessions

pages = Blueprint("profile", __name__, url_prefix="/profile")
Page = str | Response | tuple[str, int]


@pages.get("")
def show() -> str:
    """Name, posts, password."""
    return render_template("desk/profile.html", errors={})


@pages.post("/password")
def change() -> Page:
    """Give oneself a new password; other sessions and tokens end."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    errors = {}
    if not passwords.fits(old, g.user.password_hash):
        errors["old"] = _("当前密码不正确，请重新输入。")
    if new != again:
        errors["again"] = _("两次输入的新密码不一致，请重新输入。")
    if not errors:
        try:
            with transaction():
                actions.set_password(g.user, new)
                language = session.get("language")
                sessions.start(session, g.user)
                if language:
                    session["language"] = language
        except AppError as refusal:
            errors["new"] = refusal.message
    if errors:
        return render_template("desk/profile.html", errors=errors), 422
    flash(_("密码已修改，您在其他地方的登录已失效。"), "success")
    return redirect(url_for("desk.profile.show"), 303)
