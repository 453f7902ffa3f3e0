"""The API as a program meets it: a client that says nothing of itself, and sign-ins by department."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.journey import Client


@pytest.fixture
def web(office: Flask) -> FlaskClient:
    """A client without a token."""
    return office.test_client()


@pytest.fixture
def client(web: FlaskClient) -> Client:
    """A client that signs in as whoever is needed."""
    return Client(web)
