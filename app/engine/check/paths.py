"""The ways through a diagram: nothing unreachable, nothing that ends nowhere, nothing that runs in circles."""

from collections.abc import Callable, Iterable, Iterator

from app.engine.check.diagram import GATEWAYS, Flow, Node, Process
from app.engine.check.elements import timer_key
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material

MOVES_A_CLOCK = {f"clock.{verb}" for verb in ("start", "extend", "suspend", "meet", "cancel")}
Steps = Callable[[Node], Iterable[Node]]


def check_paths(material: Material) -> Iterator[Fault]:
    """Start, end, splits, gateways, and loops without a person in them."""
    for process in material.processes.values():
        yield from _ends(process)
        for node in process.nodes.values():
            yield from _splits(process, node)
        yield from _event_gateways(process)
        yield from _loops(process, material)


def after(process: Process, node: Node) -> Iterator[Node]:
    """Where the token may go next: over the flows, and out of the events on the border."""
    yield from (process.nodes[flow.target] for flow in node.outgoing)
    yield from node.boundaries


def reach(starts: Iterable[Node], steps: Steps) -> dict[str, Node]:
    """All nodes that can be reached from ``starts``, these included, by id."""
    seen: dict[str, Node] = {}
    todo = list(starts)
    while todo:
        node = todo.pop()
        if node.id not in seen:
            seen[node.id] = node
            todo += steps(node)
    return seen


def _ends(process: Process) -> Iterator[Fault]:
    starts = list(process.of("startEvent"))
    if len(starts) != 1:
        yield fault(process.file, process.id, "start-count", count=len(starts))
    if not any(process.of("endEvent")):
        yield fault(process.file, process.id, "no-end")
    reached = reach(starts, lambda node: after(process, node))
    for node in process.nodes.values():
        if starts and node.id not in reached:
            yield process.fault(node, "unreachable")
        if not node.outgoing and node.tag != "endEvent":
            yield process.fault(node, "dead-end")
        if node.outgoing and node.tag == "endEvent":
            yield process.fault(node, "after-end")


def _splits(process: Process, node: Node) -> Iterator[Fault]:
    conditions = [flow for flow in node.outgoing if flow.condition is not None]
    if node.tag not in GATEWAYS and len(node.outgoing) > 1:
        yield process.fault(node, "split-without-gateway", count=len(node.outgoing))
    if node.tag != "exclusiveGateway":
        for flow in conditions:
            yield fault(process.file, flow.id, "condition-ignored", label=node.label)
        return
    if len(node.outgoing) < 2:
        for flow in conditions:
            yield fault(process.file, flow.id, "condition-alone", label=node.label)
        return
    for flow in node.outgoing:
        if flow.id == node.default and flow.condition is not None:
            yield fault(process.file, flow.id, "condition-on-default", label=node.label)
        elif flow.id != node.default and not flow.condition:
            yield fault(process.file, flow.id, "condition-missing", label=node.label)


def _event_gateways(process: Process) -> Iterator[Fault]:
    for node in process.of("eventBasedGateway"):
        targets = [process.nodes[flow.target] for flow in node.outgoing]
        if len(targets) < 2:
            yield process.fault(node, "event-gateway-alone")
        for target in targets:
            if target.tag != "intermediateCatchEvent":
                yield process.fault(node, "event-gateway-target", target=target.label)
        if sum(target.event == "timer" for target in targets) > 1:
            yield process.fault(node, "two-timers")


def waits(node: Node, material: Material, _calls: tuple[str, ...] = ()) -> bool:
    """Does the token always stop here for somebody? A timer does not count: one that is past fires at once.

    Nor does a multi-instance step: with nobody in its list it is over at once.
    """
    if node.tag == "callActivity":
        process = material.called(node)
        if process is None or process.id in _calls:
            return True  # another fault tells of it
        inner = (*_calls, process.id)
        through = reach(process.of("startEvent"), lambda n: _unattended(process, n, material, inner))
        return not any(n.tag == "endEvent" for n in through.values())
    return (node.tag == "userTask" and not node.many) or "message" in node.events


def _unattended(
    process: Process, node: Node, material: Material, calls: tuple[str, ...] = ()
) -> Iterator[Node]:
    """Where the token goes on its own: past automatic nodes, and out of a waiting one by a timer on its border."""
    if not waits(node, material, calls):
        yield from (process.nodes[flow.target] for flow in node.outgoing)
    yield from (event for event in node.boundaries if event.event == "timer")


def _loops(process: Process, material: Material) -> Iterator[Fault]:
    """A circle without a person never ends, unless it moves the clock of the timer that it passes."""

    def steps(node: Node) -> Iterator[Node]:
        return _unattended(process, node, material)

    reachable = {node.id: reach(steps(node), steps) for node in process.nodes.values()}
    told: set[str] = set()
    for node in process.nodes.values():
        circle = [other for id_, other in reachable[node.id].items() if node.id in reachable[id_]]
        ids = {other.id for other in circle}
        if node.id not in ids or ids & told:
            continue
        told |= ids
        keys = {timer_key(other) for other in circle if other.event == "timer"}
        moved = {o.properties.get("key") for o in circle if o.properties.get("operation") in MOVES_A_CLOCK}
        if not keys or keys - moved:
            yield process.fault(node, "endless-loop", circle="、".join(sorted(ids)))


def taken_alone(process: Process, flow: Flow, material: Material) -> dict[str, Node]:
    """What a token meets from this flow on until a person has it."""
    return reach([process.nodes[flow.target]], lambda node: _unattended(process, node, material))
