"""What the checks look at: the processes and forms of a bundle, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from app.engine.check.diagram import Node, Process, read_process
from app.engine.check.faults import Fault, fault
from app.engine.check.vocabulary import Vocabulary
from app.fragments import NoFragment, put_in

Form = dict[str, Any]


@dataclass
class Material:
    """A bundle as read. ``forms`` by process and step."""

    vocabulary: Vocabulary
    processes: dict[str, Process] = field(default_factory=dict)
    forms: dict[str, dict[str, Form]] = field(default_factory=dict)
    shared: dict[str, Form] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def form(self, process: Process, step: str) -> Form | None:
        return self.forms.get(process.id, {}).get(step)

    def outcomes(self, process: Process, step: str) -> frozenset[object] | None:
        """What a person can decide at a step: the values of the field ``outcome``; None if it has none."""
        form = self.form(process, step) or {}
        properties = form.get("properties")
        field_ = properties.get("outcome") if isinstance(properties, dict) else None
        if not isinstance(field_, dict):
            return None
        values = [o.get("const") for o in field_.get("oneOf", ()) if isinstance(o, dict)] or field_.get(
            "enum", ()
        )
        return frozenset(v for v in values if isinstance(v, str)) or None

    def called(self, node: Node) -> Process | None:
        """The process a call activity calls, if the bundle has it."""
        return self.processes.get(node.element.get("calledElement", ""))

    def calls(self) -> list[tuple[Process, Node]]:
        return [(process, node) for process in self.processes.values() for node in process.of("callActivity")]


def read_material(files: Mapping[str, bytes], vocabulary: Vocabulary) -> Material:
    """Read ``bpmn/<process>.bpmn``, ``forms/<process>/<step>.json`` and ``forms/shared/<name>.json``."""
    material = Material(vocabulary)
    for file in sorted(files):
        path = PurePosixPath(file)
        if path.suffix == ".bpmn":
            process, faults = read_process(file, files[file])
            material.faults += faults
            if process is not None:
                material.processes[process.id] = process
        elif path.suffix == ".json" and path.parts[0] == "forms" and len(path.parts) == 3:
            form = _read_form(file, files[file], material.faults)
            if form is not None and path.parts[1] == "shared":
                material.shared[f"shared/{path.name}"] = form
            elif form is not None:
                material.forms.setdefault(path.parts[1], {})[path.stem] = form
    for name, forms in material.forms.items():
        for step, form in forms.items():
            try:
                forms[step] = put_in(form, material.shared)
            except NoFragment as missing:
                file = f"forms/{name}/{step}.json"
                material.faults.append(fault(file, step, "form-unreadable", reason=missing))
    return material


def _read_form(file: str, data: bytes, faults: list[Fault]) -> Form | None:
    try:
        form = json.loads(data)
    except (ValueError, RecursionError) as error:
        faults.append(fault(file, "", "form-unreadable", reason=error))
        return None
    if not isinstance(form, dict):
        faults.append(fault(file, "", "form-unreadable", reason="{…}"))
        return None
    return form
