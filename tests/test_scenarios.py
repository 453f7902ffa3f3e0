"""Every scenario of every process plays through, and together they take every sequence flow."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.engine import catalogue
from app.paths import FORMS, PROCESSES
from tests.scenarios import Player, paths


@pytest.mark.parametrize("path", paths(), ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_plays_to_its_end(office: Flask, path: Path) -> None:
    Player(json.loads(path.read_text("utf-8"))).play()


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("process", catalogue.names(PROCESSES))
def test_every_flow_is_taken_by_some_scenario(office: Flask, process: str) -> None:
    taken: set[str] = set()
    for path in sorted((PROCESSES / process / "scenarios").glob("*.json")):
        player = Player(json.loads(path.read_text("utf-8")))
        player.play()
        taken |= player.passed.get(process, set())
    bundle = catalogue.read_bundle(process, PROCESSES, FORMS)
    flows = set(catalogue.definition(bundle.version, bundle.files).diagrams[process].flows.values())
    assert flows - taken == set()
