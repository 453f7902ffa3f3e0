"""Conditions of exclusive gateways: readable, over known names, and one way on for every value they can meet."""

import ast
from collections.abc import Iterator, Mapping

from app.engine.check import expressions
from app.engine.check.diagram import Flow, Node, Process
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material
from app.engine.check.possible import ANYTHING, Names, TooWide, Trees, Try, conditions
from app.engine.check.values import Allowed
from app.engine.environment import NotAllowedExpression

SHOWN = 5


def check_conditions(material: Material) -> Iterator[Fault]:
    """Every expression of every process."""
    for process in material.processes.values():
        names = Names(material, process)
        for element, text in _expressions(process):
            yield from _readable(process, element, text, names.known)
        for node in process.nodes.values():
            trees = conditions(node)
            if trees and all(expressions.names(tree) <= names.known.keys() for tree in trees.values()):
                impossible = list(_values(process, trees, names.known))
                yield from impossible
                yield from _gateway(node, trees, names, told={fault.element for fault in impossible})


def _expressions(process: Process) -> Iterator[tuple[str, str]]:
    """Conditions, and parameters that are expressions: with the id to point at."""
    for node in process.nodes.values():
        yield from ((flow.id, flow.condition) for flow in node.outgoing if flow.condition)
        if node.tag == "serviceTask":
            yield from (
                (node.id, value[1:])
                for name, value in node.properties.items()
                if value.startswith("=") and name not in ("operation", "result")
            )


def _readable(process: Process, element: str, text: str, names: Mapping[str, Allowed]) -> Iterator[Fault]:
    try:
        tree = expressions.read(text)
    except NotAllowedExpression as error:
        yield fault(process.file, element, "expression", reason=error.message)
        return
    for name in sorted(expressions.names(tree) - set(names)):
        kind = "bare-outcome" if name == "outcome" else "name-unknown"
        if name in process.nodes and process.nodes[name].tag == "userTask":
            kind = "form-outcome"
        yield fault(process.file, element, kind, name=name, text=text)


def _values(process: Process, trees: Trees, names: Mapping[str, Allowed]) -> Iterator[Fault]:
    """Comparisons with a value that can never be."""
    for flow, tree in trees.items():
        for name, operator, value in expressions.compared(tree):
            allowed = names[name]
            if (
                isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn)
                and allowed
                and value not in allowed
            ):
                values = "、".join(sorted(map(str, allowed)))
                yield fault(process.file, flow.id, "value-unknown", name=name, value=value, allowed=values)


def _gateway(node: Node, trees: Trees, names: Names, told: set[str]) -> Iterator[Fault]:
    process, state = names.process, names.at.get(node.id)
    if state is None:
        return  # unreachable: told elsewhere
    try:
        tries = names.tries(trees, state)
    except TooWide:
        if not node.default:
            yield process.fault(node, "gateway-too-wide", names="、".join(sorted(_names(trees))))
        return
    yield from {
        each.kind + str(each.values): each for t in tries if (each := _broken(node, trees, names, t))
    }.values()
    whole = [t for t in tries if t.broken is None]
    if not node.default and (uncovered := [_words(t) for t in whole if not t.true]):
        more = "" if len(uncovered) <= SHOWN else f"（{len(uncovered)}）"
        yield process.fault(node, "gateway-uncovered", values="；".join(uncovered[:SHOWN]) + more)
    both = {(t.true[0].id, flow.id): _words(t) for t in reversed(whole) for flow in t.true[1:]}
    for (first, second), words in both.items():
        yield process.fault(node, "gateway-overlap", first=first, second=second, values=words)
    if not any(ANYTHING in state[name] for name in _names(trees)):
        for flow in trees:
            if (
                flow.id not in told
                and not any(flow in t.true for t in tries)
                and not any(t.broken for t in tries)
            ):
                yield fault(process.file, flow.id, "flow-never", label=node.label)


def _broken(node: Node, trees: Trees, names: Names, attempt: Try) -> Fault | None:
    """The fault of a combination at which a condition cannot be worked out.

    Names are followed one by one, so a name behind an ``and`` may well be there whenever it is read: let pass.
    """
    if attempt.broken is None:
        return None
    flow, name = attempt.broken, attempt.unset
    if not name:
        return names.process.fault(node, "condition-error", flow=flow.id, values=_words(attempt))
    if name in names.status:
        return names.process.fault(node, "rule-unset", flow=flow.id, name=name, status=names.status[name])
    if name in expressions.certain_names(trees[flow]):
        return names.process.fault(node, "name-unset", name=name)
    return None


def _names(trees: Mapping[Flow, ast.expr]) -> set[str]:
    return set().union(*(expressions.names(tree) for tree in trees.values()))


def _words(attempt: Try) -> str:
    return " ".join(f"{name}={value}" for name, value in attempt.values.items())
