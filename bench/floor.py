"""The floor: SpiffWorkflow by itself on the same diagrams and the same path, loading and saving its state at each move.

Stock parser, stock specs, stock serializer with a converter that keeps the state and leaves the specs out. Service and
rule tasks do nothing but put the recorded answer into the data; nothing else of ours takes part.
"""

import gc
import time
from collections import defaultdict
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter, WorkflowConverter
from SpiffWorkflow.bpmn.specs.defaults import EndEvent
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.parser.event_parsers import SpiffEndEventParser
from SpiffWorkflow.spiff.parser.task_spec import CallActivityParser, SpiffTaskParser
from SpiffWorkflow.spiff.serializer import DEFAULT_CONFIG
from SpiffWorkflow.spiff.specs.defaults import CallActivity
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.task import Task, TaskState

from app.engine import catalogue
from app.paths import FORMS, PROCESSES
from bench.tape import Move, Tape

PAST = "2000-01-01T00:00:00+00:00"
RESULT = "result_of_process"


class Led(SpiffBpmnTask):
    """A service or rule task that only puts what was recorded into the data."""

    def _run_hook(self, my_task: Task) -> bool:
        _name, value = replay.answer(my_task.workflow.spec.name, self.bpmn_id)
        properties = self.extensions.get("properties", {})
        if isinstance(value, dict) and "rule" in properties:
            my_task.data.update(value)
        elif "result" in properties:
            my_task.data[properties["result"]] = value
        return True


class LedEnd(EndEvent):
    """An end event that says how its process ended."""

    def _run_hook(self, my_task: Task) -> bool:
        properties = self.extensions.get("properties", {})
        if "result" in properties:
            my_task.data[RESULT] = properties["result"]
        return bool(super()._run_hook(my_task))


class LedCall(CallActivity):
    """A call that keeps how the called process ended under its own name."""

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        super().update_data(my_task, subworkflow)
        my_task.data[self.bpmn_id] = my_task.data.pop(RESULT, None)


class RuleParser(SpiffTaskParser):
    """A rule task whose table is never asked."""

    @staticmethod
    def get_decision_ref(_node: Any) -> str:
        return ""


class Parser(SpiffBpmnParser):
    """The stock parser, with the three above."""

    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("serviceTask"): (SpiffTaskParser, Led),
        full_tag("businessRuleTask"): (RuleParser, Led),
        full_tag("endEvent"): (SpiffEndEventParser, LedEnd),
        full_tag("callActivity"): (CallActivityParser, LedCall),
    }


class Replay:
    """What was recorded for the present move."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[Any]] = {}
        self.due: dict[str, list[str]] = {}

    def lead(self, move: Move) -> None:
        """Turn to a move."""
        self.answers, self.due = defaultdict(list), defaultdict(list)
        for process, element, value in move.answers:
            self.answers[process, element].append(value)
        for key, at in move.due:
            self.due[key].append(at)

    def answer(self, process: str, element: str) -> tuple[str, Any]:
        """What the operation or rule of an element answered."""
        return element, self.answers[process, element].pop(0)

    def due_at(self, key: str) -> str:
        """When a clock runs out: a century later than recorded, so that only a recorded waking fires it."""
        year, rest = self.due[key].pop(0).split("-", 1)
        return f"{min(int(year) + 100, 9999)}-{rest}"


replay = Replay()
REST = 0.003
"""Seconds between two steps: a server rests while people think, and a rested processor is slow at first."""
SPECS: dict[str, tuple[Any, dict[str, Any]]] = {}
ENGINE = PythonScriptEngine(environment=TaskDataEnvironment({"due": replay.due_at}))


class StateOnly(BpmnWorkflowConverter):
    """Tasks and data, without the specs they belong to."""

    def to_dict(self, workflow: Any) -> dict[str, Any]:
        kept = WorkflowConverter.to_dict(self, workflow)
        kept["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        kept["bpmn_events"] = self.registry.convert(workflow.bpmn_events)
        kept["process"] = workflow.spec.name
        return dict(kept)

    def from_dict(self, kept: dict[str, Any]) -> Any:
        spec, subspecs = SPECS[kept.pop("process")]
        workflow = self.target_class(spec, subspecs, script_engine=ENGINE, deserializing=True)
        workflow.tasks = self.mapping_from_dict(kept["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks.get(UUID(kept["root"]))
        self.set_default_attributes(workflow, kept)
        self.subprocesses_from_dict(kept["subprocesses"], workflow)
        workflow.bpmn_events = self.registry.restore(kept.pop("bpmn_events", []))
        return workflow


def serializer() -> BpmnWorkflowSerializer:
    """The stock serializer with the converter above."""
    return BpmnWorkflowSerializer(
        BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, BpmnWorkflow: StateOnly})
    )


def prepare(tape: Tape) -> None:
    """Parse what the tape runs through. Not measured: both sides keep parsed diagrams."""
    for process in {move.process for move in tape.moves} - SPECS.keys():
        parser = Parser()
        for path, content in catalogue.read_bundle(process, PROCESSES, FORMS).files.items():
            if path.startswith("bpmn/"):
                parser.add_bpmn_str(content, path)
        SPECS[process] = parser.get_spec(process), parser.get_subprocess_specs(process)


def play(tape: Tape) -> float:
    """CPU milliseconds for each human step of the tape: load, run, save; whatever else it caused included."""
    states: dict[int, str] = {}
    store = serializer()
    used = 0
    gc.collect()
    for move in tape.moves:
        replay.lead(move)
        if move.completion is not None:
            time.sleep(REST)
        begun = time.process_time_ns()
        states[move.run] = _moved(store, move, states.get(move.run, ""))
        if move.completion is not None:
            used += time.process_time_ns() - begun
    for run, state in states.items():
        if store.deserialize_json(state).completed != (run in tape.ended):
            raise RuntimeError("the bare engine did not come to the recorded end")
    return used / 1e6 / tape.completions


def _moved(store: BpmnWorkflowSerializer, move: Move, state: str) -> str:
    if move.kind == "start":
        spec, subspecs = SPECS[move.process]
        workflow = BpmnWorkflow(spec, subspecs, script_engine=ENGINE)
        workflow.task_tree.data.update(move.data)
    else:
        workflow = store.deserialize_json(state)
    if move.kind == "complete":
        _complete(workflow, move)
    for task in list(workflow.event_manager.tasks.values()) if move.fired else ():
        expression = getattr(task.task_spec.event_definition, "expression", "")
        if task.state == TaskState.WAITING and any(f"'{key}'" in expression for key in move.fired):
            task.internal_data["event_value"] = PAST
    _run(workflow)
    return str(store.serialize_json(workflow))


def _complete(workflow: Any, move: Move) -> None:
    assert move.step
    for task in workflow.get_tasks(state=TaskState.READY, manual=True):
        if (task.workflow.spec.name, task.task_spec.bpmn_id) == (move.step.process, move.step.name):
            task.data[task.task_spec.bpmn_id] = move.outcome
            task.run()
            return
    raise RuntimeError(f"{move.step.name} is not open in the bare engine")


def _run(workflow: Any) -> None:
    while True:
        workflow.refresh_timers()
        workflow.do_engine_steps()
        if workflow.get_next_task(state=TaskState.READY, manual=False) is None:
            return
