"""What each shape of a diagram does when a run reaches it: our own kinds of SpiffWorkflow task specs.

They say what the library leaves open (operations, rules, what a called process gives back) and replace what it gets
wrong: joins that lose or resurrect values, gateways that take two branches, errors that nobody catches.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EndEvent as BpmnEndEvent
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as BpmnEventBasedGateway
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway as BpmnExclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as BpmnParallelGateway
from SpiffWorkflow.spiff.specs.defaults import CallActivity as SpiffCallActivity
from SpiffWorkflow.spiff.specs.defaults import ParallelMultiInstanceTask
from SpiffWorkflow.spiff.specs.event_definitions import ErrorEventDefinition
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.task import Task, TaskState

from app.engine.environment import evaluate, type_of_scalar
from app.engine.faults import EngineFault, Incomprehensible, blamed_on
from app.engine.notation import parse_list

#: The run's own names, which every called process starts with.
BASE = ("case_id", "region", "kind", "entry")
#: Where a process keeps the result of the end event that it reached (no task data can have this name).
RESULT = "@result"


def properties(task: Task) -> dict[str, str]:
    """The properties written on the element of a task."""
    return task.task_spec.extensions.get("properties", {})


def scalar(value: Any) -> Any:
    """A value that may enter task data: a scalar, or a list of scalars (kept as a tuple: the library merges lists).

    :raises Incomprehensible: for anything else.
    """
    if isinstance(value, list | tuple) and all(isinstance(item, type_of_scalar) for item in value):
        return tuple(value)
    if isinstance(value, type_of_scalar):
        return value
    raise Incomprehensible(f"流程数据只接受文字、数字、真假值或它们的列表，不接受 {type(value).__name__}。")


class OperationTask(SpiffBpmnTask):
    """A service task (服务任务): asks the host to do the registered operation it names."""

    def _run_hook(self, my_task: Task) -> bool:
        process, said = my_task.workflow.spec.name, dict(properties(my_task))
        with blamed_on(process, self.bpmn_id):
            word, result = said.pop("operation", ""), said.pop("result", None)
            params = {
                name: evaluate(text[1:], my_task.data) if text.startswith("=") else text
                for name, text in said.items()
            }
            host = my_task.workflow.top_workflow.host
            value = host.operate(word, params, process=process, element=self.bpmn_id)
            if result:
                my_task.data[result] = scalar(value)
        return True


class RuleTask(SpiffBpmnTask):
    """A business rule task (业务规则任务): asks the host for the answer of a decision table."""

    def _run_hook(self, my_task: Task) -> bool:
        process, rule = my_task.workflow.spec.name, properties(my_task).get("rule", "")
        with blamed_on(process, self.bpmn_id):
            outputs = my_task.workflow.top_workflow.host.ask(rule, process=process, element=self.bpmn_id)
            my_task.data.update((name, scalar(value)) for name, value in outputs.items())
        return True


class CallActivity(SpiffCallActivity):
    """A call activity (调用活动): little goes in, and only the result and what ``returns`` names comes out."""

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        names = (*BASE, *parse_list(properties(my_task).get("passes")))
        known = {name: my_task.data[name] for name in names if name in my_task.data}
        subworkflow.task_tree.data.update(known)

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        given = subworkflow.last_task.data
        for name in parse_list(properties(my_task).get("returns")):
            my_task.data[name] = given.get(name)
        my_task.data[self.bpmn_id] = subworkflow.data.get(RESULT)


class EndEvent(BpmnEndEvent):
    """An end event (结束事件): keeps its result with the process; an error must find a boundary that catches it."""

    def _run_hook(self, my_task: Task) -> bool:
        if "result" in properties(my_task):
            my_task.workflow.data[RESULT] = properties(my_task)["result"]
        super()._run_hook(my_task)
        uncaught = my_task.workflow.top_workflow.get_events()
        if isinstance(self.event_definition, ErrorEventDefinition) and uncaught:
            raise EngineFault(
                my_task.workflow.spec.name,
                self.bpmn_id,
                f"错误「{self.event_definition.name}」没有边界事件接收。",
            )
        return True


class ExclusiveGateway(BpmnExclusiveGateway):
    """An exclusive gateway (排他网关): the first flow whose condition holds, else the default; never a silent stop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flows: list[tuple[str, str | None, str]] = []

    def add_flow(self, flow: str, condition: str | None, target: Any) -> None:
        """Add an outgoing sequence flow; without a condition it is the default."""
        self.flows.append((flow, condition, target.name))
        self.connect_outgoing_if(condition, target)

    def _predict_hook(self, my_task: Task) -> None:
        my_task._sync_children(self.outputs, TaskState.MAYBE)

    def _run_hook(self, my_task: Task) -> bool:
        process = my_task.workflow.spec.name
        with blamed_on(process, self.bpmn_id):
            holds = (f for f in self.flows if f[1] is not None and evaluate(f[1], my_task.data))
            default = (f for f in self.flows if f[1] is None)
            flow, _, target = next(holds, None) or next(default, (None, None, None))
        if flow is None:
            asked = "；".join(condition or "" for _, condition, _ in self.flows)
            raise EngineFault(process, self.bpmn_id, f"没有一个条件成立，也没有默认路径（{asked}）。")
        my_task._set_internal_data(flow=flow)
        my_task._sync_children([my_task.workflow.spec.task_specs[target]], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class EventBasedGateway(BpmnEventBasedGateway):
    """An event-based gateway (事件网关): exactly one event wins, also when two happen in the same move."""

    def _run_hook(self, my_task: Task) -> bool:
        my_task.internal_data["seen_events"] = my_task.internal_data["seen_events"][:1]
        super()._run_hook(my_task)
        self.event_definition.reset(my_task)
        return True


class ParallelGateway(BpmnParallelGateway):
    """A parallel gateway (并行网关): waits for one token on each incoming flow, then merges what each branch *changed*.

    The library counts arrivals of earlier rounds of a loop, and lets a slow branch overwrite a fast one with the values
    it left the fork with. Here arrivals wait until they are used up, and values are compared with those at the fork.
    """

    def _update_hook(self, my_task: Task) -> bool:
        missing = set(self._inputs) - {my_task.parent.task_spec.name}
        arrived: list[Task] = []
        for task in my_task.workflow.tasks.values() if missing else ():
            waits = task.task_spec is self and task._state == TaskState.WAITING and task is not my_task
            if waits and task.parent.task_spec.name in missing:
                missing.remove(task.parent.task_spec.name)
                arrived.append(task)
        if missing:
            my_task._set_state(TaskState.WAITING)
            return False
        my_task.data = _merged([task.parent for task in (*arrived, my_task)])
        for task in arrived:
            task.cancel()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        return True


class MultiInstance(ParallelMultiInstanceTask):
    """A parallel multi-instance step (多实例): a child for each item; the outcomes make a list, first done first."""

    @property
    def output(self) -> str:
        """The name of the list of outcomes: ``loopDataOutputRef``, or else the step's own id."""
        return self.data_output.bpmn_id if self.data_output else self.bpmn_id

    def _update_hook(self, my_task: Task) -> bool:
        my_task._inherit_data()
        items = my_task.data.get(self.data_input.bpmn_id)
        if not isinstance(items, tuple):
            raise EngineFault(
                my_task.workflow.spec.name,
                self.bpmn_id,
                f"多实例名单「{self.data_input.bpmn_id}」尚无取值或不是列表。",
            )
        my_task.data[self.output] = ()
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        for item in items:
            child = my_task._add_child(spec, TaskState.WAITING)
            child.triggered = True
            child.data[self.input_item.bpmn_id] = item
            child.task_spec._update(child)
        return False

    def merge_child(self, _workflow: Any, child: Task) -> None:
        """Called by the library when a child is complete (connected once, by the parser)."""
        task = child.parent
        task.data[self.output] = (*task.data[self.output], child.data.get(self.output_item.bpmn_id))
        if all(c._state == TaskState.COMPLETED for c in self._instances(task)):
            task._set_state(TaskState.READY)


def _merged(ends: list[Task]) -> dict[str, Any]:
    shared = _line(ends[0])
    for end in ends[1:]:
        other = {task.id for task in _line(end)}
        shared = [task for task in shared if task.id in other]
    fork = shared[0].data
    data = dict(fork)
    for end in ends:
        data.update((k, v) for k, v in end.data.items() if k not in fork or fork[k] != v)
    return data


def _line(task: Task | None) -> list[Task]:
    found = []
    while task is not None:
        found.append(task)
        task = task.parent
    return found
