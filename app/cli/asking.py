"""What the commands share: who asks, and how a refusal is said."""

import os
from typing import Any

import click
from flask.cli import AppGroup

from app.errors import AppError, Invalid


def who() -> str:
    """The operator, as the journal names them."""
    return f"cli:{os.environ.get('USER') or os.getuid()}"


class Refused(click.ClickException):
    """A refusal, said to the operator as to everybody else."""

    def __init__(self, refusal: AppError) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        lines = [f"{path}: {'；'.join(texts)}" for path, texts in errors.items()]
        super().__init__("\n".join(lines) or refusal.message)


class Group(AppGroup):
    """Commands whose refusals are sentences, not stack traces."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except AppError as refusal:
            raise Refused(refusal) from refusal


class Command(click.Command):
    """The same for a command that stands alone."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        try:
            return super().invoke(ctx)
        except AppError as refusal:
            raise Refused(refusal) from refusal
