"""The blueprints of this surface, in one short list."""

from flask import Flask

from app.portal import complain, follow


def register(app: Flask) -> None:
    """Add the public's pages to the application."""
    for pages in (complain.pages, follow.pages):
        app.register_blueprint(pages)
