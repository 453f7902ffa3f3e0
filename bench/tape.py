"""Records what the engine is asked and answered in a play, so that a bare engine can be led the same way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.casework import advance, queries
from app.casework.host import CaseHost
from app.demo.player import Player
from app.engine.run import Run, Step


@dataclass
class Move:
    """One thing that happened to a run: it started, a person completed a step, its timers fired, a message came."""

    kind: str
    run: int
    process: str
    completion: int | None
    data: dict[str, Any] = field(default_factory=dict)
    step: Step | None = None
    outcome: str | None = None
    fired: list[str] = field(default_factory=list)
    answers: list[tuple[str, str, Any]] = field(default_factory=list)
    """(process, element, what the operation or the rule answered), in the order asked."""
    due: list[tuple[str, str]] = field(default_factory=list)


class Tape:
    """The moves of one play. ``completion`` numbers the human steps; moves that a step caused carry its number."""

    def __init__(self) -> None:
        self.moves: list[Move] = []
        self.completion: int | None = None
        self.completions = 0
        self.ended: set[int] = set()  # a credit listing goes on for years after the case

    def record(self, scenario: dict[str, Any]) -> None:
        """Play a scenario in the open application context and record it."""
        with _wired(self):
            player = _TapedPlayer(scenario, self)
            player.play()
        self.ended = {row.id for row in queries.runs(player.case.id) if row.status == "finished"}


class _TapedPlayer(Player):
    def __init__(self, scenario: dict[str, Any], tape: Tape) -> None:
        super().__init__(scenario)
        self.tape = tape

    def _do(self, step: dict[str, Any]) -> None:
        self.tape.completion = self.tape.completions
        super()._do(step)
        self.tape.completions += 1
        self.tape.completion = None


@contextmanager
def _wired(tape: Tape) -> Iterator[None]:
    class Host(CaseHost):
        def operate(self, word: str, params: Mapping[str, Any], *, process: str, element: str) -> Any:
            value = super().operate(word, params, process=process, element=element)
            tape.moves[-1].answers.append((process, element, value))
            return value

        def ask(self, rule: str, *, process: str, element: str) -> dict[str, Any]:
            value = super().ask(rule, process=process, element=element)
            tape.moves[-1].answers.append((process, element, value))
            return value

        def due(self, key: str) -> str:
            value = super().due(key)
            tape.moves[-1].due.append((key, value))
            return value

    class Taped(Run):
        number = 0

        @classmethod
        def start(cls, definition: Any, host: Any, data: Mapping[str, Any]) -> Run:
            tape.moves.append(
                Move("start", host.move.run_id, definition.name, tape.completion, data=dict(data))
            )
            return super().start(definition, host, data)

        @classmethod
        def resume(cls, definition: Any, saved: bytes, host: Any) -> Run:
            run = super().resume(definition, saved, host)
            run.number = host.move.run_id  # type: ignore[attr-defined]
            return run

        def complete(self, step_id: str, outcome: str | None = None) -> None:
            step = next(step for step in self.steps() if step.id == step_id)
            self._add("complete", step=step, outcome=outcome)
            super().complete(step_id, outcome)

        def wake(self) -> None:
            self._add("wake", fired=[key for key, at in self.timers() if at <= clock.now()])
            super().wake()

        def deliver(self, message: str, value: Any = None) -> bool:
            raise NotImplementedError("the bare engine is not led through messages yet")

        def _add(self, kind: str, **more: Any) -> None:
            tape.moves.append(Move(kind, self.number, self.definition.name, tape.completion, **more))

    before = advance.Run, advance.CaseHost
    advance.Run, advance.CaseHost = Taped, Host  # type: ignore[misc]
    try:
        yield
    finally:
        advance.Run, advance.CaseHost = before  # type: ignore[misc]
