"""The law as it ships: the default parameters are loaded."""

import pytest
from flask import Flask

from app.db import transaction
from app.law import actions
from app.org import actions as org
from app.org.demo import REGIONS


@pytest.fixture
def dialect() -> str:
    """Rules do not depend on the kind of database; what reads and writes parameters is tested on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def regions(app: Flask) -> None:
    """The demo's tree of regions: a rule is asked about a region that is known."""
    with transaction():
        org.import_regions(REGIONS)


@pytest.fixture
def law(app: Flask) -> Flask:
    """The application with the parameters that ship with the rules."""
    with transaction():
        actions.load_parameters()
    return app
