"""Taking a completed step back, so that it can be returned or withdrawn: it opens again, what followed is gone."""

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.task import Task, TaskState

from app.engine.faults import CannotReopen
from app.engine.process import Process
from app.engine.specs import ParallelGateway


def reopen(process: Process, step_id: str) -> list[tuple[str, str]]:
    """Open a completed step again and return what had been passed since it, as (process, element).

    Only the path is taken back. Whoever asks must know that nothing on it (operations, messages, papers) needs to
    stand, or make it good.

    :raises CannotReopen: when the run no longer knows the step, or its branch has been joined with others since.
    """
    known = (task for level in process.levels() for task in level.tasks.values() if str(task.id) == step_id)
    task = next((t for t in known if t.task_spec.manual and t._state == TaskState.COMPLETED), None)
    # A parent that was pruned has been replaced by the start, and with it what the step knew.
    if task is None or process.completed or task.parent is task.workflow.task_tree:
        raise CannotReopen("这一步骤已不能退回或撤回：流程已结束，或该步骤所在环节已办结。")
    after = [other for other in task if other is not task]
    if task.triggered or any(_joined(other) for other in after):
        raise CannotReopen("这一步骤已不能退回或撤回：之后的环节已与其他并行环节汇合。")
    gone = {other.id: other for other in after}
    for other in after:
        if other.id in process.subprocesses:
            gone |= {inner.id: inner for inner in process.delete_subprocess(other)}
    for other in gone.values():
        process.event_manager.remove_task(other)
    task.reset_branch(None)
    if isinstance(task.parent.task_spec, BoundaryEventSplit):
        for event in task.parent.children:
            if event._state == TaskState.CANCELLED:
                event.reset_branch(None)
    return [
        (other.workflow.spec.name, other.task_spec.bpmn_id)
        for other in gone.values()
        if other._state == TaskState.COMPLETED and other.task_spec.bpmn_id
    ]


def _joined(task: Task) -> bool:
    spec = task.task_spec
    used = TaskState.COMPLETED | TaskState.CANCELLED
    return isinstance(spec, ParallelGateway) and len(spec.inputs) > 1 and bool(task._state & used)
