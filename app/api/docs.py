"""The documentation of the API: ``/openapi.json``, and a page that shows it."""

from flask import Blueprint, Flask, render_template
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint

from app.api.problems import MEDIA_TYPE
from app.api.shapes import Problem

SETTINGS = {
    "API_TITLE": "清欠 Qingqian",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/",
    "OPENAPI_JSON_PATH": "openapi.json",
}
DESCRIPTION = """欠薪案件流转接口。金额为元，文本形式，两位小数；日期 YYYY-MM-DD；时刻为带时区的 ISO 8601。
列表为 {items, total, next_cursor}。拒绝一律为 problem+json（RFC 9457），语言随 Accept-Language。

Money is yuan as text. Lists page by cursor. Every refusal is problem+json; texts follow Accept-Language."""

pages = Blueprint("docs", __name__)


class Documented(Api):
    """Collects the documentation. Errors are answered by :mod:`app.api.problems`, on every surface in its way."""

    DEFAULT_ERROR_RESPONSE_NAME = "Problem"
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        pass


def register(app: Flask, described: SmorestBlueprint) -> None:
    """Serve the document and the page. The blueprint has been registered: its addresses are known."""
    app.config.update(SETTINGS)
    documented = Documented(
        app,
        spec_kwargs={
            "info": {"description": DESCRIPTION},
            "servers": [{"url": "/"}],
        },
    )
    components = documented.spec.components
    components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    documented.spec.options["security"] = [{"token": []}]
    components.response(
        "Problem",
        {"description": Problem.__doc__, "content": {MEDIA_TYPE: {"schema": Problem}}},
    )
    # Not by the extension's own way, which heads the list with a group that has no addresses.
    described.register_views_in_doc(documented, app, documented.spec, name=described.name, parameters=None)
    app.register_blueprint(pages)


@pages.get("/docs")
def show() -> str:
    """The API, to read and to try."""
    return render_template("api/docs.html")
