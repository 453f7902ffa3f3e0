"""One move of one run: load it, do one thing, let the engine go on until it needs someone, save it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.task import Task, TaskState

from app.engine import rewind, state
from app.engine.definition import Definition
from app.engine.faults import EngineFault as EngineFault
from app.engine.faults import NoSuchStep, blamed_on
from app.engine.process import Process
from app.engine.specs import RESULT, properties, scalar
from app.engine.timers import INSTANT, aware, timer_of

Scalar = str | int | float | bool | None

#: What ``due`` answers for a clock that is not running; such a timer never wakes a run.
NEVER = "9999-12-31T00:00:00+00:00"
STEP_LIMIT = 2000


class Host(Protocol):
    """Who a run turns to for the time of one move: operations, rules and clocks."""

    def operate(self, word: str, params: dict[str, Any], *, process: str, element: str) -> Any:
        """Do a registered operation; a scalar (or a list of scalars) that it returns may enter task data."""

    def ask(self, rule: str, *, process: str, element: str) -> Mapping[str, Any]:
        """Ask a decision table: the scalars to write into task data, already named ``<rule>_status`` and so on."""

    def due(self, key: str) -> str:
        """The instant at which a clock is due, ISO 8601 with offset; ``NEVER`` while it does not run."""


@dataclass(frozen=True)
class Step:
    """A human step that is open now."""

    id: str
    process: str
    name: str
    title: str
    lane: str
    instructions: str
    properties: dict[str, str]
    item: Any
    multi: bool


class Run:
    """A run of a process, for the time of one move. Not shared between threads."""

    def __init__(self, definition: Definition, process: Process) -> None:
        self.definition = definition
        self.trail: list[tuple[str, str]] = []
        """Elements and sequence flows passed during this move, as (process, id)."""
        self._process = process
        self._passed = 0
        self.before = frozenset(str(task.id) for task in self._ready_steps())
        """The human steps that were open when the run was taken up."""

    @classmethod
    def start(cls, definition: Definition, host: Host, data: Mapping[str, Scalar]) -> "Run":
        """Start a run with its base scalars (``case_id``, ``region``, ``kind``, ``entry``) and go on to the first rest.

        :raises EngineFault: when an element cannot do what it says.
        """
        with blamed_on(definition.name, definition.name):
            process = Process(definition.spec, definition.subspecs, host)
            process.task_tree.data.update((name, scalar(value)) for name, value in data.items())
        run = cls(definition, process)
        run._advance()
        return run

    @classmethod
    def resume(cls, definition: Definition, saved: bytes, host: Host) -> "Run":
        """Take up a run where ``save`` left it. Nothing moves yet, not even timers that are due.

        :raises EngineFault: when the state does not belong to the definition.
        """
        with blamed_on(definition.name, definition.name):
            return cls(definition, state.load(definition, saved, host))

    def save(self) -> bytes:
        """The state of the run at rest, small and without its definition."""
        with blamed_on(self.definition.name, self.definition.name):
            return state.dump(self._process)

    def complete(self, step_id: str, outcome: str | None = None) -> None:
        """A person has completed an open step with this outcome; go on to the next rest.

        :raises NoSuchStep: when the step is not open (any more).
        :raises EngineFault: when something after it cannot go on.
        """
        task = next((t for t in self._ready_steps() if str(t.id) == step_id), None)
        if task is None:
            raise NoSuchStep("这一步骤已不在办理中，可能已由他人办结或被撤销；请刷新待办后再看。")
        wrapper = self._wrapper(task)
        task.data[wrapper.output_item.bpmn_id if wrapper else task.task_spec.bpmn_id] = outcome
        self._pass(task)
        self._advance()

    def reopen(self, step_id: str) -> list[tuple[str, str]]:
        """Take a completed step back: it opens again, what followed on its path is gone and is returned.

        :raises CannotReopen: see ``rewind.reopen``.
        """
        with blamed_on(self.definition.name, self.definition.name):
            undone = rewind.reopen(self._process, step_id)
        self._advance()
        return undone

    def deliver(self, message: str, value: Scalar = None) -> bool:
        """Hand a message to whatever waits for it by name. False, and nothing happens, when nothing does."""
        if message not in self.awaits:
            return False
        with blamed_on(self.definition.name, message):
            self._process.send_event(BpmnEvent(MessageEventDefinition(message), payload=scalar(value)))
        self._advance()
        return True

    def wake(self) -> None:
        """Fire what is due by ``clock.now()`` and go on, until nothing more fires."""
        self._advance()

    def retime(self, due: Mapping[str, datetime]) -> None:
        """Set the waiting timers of these clock keys to new aware instants. Nothing fires before ``wake``."""
        for task, key in self._waiting_timers():
            if key in due:
                task.internal_data[INSTANT] = due[key].isoformat()
                aware(task.internal_data[INSTANT])

    def steps(self) -> list[Step]:
        """The human steps that are open now."""
        return [self._step(task) for task in self._ready_steps()]

    def timers(self) -> list[tuple[str, datetime]]:
        """Clock key and instant of every waiting timer, earliest first; also of those that never fire as things are."""
        found = [(key, aware(task.internal_data[INSTANT])) for task, key in self._waiting_timers()]
        return sorted(found, key=lambda timer: timer[1])

    @property
    def wake_at(self) -> datetime | None:
        """When the run must be woken next; None when no timer waits for a clock that runs."""
        return next((instant for _, instant in self.timers() if instant < aware(NEVER)), None)

    @property
    def awaits(self) -> list[str]:
        """Names of the messages that are waited for now."""
        names = set()
        for task in self._waiting_events():
            event = task.task_spec.event_definition
            events = event.event_definitions if isinstance(event, MultipleEventDefinition) else [event]
            names |= {e.name for e in events if isinstance(e, MessageEventDefinition)}
        return sorted(names)

    @property
    def finished(self) -> bool:
        """Whether the run has reached its end."""
        return bool(self._process.completed)

    @property
    def result(self) -> str | None:
        """The result of the end event that a finished run reached."""
        return self._process.data.get(RESULT) if self.finished else None

    def where(self) -> list[tuple[str, str]]:
        """The elements that are active now, as (process, id): open steps, calls, waiting events and joins."""
        found: dict[tuple[str, str], None] = {}
        for level in self._process.levels():
            for task in level.tasks.values():
                spec = task.task_spec
                attached = hasattr(spec, "cancel_activity")
                if task._state & state.LIVE and getattr(spec, "bpmn_id", None) and not attached:
                    found[level.spec.name, spec.bpmn_id] = None
        return list(found)

    def _advance(self) -> None:
        while True:
            task = self._process.next_automatic()
            if task is None:
                with blamed_on(self.definition.name, self.definition.name):
                    self._process.refresh_timers()
                task = self._process.next_automatic()
            if task is None:
                return
            self._pass(task)

    def _pass(self, task: Task) -> None:
        process, spec = task.workflow.spec.name, task.task_spec
        element = getattr(spec, "bpmn_id", None) or spec.name
        self._passed += 1
        if self._passed > STEP_LIMIT:
            raise EngineFault(process, element, f"一次推进超过 {STEP_LIMIT} 步，可能存在不会结束的循环。")
        with blamed_on(process, element):
            task.run()
        if spec.name == element in self.definition.titles[process]:
            self.trail.append((process, element))
            self.trail += [(process, flow) for flow in self._flows_taken(task)]

    def _flows_taken(self, task: Task) -> Iterator[str]:
        process, spec = task.workflow.spec.name, task.task_spec
        if chosen := task.internal_data.get("flow"):
            yield chosen
            return
        flows = self.definition.diagrams[process].flows
        for child in task.children:
            flow = flows.get((spec.bpmn_id, child.task_spec.name.removesuffix(".BoundaryEventSplit")))
            if flow:
                yield flow

    def _ready_steps(self) -> Iterator[Task]:
        for level in self._process.levels():
            for task in level.tasks.values():
                if task._state == TaskState.READY and task.task_spec.manual:
                    yield task

    def _step(self, task: Task) -> Step:
        spec, wrapper = task.task_spec, self._wrapper(task)
        return Step(
            id=str(task.id),
            process=task.workflow.spec.name,
            name=spec.bpmn_id,
            title=spec.bpmn_name or spec.bpmn_id,
            lane=spec.lane or "",
            instructions=(spec.documentation or "").strip(),
            properties=dict(properties(task)),
            item=task.data.get(wrapper.input_item.bpmn_id) if wrapper else None,
            multi=wrapper is not None,
        )

    @staticmethod
    def _wrapper(task: Task) -> Any:
        return task.parent.task_spec if task.triggered else None

    def _waiting_events(self) -> Iterator[Task]:
        for task in list(self._process.event_manager.tasks.values()):
            if task._state == TaskState.WAITING:
                yield task

    def _waiting_timers(self) -> Iterator[tuple[Task, str]]:
        for task in self._waiting_events():
            timer = timer_of(task)
            if timer is not None:
                yield task, timer.key
