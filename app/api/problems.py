"""Every refusal as problem+json (RFC 9457), in the language of ``Accept-Language``."""

from math import ceil

import structlog
from flask import Flask, Response, g, json, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from app import clock, web
from app.errors import AppError

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
MACHINES = ("/api/", "/openapi.json", "/healthz", "/readyz", "/metrics")
KINDS = {
    400: "bad-request",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "wrong-media-type",
    422: "invalid",
    429: "too-many",
    500: "fault",
}


def register(app: Flask) -> None:
    """Answer machines in JSON; pages stay pages."""
    app.register_error_handler(AppError, of_error)
    app.register_error_handler(HTTPException, of_http_error)


def for_machines() -> bool:
    """Was this asked by a program?"""
    return request.path.startswith(MACHINES)


def of_error(error: AppError) -> Response | tuple[str, int]:
    """A refusal of ours."""
    if not for_machines():
        return web.page_of_error(error)
    details = {key: value for key, value in error.details.items() if key != "retry_after"}
    if errors := getattr(error, "errors", None):
        details["errors"] = errors
    if error.status >= 500 and "incident" not in details:
        details["incident"] = _noted(error)
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if retry_after := error.details.get("retry_after"):
        headers["Retry-After"] = str(retry_after)
    return _problem(error.status, _(error.title), error.message, details, headers)


def of_http_error(error: HTTPException) -> Response | tuple[str, int]:
    """What the web server refuses; an unexpected fault gets a number under which it stands in the log."""
    if not for_machines() or (error.code is not None and 300 <= error.code < 400):
        return web.page_of_http_error(error)
    code = error.code or 500
    title, detail = _words(code)
    details: dict[str, object] = {}
    headers: dict[str, str] = {}
    if code == 405:
        headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    if isinstance(error, RateLimitExceeded):
        headers = {"Retry-After": str(_seconds_to_wait())}
    if code >= 500:
        details["incident"] = _noted(getattr(error, "original_exception", None) or error)
    return _problem(code, title, detail, details, headers)


def _noted(fault: BaseException) -> str:
    """The number under which the log has it."""
    log.error("request failed", exc_info=fault)
    return str(g.get("request_id", ""))


def _seconds_to_wait() -> int:
    limit = web.limiter.current_limit
    return max(1, ceil(limit.reset_at - clock.real().timestamp())) if limit else 60


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (_("请求无法识别"), _("请求不符合 HTTP 规范或编码有误，请检查后重新发送。")),
        404: (_("未找到"), _("没有这个地址。接口清单见 /docs。")),
        405: (_("方法不适用"), _("此地址不接受这种方法。可用的方法见 Allow 头。")),
        413: (_("内容过大"), _("请求体过大。JSON 不超过 2 MB，文件不超过 20 MB；请压缩或分次提交。")),
        415: (_("格式不支持"), _("请求的媒体类型不受支持。接口清单见 /docs。")),
        429: (_("操作过于频繁"), _("请求过于频繁，请按 Retry-After 头所示的秒数稍后再试。")),
    }
    fault = (_("系统故障"), _("系统暂时无法完成此操作，请稍后重试；若反复出现，请把故障编号告诉管理员。"))
    refused = (_("请求无法识别"), _("请求无法处理，请对照 /docs 检查后重新发送。"))
    return known.get(code, fault if code >= 500 else refused)


def _problem(
    status: int, title: str, detail: str, more: dict[str, object], headers: dict[str, str]
) -> Response:
    content = {
        "type": f"urn:qingqian:problem:{KINDS.get(status, 'refused')}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **more,
    }
    written = json.dumps(content, ensure_ascii=False)
    response = Response(written, status=status, mimetype=MEDIA_TYPE, headers=headers)
    return finished(response)


def finished(response: Response) -> Response:
    """What every answer to a program says of itself: it is nobody else's, and its language follows the request."""
    response.cache_control.no_store = True
    response.headers.setdefault("Content-Language", str(get_locale() or "zh")[:2])
    response.vary.add("Accept-Language")
    response.vary.add("Authorization")
    return response
