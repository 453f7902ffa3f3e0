"""A running process as the library sees it, with what our specs need at hand and cheaper walks over the tasks."""

import logging
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task, TaskState

from app.engine.environment import Expressions

EXPRESSIONS = Expressions()

# The library reports every change of state, and gathers task data and whole trees for it unless told not to.
for name in ("spiff.task", "spiff.workflow"):
    logging.getLogger(name).setLevel(logging.WARNING)


class _FlatWalk:
    """Tasks are looked up in the flat list instead of the tree, which the library walks after every single step."""

    tasks: dict[Any, Task]

    def update_waiting_tasks(self) -> None:
        for task in list(self.tasks.values()):
            if task._state == TaskState.WAITING:
                task.task_spec._update(task)


class Called(_FlatWalk, BpmnSubWorkflow):
    """A process that a call activity has started."""


class Process(_FlatWalk, BpmnWorkflow):
    """The outermost process of a run. ``host`` answers its operations, rules and timers."""

    def __init__(self, spec: Any, subspecs: dict[str, Any], host: Any, **kwargs: Any) -> None:
        self.host = host
        super().__init__(spec, subspecs, script_engine=EXPRESSIONS, **kwargs)
        # The library forgets this, and later wakes events that are gone.
        self.task_removed_event.connect(lambda _workflow, task: self.event_manager.remove_task(task))

    def create_subprocess(self, my_task: Task, spec_name: str) -> Called:
        called = Called(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        self.subprocesses[my_task.id] = called
        return called

    def levels(self) -> "list[Process | Called]":
        """The process and every called process that is still running."""
        return [self, *(called for called in self.subprocesses.values() if not called.completed)]

    def next_automatic(self) -> Task | None:
        """The next task that needs nobody. A boundary event that has fired goes before all others."""
        first = None
        for level in self.levels():
            for task in level.tasks.values():
                if task._state == TaskState.READY and not task.task_spec.manual:
                    if isinstance(task.task_spec, BoundaryEvent):
                        return task
                    first = first or task
        return first
