"""Whole journeys over the API: the scenarios of the main process, played by requests alone."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.paths import PROCESSES
from tests.journey import Client
from tests.walk import ApiPlayer


@pytest.mark.parametrize("name", ["j1_twelve_workers", "mediated_two_instalments"])
def test_a_case_goes_from_the_counter_to_the_write_off(office: Flask, web: FlaskClient, name: str) -> None:
    path = PROCESSES / "wage_case" / "scenarios" / f"{name}.json"
    ApiPlayer(json.loads(path.read_text("utf-8")), Client(web)).play()
