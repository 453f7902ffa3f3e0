"""Random walks: every process reaches an end, whatever people decide, and no run falls silent on the way.

``WALKS=1000`` walks so often through each process; without it a few seeded walks are taken.
"""

import json
import os
from random import Random
from typing import Any

import pytest
from flask import Flask

from app.db import db
from app.demo.player import paths
from app.engine import catalogue
from app.paths import PROCESSES
from tests.walking import Walk

SEEDS = range(int(os.environ.get("WALKS", "2")))


def _scenarios(process: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in paths() if path.parts[-3] == process]


def _carried() -> dict[str, list[Any]]:
    """What the messages in the scenarios carry, by name."""
    found: dict[str, list[Any]] = {}
    for path in paths():
        for step in json.loads(path.read_text("utf-8"))["steps"]:
            if "message" in step:
                found.setdefault(step["message"], []).append(step.get("value"))
    return found


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("process", catalogue.names(PROCESSES))
def test_every_walk_ends_and_no_run_falls_silent(office: Flask, process: str) -> None:
    scenarios, carried = _scenarios(process), _carried()
    faults = []
    for seed in SEEDS:
        walk = Walk(Random(seed).choice(scenarios), seed, carried)
        try:
            walk.roam()
        except Exception as fault:  # noqa: BLE001
            db.session.rollback()
            faults.append(f"{process}, seed {seed}: {fault!r:.300}\n{walk.told()}")
    assert not faults, f"{len(faults)} of {len(SEEDS)} walks:\n" + "\n\n".join(faults)
