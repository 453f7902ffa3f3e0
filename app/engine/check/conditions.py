"""Conditions of exclusive gateways: readable, over known names, and a way on for every value."""

import ast
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

from app.engine.check import expressions
from app.engine.check.diagram import Flow, Node, Process
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material
from app.engine.check.rules import UNKNOWN, unanswered
from app.engine.check.values import STATUS, Allowed, known, writers
from app.engine.environment import NotAllowedExpression

MOST = 20_000
"""Combinations of values that are tried at one gateway."""

SHOWN = 5
UNSET = object()
"""In place of a value: the name is not there at all."""

Trees = dict[Flow, ast.expr]


def check_conditions(material: Material) -> Iterator[Fault]:
    """Every expression of every process."""
    for process in material.processes.values():
        names, written, lost = known(material, process), writers(material, process), unanswered(process)
        for element, text in _other_expressions(process):
            _, faults = read_expression(process, element, text, names)
            yield from faults
        for node in process.nodes.values():
            trees: Trees = {}
            for flow in node.outgoing:
                if flow.condition:
                    tree, faults = read_expression(process, flow.id, flow.condition, names)
                    yield from faults
                    if tree is not None and not faults:
                        trees[flow] = tree
            if node.tag == "exclusiveGateway" and len(node.outgoing) > 1:
                yield from _values(process, trees, names)
                if len(trees) == sum(flow.id != node.default for flow in node.outgoing):
                    unset = {
                        w.name: f"{w.node.properties['rule']}_status"
                        for w in written
                        if w.kind == "output" and w.node.properties["rule"] in lost[node.id]
                    }
                    answered = {
                        w.name: STATUS - {UNKNOWN}
                        for w in written
                        if w.kind == "rule" and w.node.properties["rule"] not in lost[node.id]
                    }
                    yield from _coverage(process, node, trees, {**names, **answered}, unset)
        yield from _outcomes(material, process)


def _other_expressions(process: Process) -> Iterator[tuple[str, str]]:
    """Parameters that are expressions, with the id to point at."""
    for node in process.nodes.values():
        if node.tag == "serviceTask":
            yield from (
                (node.id, value[1:])
                for name, value in node.properties.items()
                if value.startswith("=") and name not in ("operation", "result")
            )


def read_expression(
    process: Process, element: str, text: str, names: Mapping[str, Allowed]
) -> tuple[ast.expr | None, list[Fault]]:
    """The tree of an expression, and what is wrong with it or with the names it reads."""
    try:
        tree = expressions.read(text)
    except NotAllowedExpression as error:
        return None, [fault(process.file, element, "expression", reason=error.message)]
    faults = []
    for name in sorted(expressions.names(tree) - set(names)):
        kind = "bare-outcome" if name == "outcome" else "name-unknown"
        if kind == "name-unknown" and name in process.nodes and process.nodes[name].tag == "userTask":
            kind = "form-outcome"
        faults.append(fault(process.file, element, kind, name=name, text=text))
    return tree, faults


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


def sampled(trees: Mapping[Flow, ast.expr], names: Mapping[str, Allowed]) -> dict[str, list[Any]]:
    """For each name that the conditions read, the values to try."""
    out: dict[str, list[Any]] = {}
    for name in sorted(set().union(*(expressions.names(tree) for tree in trees.values()))):
        allowed = names.get(name)
        if allowed is not None:
            out[name] = sorted(allowed, key=str)
            continue
        found = [v for tree in trees.values() for other, _, v in expressions.compared(tree) if other == name]
        if any(name in expressions.truth_names(tree) for tree in trees.values()):
            found += [True, False]
        out[name] = expressions.samples(found) or [0, 1, 2]
    return out


def combinations(values: Mapping[str, list[Any]], unset: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """All combinations that can be. ``unset``: names that are not there exactly when that status is unknown."""
    wide = {name: [*found, UNSET] if name in unset else found for name, found in values.items()}
    for row in product(*wide.values()):
        combination = dict(zip(wide, row, strict=True))
        if all(
            (value is UNSET) == (combination.get(unset[name], UNKNOWN) == UNKNOWN)
            for name, value in combination.items()
            if name in unset and (value is UNSET or unset[name] in combination)
        ):
            yield {name: value for name, value in combination.items() if value is not UNSET}


def _coverage(
    process: Process, node: Node, trees: Trees, names: Mapping[str, Allowed], unset: Mapping[str, str]
) -> Iterator[Fault]:
    values = sampled(trees, names)
    if prod(len(found) + (name in unset) for name, found in values.items()) > MOST:
        if not node.default:
            yield process.fault(node, "gateway-too-wide", names="、".join(values))
        return
    codes = {flow: expressions.compiled(tree) for flow, tree in trees.items()}
    uncovered: list[str] = []
    faults: dict[tuple[str, ...], Fault] = {}
    for combination in combinations(values, unset):
        words = " ".join(f"{name}={value}" for name, value in combination.items())
        true: list[Flow] = []
        for flow, code in codes.items():
            try:
                true += [flow] if expressions.value(code, combination) else []
            except NameError as error:
                name = error.name or ""
                status = unset.get(name, "")
                faults[name,] = process.fault(node, "rule-unset", name=name, status=status, flow=flow.id)
                break
            except TypeError:
                faults[flow.id, ""] = process.fault(node, "condition-error", flow=flow.id, values=words)
                break
        else:
            if not true and not node.default:
                uncovered.append(words)
            for flow in true[1:]:
                overlap = process.fault(
                    node, "gateway-overlap", first=true[0].id, second=flow.id, values=words
                )
                faults.setdefault((true[0].id, flow.id), overlap)
    if uncovered:
        more = "" if len(uncovered) <= SHOWN else f"（{len(uncovered)}）"
        yield process.fault(node, "gateway-uncovered", values="；".join(uncovered[:SHOWN]) + more)
    yield from faults.values()


def _outcomes(material: Material, process: Process) -> Iterator[Fault]:
    """On some way to a gateway the name it reads has not been written: the run stops with an error there."""
    sure = _surely_written(material, process)
    for node in process.of("exclusiveGateway"):
        if len(node.outgoing) < 2 or node.id not in sure:
            continue
        read: set[str] = set()
        for flow in node.outgoing:
            try:
                read |= (
                    expressions.certain_names(expressions.read(flow.condition)) if flow.condition else set()
                )
            except NotAllowedExpression:
                continue
        written = {writer.name for writer in writers(material, process)}
        for name in sorted((read & written) - sure[node.id]):
            yield process.fault(node, "name-unset", name=name)


def _surely_written(material: Material, process: Process) -> dict[str, set[str]]:
    """For each node the names that every way to it has written. A join waits for all its branches: it has all."""
    everything = {writer.name for writer in writers(material, process)}
    by_node: dict[str, set[str]] = {}
    for writer in writers(material, process):
        by_node.setdefault(writer.node.id, set()).add(writer.name)
    starts = {node.id for node in process.of("startEvent")}
    hosts = {event.id: host for host in process.nodes.values() for event in host.boundaries}
    before = {id_: set() if id_ in starts else set(everything) for id_ in process.nodes}
    changed = True
    while changed:
        changed = False
        for node in process.nodes.values():
            if node.id in hosts:
                sets = [before[hosts[node.id].id]]
            else:
                sets = [before[flow.source] | by_node.get(flow.source, set()) for flow in node.incoming]
            if not sets or node.id in starts:
                continue
            new = set.union(*sets) if node.tag == "parallelGateway" else set.intersection(*sets)
            if new != before[node.id]:
                before[node.id], changed = new, True
    return before
