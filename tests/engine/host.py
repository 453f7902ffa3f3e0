"""A host that remembers what it was asked, and answers as the test says."""

from typing import Any

from app.engine.definition import Definition
from app.engine.run import NEVER, Run


class Recorder:
    """Answers operations and rules from dictionaries, clocks from instants; keeps every call."""

    def __init__(self, **operations: Any) -> None:
        self.operations = operations
        self.rules: dict[str, dict] = {}
        self.clocks: dict[str, str] = {}
        self.done: list[tuple[str, dict]] = []

    def operate(self, word: str, params: dict[str, Any], *, process: str, element: str) -> Any:
        self.done.append((word, params))
        answer = self.operations.get(word)
        return answer(**params) if callable(answer) else answer

    def ask(self, rule: str, *, process: str, element: str) -> dict[str, Any]:
        return self.rules[rule]

    def due(self, key: str) -> str:
        return self.clocks.get(key, NEVER)


class Walk:
    """Drives one run as casework does: every act is a move of its own, loaded before and saved after."""

    def __init__(self, definition: Definition, host: Recorder | None = None, **data: Any) -> None:
        self.definition = definition
        self.host = host or Recorder()
        self.run = Run.start(
            definition, self.host, {"case_id": "c1", "region": "411221", "kind": "COMPLAINT", **data}
        )
        self.state = self.run.save()

    def resumed(self) -> Run:
        return Run.resume(self.definition, self.state, self.host)

    def _move(self, act: Any) -> Any:
        self.run = self.resumed()
        answer = act(self.run)
        self.state = self.run.save()
        return answer

    def open(self) -> list[str]:
        return sorted(step.name for step in self.resumed().steps())

    def do(self, name: str, outcome: str | None = None, item: Any = None) -> None:
        step = next(s for s in self.resumed().steps() if s.name == name and (item is None or s.item == item))
        self._move(lambda run: run.complete(step.id, outcome))

    def deliver(self, message: str, value: Any = None) -> bool:
        return self._move(lambda run: run.deliver(message, value))

    def wake(self) -> None:
        self._move(lambda run: run.wake())

    def retime(self, **due: Any) -> None:
        self._move(lambda run: run.retime(due))
