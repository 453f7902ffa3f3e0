"""Scenarios are played by the demo's player."""

import json
from datetime import date
from typing import Any

from app.deadlines import queries as deadlines
from app.demo.player import Player, paths
from app.paths import PROCESSES

__all__ = ["Player", "due", "paths", "scenario"]


def scenario(process: str, name: str, **start: object) -> dict[str, Any]:
    """A scenario of a process, its start changed where that is said."""
    data: dict[str, Any] = json.loads((PROCESSES / process / "scenarios" / f"{name}.json").read_text("utf-8"))
    data["start"].update(start)
    return data


def due(player: Player, key: str) -> date | None:
    """The last day of the newest clock with this key in the played case."""
    return [row.due for row in deadlines.clocks(player.case.id) if row.key == key][-1]
