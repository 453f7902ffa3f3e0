"""Everything that a person can start runs over the API: one scenario of each such process, by requests alone."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework.queries import MAIN
from app.paths import FORMS, PROCESSES
from tests.journey import Client
from tests.walk import ApiPlayer


def startable() -> list[str]:
    """The processes with a start form; the main one has journeys of its own."""
    return sorted(path.parent.name for path in FORMS.glob("*/start.json") if path.parent.name != MAIN)


@pytest.mark.parametrize("dialect", ["sqlite"])  # the scenarios themselves run on both databases
@pytest.mark.parametrize("process", startable())
def test_it_goes_from_its_start_form_to_its_end(office: Flask, web: FlaskClient, process: str) -> None:
    plays = [json.loads(path.read_text("utf-8")) for path in PROCESSES.glob(f"{process}/scenarios/*.json")]
    client = Client(web)
    player = ApiPlayer(min(plays, key=lambda play: ("by" not in play["start"], len(play["steps"]))), client)
    player.play()
    number = player.case.number
    assert client.get(f"/cases/{number}", by=player.by)["number"] == number
