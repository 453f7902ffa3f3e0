"""The blueprints of this surface, in one short list."""

from flask import Flask


def register(app: Flask) -> None:
    """Add this surface to the application."""
