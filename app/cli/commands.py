"""All commands, as flask finds them."""

from flask import Flask

from app import translating
from app.cli.demonstration import demo
from app.cli.operating import faults, journals, keys, make_backup, restore, work
from app.cli.people import regions, users
from app.cli.processes import processes
from app.cli.rules import calendar, parameters

COMMANDS = (
    processes,
    demo,
    users,
    regions,
    calendar,
    parameters,
    faults,
    journals,
    keys,
    translating.translate,
    work,
    make_backup,
    restore,
)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for command in COMMANDS:
        app.cli.add_command(command)
