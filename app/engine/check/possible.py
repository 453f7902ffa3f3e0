"""What each name can be at each place of a diagram: values flow from those who write them through what gateways ask.

At the start no name has a value but the run's own. Behind a step its name can be each outcome of its form; behind a
gateway only those that the conditions let through. Names are followed one by one; only the outputs of a decision
table are tied to its status: they are not there exactly when that is ``unknown``.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from app.engine.check import expressions
from app.engine.check.diagram import Flow, Node, Process
from app.engine.check.material import Material
from app.engine.check.values import UNKNOWN, Allowed, Writer, known, passed, writers
from app.engine.environment import NotAllowedExpression

MOST = 20_000
"""Combinations of values that are tried at one gateway."""


class Mark:
    """In place of a value."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


UNSET = Mark("—")
ANYTHING = Mark("*")
State = dict[str, frozenset[Any]]
Trees = dict[Flow, ast.expr]


class TooWide(Exception):
    """More combinations than can be tried."""


@dataclass(frozen=True)
class Try:
    """What a gateway does with one combination of values: flows whose conditions hold, or where it breaks."""

    values: Mapping[str, Any]
    true: tuple[Flow, ...]
    broken: Flow | None = None
    unset: str = ""


def conditions(node: Node) -> Trees | None:
    """The conditions of an exclusive gateway that chooses; None if one is missing or cannot be read."""
    if node.tag != "exclusiveGateway" or len(node.outgoing) < 2:
        return None
    try:
        return {
            flow: expressions.read(flow.condition or "") for flow in node.outgoing if flow.id != node.default
        }
    except NotAllowedExpression:
        return None


class Names:
    """The names of one process and what they can be at each of its nodes."""

    def __init__(self, material: Material, process: Process) -> None:
        self.process = process
        self.known = known(material, process)
        self.writers: dict[str, list[Writer]] = {}
        self.status: dict[str, str] = {}
        for writer in writers(material, process):
            self.writers.setdefault(writer.node.id, []).append(writer)
            if writer.kind == "output":
                self.status[writer.name] = f"{writer.node.properties['rule']}_status"
        given = {**material.vocabulary.scalars, **passed(material, process)}
        self._start = {name: frozenset({UNSET}) for name in self.known} | {
            n: _all(a) for n, a in given.items()
        }
        self.at = self._follow()

    def tries(self, trees: Trees, state: State) -> list[Try]:
        """Every combination of values that a gateway can meet in this state, and what it does.

        :raises TooWide: there are too many.
        """
        values = {name: self._samples(name, trees, state) for name in sorted(_read(trees))}
        if prod(map(len, values.values())) > MOST:
            raise TooWide
        codes = {flow: expressions.compiled(tree) for flow, tree in trees.items()}
        return [self._try(codes, combination) for combination in self._combinations(values)]

    def _try(self, codes: Mapping[Flow, Any], combination: dict[str, Any]) -> Try:
        true: list[Flow] = []
        for flow, code in codes.items():
            try:
                true += [flow] if expressions.value(code, combination) else []
            except NameError as error:
                return Try(combination, (), flow, error.name or "")
            except TypeError:
                return Try(combination, (), flow)
        return Try(combination, tuple(true))

    def _samples(self, name: str, trees: Trees, state: State) -> list[Any]:
        can_be = state[name]
        values = set(can_be - {ANYTHING, UNSET})
        if ANYTHING in can_be:
            found = [v for tree in trees.values() for n, _, v in expressions.compared(tree) if n == name]
            if any(name in expressions.truth_names(tree) for tree in trees.values()):
                found += [True, False]
            values |= set(expressions.samples(found) or [0, 1, 2])
        return [*sorted(values, key=repr), *({UNSET} & can_be)]

    def _combinations(self, values: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
        for row in product(*values.values()):
            combination = dict(zip(values, row, strict=True))
            if all(
                (value is UNSET) == (combination[self.status[name]] == UNKNOWN)
                for name, value in combination.items()
                if name in self.status and self.status[name] in combination
            ):
                yield {name: value for name, value in combination.items() if value is not UNSET}

    def _follow(self) -> dict[str, State]:
        """Until nothing changes: the states of the nodes that a token can reach."""
        at: dict[str, State] = {node.id: self._start for node in self.process.of("startEvent")}
        arrived: dict[tuple[str, str], State] = {}
        todo = list(at)
        while todo:
            node = self.process.nodes[todo.pop()]
            for edge, target, state in self._leave(node, at[node.id]):
                if arrived.get((edge, target)) == state:
                    continue
                arrived[edge, target] = state
                into = [found for (_, id_), found in arrived.items() if id_ == target]
                joined = self._join(self.process.nodes[target], into)
                if joined != at.get(target):
                    at[target] = joined
                    todo.append(target)
        return at

    def _leave(self, node: Node, state: State) -> Iterator[tuple[str, str, State]]:
        yield from ((event.id, event.id, state) for event in node.boundaries)
        behind = {**state, **self._written(node)}
        trees = conditions(node)
        narrowed = self._narrowed(node, trees, state) if trees and _read(trees) <= state.keys() else {}
        for flow in node.outgoing:
            if (through := narrowed.get(flow, behind)) is not None:
                yield flow.id, flow.target, through

    def _written(self, node: Node) -> State:
        own = self.writers.get(node.id, ())
        return {w.name: _all(w.allowed) | ({UNSET} if w.kind == "output" else set()) for w in own}

    def _narrowed(self, node: Node, trees: Trees, state: State) -> dict[Flow, State | None]:
        """What the names can be behind each flow; None behind a flow that is never taken."""
        try:
            tries = self.tries(trees, state)
        except TooWide:
            return {}
        out: dict[Flow, State | None] = {}
        names = _read(trees)
        for flow in node.outgoing:
            mine = [
                t.values for t in tries if (flow in t.true if flow in trees else not (t.true or t.broken))
            ]
            if not mine:
                out[flow] = state if any(ANYTHING in state[name] for name in names) else None
                continue
            through = dict(state)
            for name in names:
                if ANYTHING not in state[name]:
                    through[name] = frozenset(values.get(name, UNSET) for values in mine)
            out[flow] = self._tied(through)
        return out

    def _tied(self, state: State) -> State:
        for name, status in self.status.items():
            if UNKNOWN not in state[status] and UNSET not in state[status]:
                state[name] -= {UNSET}
            elif state[status] == {UNKNOWN}:
                state[name] = frozenset({UNSET})
        return state

    def _join(self, node: Node, states: list[State]) -> State:
        """Where ways meet a name can be what it is on any; behind a parallel join it has what any branch wrote."""
        out = {}
        for name in self.known:
            found = frozenset().union(*(state[name] for state in states))
            sure = node.tag == "parallelGateway" and any(UNSET not in state[name] for state in states)
            out[name] = found - {UNSET} if sure else found
        return out


def _all(allowed: Allowed) -> frozenset[Any]:
    return frozenset({ANYTHING}) if allowed is None else allowed


def _read(trees: Trees) -> set[str]:
    return set().union(*(expressions.names(tree) for tree in trees.values()))
