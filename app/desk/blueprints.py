"""The blueprints of this surface, in one short list."""

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFError

from app.desk import (
    admin,
    board,
    calendar,
    cases,
    diagrams,
    entry,
    files,
    guard,
    inbox,
    intake,
    labels,
    matters,
    navigation,
    people,
    profile,
    reminders,
    rules,
    rulewords,
    stale,
    starting,
    tasks,
    why,
    words,
)

PARTS = (
    inbox,
    tasks,
    intake,
    cases,
    board,
    reminders,
    diagrams,
    starting,
    matters,
    files,
    rules,
    profile,
    admin,
    people,
    calendar,
)


def register(app: Flask) -> None:
    """Add this surface to the application."""
    for helper in (labels, navigation, rulewords, why, words):
        helper.register(app)
    desk = Blueprint("desk", __name__)
    guard.attach(desk)
    desk.register_error_handler(CSRFError, stale.show)
    for part in PARTS:
        desk.register_blueprint(part.pages)
    app.register_blueprint(entry.pages)
    app.register_blueprint(desk)
