"""Every scenario of every process plays to its end, and together they take every sequence flow."""

import json

import pytest
from flask import Flask

from app.engine import catalogue
from app.paths import FORMS, PROCESSES
from tests.scenarios import Player


@pytest.mark.parametrize("process", catalogue.names(PROCESSES))
def test_scenarios_play_to_their_end_and_take_every_flow(office: Flask, process: str) -> None:
    taken: set[str] = set()
    for path in sorted((PROCESSES / process / "scenarios").glob("*.json")):
        player = Player(json.loads(path.read_text("utf-8")))
        try:
            player.play()
        except BaseException as fault:
            fault.add_note(f"scenario: {path.stem}")
            raise
        taken |= player.passed.get(process, set())
    bundle = catalogue.read_bundle(process, PROCESSES, FORMS)
    flows = set(catalogue.definition(bundle.version, bundle.files).diagrams[process].flows.values())
    assert flows - taken == set()
