"""Processes that call each other, and what may come back."""

from collections.abc import Iterator

from app.engine.check.diagram import Node, Process
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material
from app.engine.check.values import known, writers
from app.engine.notation import parse_list
from app.engine.xml import NS


def check_calls(material: Material) -> Iterator[Fault]:
    """Call activities, results, errors."""
    called = {node.element.get("calledElement", "") for _, node in material.calls()}
    for process, node in material.calls():
        yield from _call(material, process, node)
    for process in material.processes.values():
        for node in process.of("endEvent"):
            if process.id in called and node.event != "error" and not node.properties.get("result"):
                yield process.fault(node, "result-missing")
            if node.event == "error" and process.id not in called:
                yield process.fault(node, "error-uncalled")
    yield from _shared_ids(material)


def _call(material: Material, process: Process, node: Node) -> Iterator[Fault]:
    target = material.called(node)
    if target is None:
        yield process.fault(node, "call-missing", process=node.element.get("calledElement", "") or "—")
        return
    if process.id in _all_called(material, target):
        yield process.fault(node, "call-recursion", process=target.id)
    own = known(material, process)
    for name in parse_list(node.properties.get("passes")):
        if name not in own:
            yield process.fault(node, "passes-unknown", name=name)
    given = {writer.name for writer in writers(material, target)}
    for name in parse_list(node.properties.get("returns")):
        if name not in given:
            yield process.fault(node, "returns-unknown", name=name, process=target.id)
    caught = {error_code(process, event) for event in node.boundaries if event.event == "error"}
    for end in target.of("endEvent"):
        if end.event == "error" and not caught & {None, error_code(target, end)}:
            yield process.fault(node, "error-uncaught", end=end.label, process=target.id)


def _all_called(material: Material, process: Process) -> set[str]:
    found: set[str] = set()
    todo = [process]
    while todo:
        current = todo.pop()
        if current.id not in found:
            found.add(current.id)
            todo += [p for node in current.of("callActivity") if (p := material.called(node))]
    return found


def error_code(process: Process, node: Node) -> str | None:
    """The code of an error event; None for one without (on a border: catches all)."""
    definition = node.element.find("bpmn:errorEventDefinition", NS)
    reference = None if definition is None else definition.get("errorRef")
    return process.errors.get(reference) if reference else None


def _shared_ids(material: Material) -> Iterator[Fault]:
    """All files of a version share one list of messages and one of errors: of two meanings the last one read wins."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for process in material.processes.values():
        messages = {("message", id_): element.get("name", "") for id_, element in process.messages.items()}
        errors = {("error", id_): code for id_, code in process.errors.items()}
        for key, meaning in (messages | errors).items():
            other, file = seen.setdefault(key, (meaning, process.file))
            if other != meaning:
                yield fault(process.file, key[1], "shared-id", meaning=meaning, other=other, in_file=file)
