"""The words by which one process starts or tells another. They write rows; casework works them off after the save."""

from typing import Any

from app.cases.move import Move
from app.casework import advance
from app.engine.operations import operation


@operation("run.start")
def start(move: Move, process: str) -> None:
    """Start a side procedure of this case, unless one is under way."""
    advance.request_run(move.case, process, move.actor)


@operation("message.send")
def send(move: Move, name: str, value: Any = None, key: str = "") -> None:
    """Tell the other runs of this case something, once for each run and key."""
    advance.send(move.case, name, f"{name}:{move.run_id}:{key}", value, from_run_id=move.run_id)
