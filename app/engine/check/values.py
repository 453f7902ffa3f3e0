"""Which names the task data of a process has, who writes them, and which values they can have."""

import builtins
import keyword
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.check.diagram import Node, Process
from app.engine.check.elements import message_variable
from app.engine.check.faults import Fault
from app.engine.check.material import Material
from app.engine.check.paths import after, reach
from app.engine.notation import parse_list
from app.engine.xml import NS

Allowed = frozenset[object] | None
STATUS: frozenset[object] = frozenset({"decided", "needs_decision", "unknown"})
"""What a business rule task says of itself in ``<rule>_status``."""

UNKNOWN = "unknown"
"""The status with which a business rule task writes no outputs."""

RESERVED = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | {"due", "outcome"}


@dataclass(frozen=True)
class Writer:
    """A node that writes a name; ``allowed`` None means any value. ``kind`` groups nodes that may share a name."""

    node: Node
    name: str
    kind: str
    allowed: Allowed


def writers(material: Material, process: Process, _calls: tuple[str, ...] = ()) -> list[Writer]:
    """Everything that nodes of this process write into its task data."""
    out: list[Writer] = []
    for node in process.nodes.values():
        if node.tag == "userTask":
            outcomes = material.outcomes(process, node.id)
            if node.many:
                out.append(Writer(node, many_output(node), "step", None))
            elif outcomes:
                out.append(Writer(node, node.id, "step", outcomes))
        elif node.tag == "serviceTask" and (result := node.properties.get("result")):
            out.append(Writer(node, result, "operation", None))
        elif node.tag == "businessRuleTask" and (rule := node.properties.get("rule")):
            out.append(Writer(node, f"{rule}_status", "rule", STATUS))
            for name, allowed in material.vocabulary.rules.get(rule, {}).items():
                out.append(Writer(node, f"{rule}_{name}", "output", allowed))
        elif node.tag == "callActivity":
            out.append(Writer(node, node.id, "call", results(material.called(node))))
            out += [
                Writer(node, name, "returned", returned(material, node, name, _calls))
                for name in parse_list(node.properties.get("returns", ""))
            ]
        elif (variable := message_variable(process, node)) is not None:
            out.append(Writer(node, variable, "message", None))
    return out


def many_output(node: Node) -> str:
    """The name of the list of outcomes of a multi-instance step: ``loopDataOutputRef``, or else its own id."""
    return node.element.findtext(
        "bpmn:multiInstanceLoopCharacteristics/bpmn:loopDataOutputRef", node.id, NS
    ).strip()


def passed(material: Material, process: Process) -> dict[str, Allowed]:
    """The names that a calling process hands in (``passes``)."""
    return {
        name: together([w.allowed for w in writers(material, caller) if w.name == name])
        for caller, node in material.calls()
        if material.called(node) is process
        for name in parse_list(node.properties.get("passes"))
    }


def results(process: Process | None) -> Allowed:
    """What a called process can end with."""
    if process is None:
        return None
    ends = (node for node in process.of("endEvent") if node.event != "error")
    return frozenset(result for node in ends if (result := node.properties.get("result"))) or None


def returned(material: Material, call: Node, name: str, calls: tuple[str, ...] = ()) -> Allowed:
    """The values a name can have that comes back from a called process."""
    process = material.called(call)
    if process is None or process.id in calls:
        return None
    found = [w.allowed for w in writers(material, process, (*calls, process.id)) if w.name == name]
    return together(found)


def together(found: list[Allowed]) -> Allowed:
    """All values of several writers of one name; None as soon as one of them may write anything."""
    if not found or any(allowed is None for allowed in found):
        return None
    return frozenset().union(*(allowed for allowed in found if allowed is not None))


def known(material: Material, process: Process) -> dict[str, Allowed]:
    """Every name a condition of this process may read, with its allowed values."""
    found = {name: [allowed] for name, allowed in passed(material, process).items()}
    for writer in writers(material, process):
        found.setdefault(writer.name, []).append(writer.allowed)
    return {**material.vocabulary.scalars, **{name: together(values) for name, values in found.items()}}


def check_values(material: Material) -> Iterator[Fault]:
    """Names that hide something, names that two kinds of thing write, names that two branches write at once."""
    for process in material.processes.values():
        written = writers(material, process)
        names = {w.name: w for w in written} | {
            node.id: Writer(node, node.id, "step", None) for node in process.of("userTask")
        }
        for name, writer in sorted(names.items()):
            if name in RESERVED:
                yield process.fault(writer.node, "name-reserved", name=name)
            elif name in material.vocabulary.scalars:
                yield process.fault(writer.node, "name-clash", name=name, other="—")
            elif not name.isidentifier():
                yield process.fault(writer.node, "name-form", name=name)
        for writer in written:
            others = [w for w in written if w.name == writer.name and w.node.id < writer.node.id]
            if others and writer.kind != others[0].kind:
                yield process.fault(writer.node, "name-clash", name=writer.name, other=others[0].node.label)
        yield from _many(process, set(known(material, process)) | set(names))
        yield from _branches(process, written)


def _many(process: Process, names: set[str]) -> Iterator[Fault]:
    """Multi-instance: the list must be there, and no item may hide another name."""
    for node in process.nodes.values():
        path = "bpmn:multiInstanceLoopCharacteristics/bpmn:loopDataInputRef"
        source = node.element.findtext(path, None, NS)
        if source is not None and source.strip() not in names:
            yield process.fault(node, "mi-list", name=source.strip())
        for part in ("inputDataItem", "outputDataItem"):
            item = node.element.find(f"bpmn:multiInstanceLoopCharacteristics/bpmn:{part}", NS)
            name = "" if item is None else item.get("id", "")
            if item is not None and (name in names | RESERVED or not name.isidentifier()):
                yield process.fault(node, "mi-clash", item=name)


def _branches(process: Process, written: list[Writer]) -> Iterator[Fault]:
    """Two parallel branches with one name: at the join the later branch puts its stale value over the other's."""
    for gateway in process.of("parallelGateway"):
        sets = [
            reach([process.nodes[flow.target]], lambda node: after(process, node)).keys()
            for flow in gateway.outgoing
        ]
        for number, here in enumerate(sets):
            for there in sets[number + 1 :]:
                left = {w.name for w in written if w.node.id in here - there}
                right = {w.name for w in written if w.node.id in there - here}
                for name in sorted(left & right):
                    yield process.fault(gateway, "parallel-name", name=name)
