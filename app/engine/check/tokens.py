"""Plays the tokens of a diagram, whatever the values are: does a join starve, is a step done twice at once?

Non-interrupting border events start something beside the flow and are left out.
"""

from collections import Counter
from collections.abc import Iterator

from app.engine.check.diagram import TASKS, Node, Process
from app.engine.check.faults import Fault
from app.engine.check.material import Material

MOST = 20_000
"""Positions that are looked at; a diagram with more is let pass."""

Marking = tuple[str, ...]
"""The flows on which a token stands, sorted."""


def check_tokens(material: Material) -> Iterator[Fault]:
    """Every position that the tokens of a process can come to."""
    for process in material.processes.values():
        starts = list(process.of("startEvent"))
        sound = all(node.outgoing or node.tag == "endEvent" for node in process.nodes.values())
        if len(starts) == 1 and sound:  # else another fault tells of it
            found = {(fault.element, fault.kind): fault for fault in _play(process, starts[0])}
            yield from found.values()


def _play(process: Process, start: Node) -> Iterator[Fault]:
    first: Marking = tuple(sorted(flow.id for flow in start.outgoing))
    seen, todo = {first}, [first]
    target = {flow.id: process.nodes[flow.target] for flow in process.flows}
    while todo and len(seen) < MOST:
        marking = todo.pop()
        at = Counter(target[flow].id for flow in marking)
        twice = [process.nodes[id_] for id_, count in at.items() if count > 1]
        if doubled := [node for node in twice if node.tag in TASKS]:
            yield from (process.fault(node, "runs-twice") for node in doubled)
            continue
        moves = {move for id_ in at for move in _moves(process.nodes[id_], marking)}
        if marking and not moves:
            yield from (process.fault(process.nodes[id_], "join-starved") for id_ in at)
        fresh = moves - seen
        seen |= fresh
        todo += fresh


def _moves(node: Node, marking: Marking) -> Iterator[Marking]:
    """The positions after this node has taken its token (a parallel join: one from each way in)."""
    here = [flow.id for flow in node.incoming if flow.id in marking]
    if node.tag == "parallelGateway":
        if len(here) == len(node.incoming):
            yield _after(marking, here, [flow.id for flow in node.outgoing])
        return
    if node.event in ("terminate", "error") and node.tag == "endEvent":
        yield ()
        return
    choices = [[flow.id] for flow in node.outgoing]
    choices += [
        [flow.id for flow in event.outgoing]
        for event in node.boundaries
        if event.element.get("cancelActivity", "true") != "false"
    ]
    for token in here:
        for choice in choices or [[]]:
            yield _after(marking, [token], choice)


def _after(marking: Marking, taken: list[str], put: list[str]) -> Marking:
    left = Counter(marking)
    left.subtract(taken)
    left.update(put)
    return tuple(sorted(left.elements()))
