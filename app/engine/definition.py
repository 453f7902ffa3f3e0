"""One version of a process: the specs to run it by, and what can be said about it from its files alone."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

from lxml import etree

from app.engine import parser
from app.engine.faults import BrokenDefinition
from app.engine.notation import parse_list
from app.engine.timers import timer_in
from app.engine.xml import BPMN, each, properties_of, read_xml
from app.fragments import put_in

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Diagram:
    """What the XML of one process says."""

    properties: Mapping[str, str]
    titles: Mapping[str, str]
    """Names by element id, sequence flows included."""
    steps: tuple[str, ...]
    said: Mapping[str, Mapping[str, str]]
    """The properties of each user task, by its id."""
    told: Mapping[str, str]
    """The instructions of each user task, by its id."""
    results: Mapping[str, str | None]
    """Results by end event id."""
    calls: Mapping[str, str]
    """Called processes by call activity id."""
    returns: Mapping[str, tuple[str, ...]]
    """What a call activity gives back besides its result."""
    flows: Mapping[tuple[str, str], str]
    """Sequence flow ids by source and target."""


@dataclass
class Definition:
    """A parsed version, shared by all runs that started with it and by all threads. Nothing in it changes."""

    version: str
    source: Files | Callable[[], Files]
    _lock: RLock = field(default_factory=RLock, repr=False)
    _forms: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict, repr=False)

    def fetch_from(self, source: Files | Callable[[], Files]) -> None:
        """Where to fetch the files, unless they have been: the first caller's session may be gone by then."""
        if "files" not in vars(self):
            self.source = source

    @cached_property
    def files(self) -> Files:
        """The bundle's files; read from where they are stored when first needed."""
        return self.source() if callable(self.source) else self.source

    @cached_property
    def processes(self) -> tuple[str, ...]:
        """The processes of the bundle: itself and all that it calls."""
        return tuple(
            sorted(
                path.removeprefix("bpmn/").removesuffix(".bpmn")
                for path in self.files
                if path.startswith("bpmn/")
            )
        )

    @cached_property
    def diagrams(self) -> Mapping[str, Diagram]:
        """What each process's XML says, by process."""
        return {process: _read(process, self.xml(process)) for process in self.processes}

    @cached_property
    def name(self) -> str:
        """The process the bundle is for: the one that no other in it calls."""
        called = {process for diagram in self.diagrams.values() for process in diagram.calls.values()}
        free = [process for process in self.processes if process not in called]
        if len(free) != 1:
            raise BrokenDefinition(
                "、".join(self.processes), "文件", "看不出哪一个是主流程：流程之间循环调用。"
            )
        return free[0]

    @property
    def spec(self) -> Any:
        """The library's spec of the process."""
        return self._specs[0]

    @property
    def subspecs(self) -> dict[str, Any]:
        """The library's specs of the called processes, by name."""
        return self._specs[1]

    def xml(self, process: str) -> bytes:
        """The BPMN file of a process in this version."""
        return self.files[f"bpmn/{process}.bpmn"]

    def properties(self, process: str) -> Mapping[str, str]:
        """The properties written on the process itself (``started_by``, ``home`` …)."""
        return self.diagrams[process].properties

    def step_properties(self, process: str, step: str) -> Mapping[str, str]:
        """The properties written on a human step (``deadline``, ``applies`` …)."""
        return self.diagrams[process].said[step]

    def instructions(self, process: str, step: str) -> str:
        """What the diagram tells the officer to do at a step."""
        return self.diagrams[process].told[step]

    @cached_property
    def results(self) -> Mapping[str, Mapping[str, str | None]]:
        """Results by process and end event id."""
        return {process: diagram.results for process, diagram in self.diagrams.items()}

    @cached_property
    def steps(self) -> Mapping[str, tuple[str, ...]]:
        """The human steps of each process, in the order of the file."""
        return {process: diagram.steps for process, diagram in self.diagrams.items()}

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """Element names by process and element id."""
        return {process: diagram.titles for process, diagram in self.diagrams.items()}

    @cached_property
    def clocks(self) -> frozenset[str]:
        """The keys of the clocks that a timer of these processes follows."""
        specs = [spec for level in (self.spec, *self.subspecs.values()) for spec in level.task_specs.values()]
        timers = [timer_in(spec.event_definition) for spec in specs if hasattr(spec, "event_definition")]
        return frozenset(timer.key for timer in timers if timer)

    def has_form(self, process: str, step: str) -> bool:
        """Whether the version brings a form for a step (``start``: for starting the process on its own)."""
        return f"forms/{process}/{step}.json" in self.files

    def form(self, process: str, step: str) -> dict[str, Any]:
        """The form of a step, with the shared fragments it refers to put in. Treat it as read-only.

        :raises KeyError: when there is none.
        """
        if (process, step) not in self._forms:
            form = json.loads(self.files[f"forms/{process}/{step}.json"])
            self._forms[process, step] = put_in(form, self._fragments)
        return self._forms[process, step]

    @cached_property
    def _fragments(self) -> dict[str, dict[str, Any]]:
        shared = (name for name in self.files if name.startswith("forms/shared/"))
        return {name.removeprefix("forms/"): json.loads(self.files[name]) for name in shared}

    @property
    def _specs(self) -> tuple[Any, dict[str, Any]]:
        with self._lock:
            return self._parsed

    @cached_property
    def _parsed(self) -> tuple[Any, dict[str, Any]]:
        return parser.parse(self.name, {process: self.xml(process) for process in self.processes})


def _read(process: str, content: bytes) -> Diagram:
    try:
        root = read_xml(content)
    except etree.XMLSyntaxError as error:
        raise BrokenDefinition(process, f"第{error.lineno}行", str(error)) from error
    found = next((p for p in each(root, "process") if p.get("id") == process), None)
    if found is None:
        raise BrokenDefinition(process, "文件", "文件中没有同名的流程。")
    said = {str(e.get("id")): properties_of(e) for e in found.iter("{*}endEvent", "{*}callActivity")}
    calls = {str(e.get("id")): str(e.get("calledElement", "")) for e in each(found, "callActivity")}
    return Diagram(
        properties=properties_of(found),
        titles={str(e.get("id")): str(e.get("name", "")) for e in found.iter("{*}*") if e.get("id")},
        steps=tuple(str(e.get("id")) for e in each(found, "userTask")),
        said={str(e.get("id")): properties_of(e) for e in each(found, "userTask")},
        told={
            str(e.get("id")): (e.findtext(f"{{{BPMN}}}documentation") or "").strip()
            for e in each(found, "userTask")
        },
        results={str(e.get("id")): said[str(e.get("id"))].get("result") for e in each(found, "endEvent")},
        calls=calls,
        returns={call: tuple(parse_list(said[call].get("returns"))) for call in calls},
        flows={
            (str(e.get("sourceRef")), str(e.get("targetRef"))): str(e.get("id"))
            for e in each(found, "sequenceFlow")
        },
    )
