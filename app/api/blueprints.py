"""The blueprints of this surface, in one short list."""

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from app.api import cases, complaints, docs, health, law, matters, papers, problems, sessions, tasks
from app.api.base import api
from app.web import csrf

ROUTES = (cases, complaints, law, matters, papers, sessions, tasks)
"""Each of these adds its addresses to the blueprint when it is imported."""


def register(app: Flask) -> None:
    """Add this surface to the application. Callers bring a token, never a cookie, so there is nothing to forge."""
    csrf.exempt(api)
    if isinstance(app.json, DefaultJSONProvider):
        app.json.sort_keys, app.json.ensure_ascii = False, False  # forms keep their order
    problems.register(app)
    health.register(app)
    app.register_blueprint(api)
    docs.register(app, api)
