"""The law as it ships: the default parameters are loaded."""

import pytest
from flask import Flask

from app.db import transaction
from app.law import actions


@pytest.fixture
def dialect() -> str:
    """Rules do not depend on the kind of database; what reads and writes parameters is tested on both."""
    return "sqlite"


@pytest.fixture
def law(app: Flask) -> Flask:
    """The application with the parameters that ship with the rules."""
    with transaction():
        actions.load_parameters()
    return app
