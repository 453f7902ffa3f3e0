"""What all pages and the API share: language, safety headers, limits, sessions' cookie, errors, health, logs."""

import logging
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, render_template, request, session
from flask_babel import Babel, get_locale, ngettext
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import text
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from app import clock, faults
from app.config import LANGUAGES
from app.db import db
from app.errors import AppError

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, default_limits=[], storage_uri="memory://", strategy="moving-window")
CSP = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "style-src": "'self' 'unsafe-inline'",  # the diagram viewer sets styles on its elements
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
KEPT = frozenset({"static", "vendor.show", "complain.form"})


def init_app(app: Flask) -> None:
    """Attach what every request passes through."""
    _log()
    Babel(app, locale_selector=language)
    # Names and instructions of diagrams are neither format strings («50%») nor HTML, as the new style would take them.
    app.jinja_env.install_gettext_callables(_, ngettext, newstyle=False)  # type: ignore[attr-defined]
    app.before_request(_limit_body)  # before anything reads the form
    csrf.init_app(app)
    app.config.setdefault("RATELIMIT_ENABLED", app.config["APP_ENV"] != "test")
    limiter.init_app(app)
    production = app.config["APP_ENV"] == "production"
    Talisman(
        app,
        content_security_policy=CSP,
        force_https=False,  # the proxy in front does that; see docs/operate.md
        strict_transport_security=production,
        session_cookie_secure=app.config["SESSION_COOKIE_SECURE"],
        referrer_policy="same-origin",
        frame_options="DENY",
    )
    app.after_request(_keep_private)
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.register_error_handler(AppError, page_of_error)
    app.register_error_handler(HTTPException, page_of_http_error)
    app.register_error_handler(CSRFError, page_of_csrf_error)
    app.before_request(_name_request)
    app.context_processor(_for_pages)
    app.teardown_appcontext(lambda _fault: db.session.remove())


def language() -> str:
    """The reader's choice, then the session's, then what the browser asks for; Chinese by default."""
    if not request:
        return "zh"
    chosen = session.get("language") if request.blueprint != "api" else None
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES, "zh") or "zh"


def _limit_body() -> None:
    """2 MB where no file can be. (The library's own limit of a form's memory is for multipart forms only.)"""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = request.max_form_memory_size


def _keep_private(response: Response) -> Response:
    """Answers hold personal data: no browser and no proxy keeps them. What is the same for everybody may be kept; and
    the empty complaint, so that what was typed is still there when somebody comes back to it."""
    if request.endpoint not in KEPT:
        response.cache_control.no_store = True
    return response


def _name_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id, path=request.path)


def _for_pages() -> dict[str, Any]:
    return {"language": str(get_locale() or "zh")[:2], "clock": clock}


def page_of_error(error: AppError) -> tuple[str, int] | Response:
    """A refusal as a page: what happened, why, what to do next."""
    return render_template(
        "errors/error.html", title=_(error.title), message=error.message, status=error.status
    ), error.status


def page_of_http_error(error: HTTPException) -> tuple[str, int] | Response:
    """What the web server refuses, in the reader's language."""
    if error.code is not None and 300 <= error.code < 400:
        return Response(error.get_response())  # type: ignore[arg-type]
    known = {
        404: (_("未找到"), _("没有这个页面，或您无权查看。请从首页重新进入。")),
        405: (_("方法不适用"), _("此地址不接受这种请求。请从首页重新进入。")),
        413: (_("内容过大"), _("提交的内容过大。单个文件不超过 20 MB，表单不超过 2 MB；请压缩或分次提交。")),
        429: (_("操作过于频繁"), _("操作过于频繁。请稍后再试。")),
    }
    fault = (_("操作未完成"), _("系统暂时无法完成此操作，请稍后重试；若反复出现，请联系管理员。"))
    code = error.code or 500
    title, message = known.get(code, fault)
    return render_template("errors/error.html", title=title, message=message, status=code), code


def page_of_csrf_error(_error: CSRFError) -> tuple[str, int]:
    """The page was open for too long; what was typed is shown again by the browser's back button."""
    message = _("页面已打开太久，为安全起见未提交。请返回上一页，刷新后重新提交。")
    return render_template("errors/error.html", title=_("页面已过期"), message=message, status=400), 400


def database_answers() -> bool:
    """Does the database answer?"""
    return db.session.scalar(text("select 1")) == 1


def _log() -> None:
    """Our own events as JSON, those of the libraries as lines; neither quotes what somebody typed."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(faults.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            faults.into_log,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
