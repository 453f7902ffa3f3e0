"""Where definitions come from: files of a work tree are bundled into a version, versions are parsed once and kept."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow import __version__ as spiff_version

from app.engine.definition import Definition as Definition
from app.engine.definition import Files
from app.engine.faults import BrokenDefinition
from app.engine.xml import each, read_xml

ENGINE = f"SpiffWorkflow {spiff_version}"
KEPT = 200

_definitions: OrderedDict[str, Definition] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Bundle:
    """The files of one version: a process, all it calls, and their forms.

    Keys are ``bpmn/<process>.bpmn``, ``forms/<process>/<step>.json`` and ``forms/shared/<name>.json``.
    """

    name: str
    files: dict[str, bytes]

    @cached_property
    def version(self) -> str:
        """SHA-256 over the engine's version and all names and bytes, in order of the names."""
        digest = hashlib.sha256(ENGINE.encode())
        for path in sorted(self.files):
            content = self.files[path]
            digest.update(f"\0{path}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def names(processes: Path) -> list[str]:
    """The processes of a folder: every ``<name>/<name>.bpmn``."""
    return sorted(folder.name for folder in processes.iterdir() if (folder / f"{folder.name}.bpmn").is_file())


def read_bundle(name: str, processes: Path, forms: Path) -> Bundle:
    """The files of a process, of every process it calls, and of the forms they use.

    :raises BrokenDefinition: when a called process is missing or calls itself in the end.
    """
    files: dict[str, bytes] = {}
    _add_process(name, (), processes, files)
    for path in list(files):
        process = Path(path).stem
        for form in sorted((forms / process).glob("*.json")):
            _add_form(f"{process}/{form.name}", forms, files)
    return Bundle(name, files)


def definition(version: str, files: Files | Callable[[], Files]) -> Definition:
    """The definition of a version. The files, or the function that fetches them, are used only the first time."""
    with _lock:
        found = _definitions.setdefault(version, Definition(version, files))
        found.fetch_from(files)
        _definitions.move_to_end(version)
        while len(_definitions) > KEPT:
            _definitions.popitem(last=False)
    return found


def _add_process(name: str, callers: tuple[str, ...], processes: Path, files: dict[str, bytes]) -> None:
    if name in callers:
        raise BrokenDefinition(name, name, f"流程循环调用：{' → '.join((*callers, name))}。")
    path = processes / name / f"{name}.bpmn"
    if not path.is_file():
        raise BrokenDefinition(callers[-1] if callers else name, name, f"没有流程文件 {name}/{name}.bpmn。")
    files[f"bpmn/{name}.bpmn"] = content = path.read_bytes()
    try:
        root = read_xml(content)
    except etree.XMLSyntaxError as error:
        raise BrokenDefinition(name, f"第{error.lineno}行", str(error)) from error
    for call in each(root, "callActivity"):
        _add_process(str(call.get("calledElement")), (*callers, name), processes, files)


def _add_form(name: str, forms: Path, files: dict[str, bytes]) -> None:
    if f"forms/{name}" in files:
        return
    path = forms / name
    if not path.is_file():
        raise BrokenDefinition(Path(name).parent.name, name, f"没有表单文件 {name}。")
    files[f"forms/{name}"] = content = path.read_bytes()
    try:
        form = json.loads(content)
    except ValueError as error:
        raise BrokenDefinition(Path(name).parent.name, name, f"表单不是有效的 JSON：{error}") from error
    for reference in _references(form):
        _add_form(reference, forms, files)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        yield node["$ref"]
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _references(child)
