"""The flask command, as an operator types it."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from app.db import db

Flask_ = Callable[..., Result]


@pytest.fixture
def flask(office: Flask) -> Flask_:
    """Run a command; it must end with the given status."""

    def run(*words: str, status: int = 0, typed: str = "") -> Result:
        db.session.rollback()
        result = office.test_cli_runner().invoke(args=list(words), input=typed)
        assert result.exit_code == status, (words, result.output, result.exception)
        db.session.expire_all()
        return result

    return run
