"""A form whose token has run out or is missing: nothing is done, and nothing typed is lost."""

from flask import g, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from app.desk import tasks
from app.errors import BadRequest
from app.marking import N_
from app.org import sessions

HIDDEN = ("csrf_token", "password", "do", "next")


class TooOld(BadRequest):
    """The page was open for too long, or was not ours."""

    title = N_("页面已过期")


def show(_error: CSRFError) -> tasks.Page:
    """A task's page again, ready to be sent; for anything else, or signed out, what was typed as text to copy."""
    g.user = sessions.user_of_session(session)
    refusal = TooOld(_("页面已打开太久，为安全起见未提交。请核对后重新提交。"))
    if g.user is not None and request.endpoint == "desk.tasks.submit":
        return tasks.show_again((request.view_args or {})["task_id"], refusal)
    typed = [(name, text) for name, text in request.form.items(multi=True) if text and name not in HIDDEN]
    return render_template("desk/stale.html", refusal=refusal, typed=typed), refusal.status
