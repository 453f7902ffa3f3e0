"""What the browser loads from npm packages: a fixed list, each address with the package's version, kept for good."""

import json
from functools import cache

from flask import Blueprint, Flask, Response, abort, request, send_from_directory, url_for

from app.paths import NODE_MODULES

FILES = {
    "bootstrap.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "bpmn-viewer.js": "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
    "diagram-js.css": "bpmn-js/dist/assets/diagram-js.css",
    "bpmn-js.css": "bpmn-js/dist/assets/bpmn-js.css",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js",
}
FOR_GOOD = 365 * 24 * 3600

pages = Blueprint("vendor", __name__, url_prefix="/vendor")


def register(app: Flask) -> None:
    """Serve the files and let templates say ``vendor("bootstrap.css")``."""
    app.register_blueprint(pages)
    app.add_template_global(address, "vendor")


def address(name: str) -> str:
    """Where a file of the list is; another version has another address."""
    return url_for("vendor.show", name=name, v=version(name))


@cache
def version(name: str) -> str:
    """The version of the package that a file comes from; empty where it has not been installed."""
    manifest = NODE_MODULES / FILES[name].split("/", 1)[0] / "package.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["version"]) if manifest.is_file() else ""


@pages.get("/<name>")
def show(name: str) -> Response:
    """A file of the list; nothing else of the packages is served."""
    if name not in FILES:
        abort(404)
    response = send_from_directory(NODE_MODULES, FILES[name])
    if request.args.get("v") and request.args["v"] == version(name):
        response.cache_control.no_cache = None
        response.cache_control.public, response.cache_control.immutable = True, True
        response.cache_control.max_age = FOR_GOOD
    return response
