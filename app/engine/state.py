"""What is kept of a run between two moves: its tasks, never its definition, compressed and without a finished past.

One table per running process, column by column, in the order the tasks were made (parents first). A task's data is
written as what changed since its parent. Only human steps keep their ids; all others are numbered anew each time.
"""

import json
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task, TaskState

from app.engine.definition import Definition
from app.engine.faults import EngineFault
from app.engine.process import Called, Process
from app.engine.specs import RESULT
from app.packing import pack, unpack

FORMAT = 1
PRUNE_BYTES = 8 * 1024
PRUNE_DEPTH = 150
MAX_DEPTH = 300
STEPS_KEPT = 12
LASTING = TaskState.READY | TaskState.COMPLETED
INHERITING = TaskState.WAITING | TaskState.READY | TaskState.STARTED | TaskState.COMPLETED
LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
#: What the library or our specs note on a task for the rest of one move only.
PASSING = ("seen_events", "flow")


def dump(process: Process) -> bytes:
    """The state of a process that has come to rest.

    :raises EngineFault: when it is nested deeper than ``MAX_DEPTH`` even without its finished past.
    """
    state, depth = _packed(process, prune=False)
    if len(state) >= PRUNE_BYTES or depth > PRUNE_DEPTH:
        state, depth = _packed(process, prune=True)
    if depth > MAX_DEPTH:
        raise EngineFault(process.spec.name, process.spec.name, f"运行状态嵌套超过 {MAX_DEPTH} 层。")
    return state


def load(definition: Definition, state: bytes, host: Any) -> Process:
    """The process that ``dump`` was given, on the definition that it ran on."""
    kept = json.loads(unpack(state))
    process = Process(definition.spec, definition.subspecs, host, deserializing=True)
    for index, table in enumerate(kept["levels"]):
        level: Process | Called = process
        if index:
            caller = process.get_task_from_id(_id(table["caller"]))
            spec = process.subprocess_specs[caller.task_spec.spec]
            level = Called(spec, caller.id, process, deserializing=True)
            process.subprocesses[caller.id] = level
            level.completed_event.connect(caller.task_spec._on_subworkflow_completed, caller)
        level.completed = table["done"]
        if table["result"] is not None:
            level.data[RESULT] = table["result"]
        _restore(level, table)
    return process


def _packed(process: Process, prune: bool) -> tuple[bytes, int]:
    numbers: dict[Any, int | str] = {}
    tables, deepest = [], 0
    for level in process.levels():
        table, depth = _table(level, numbers, prune)
        if level is not process:
            table["caller"] = numbers[level.parent_task_id]
        tables.append(table)
        deepest = max(deepest, depth)
    text = json.dumps({"format": FORMAT, "levels": tables}, ensure_ascii=False, separators=(",", ":"))
    return pack(text.encode()), deepest


def _table(level: Process | Called, numbers: dict[Any, int | str], prune: bool) -> tuple[dict[str, Any], int]:
    anchor = _anchor(level) if prune else level.task_tree
    specs: list[str] = []
    states: list[int] = []
    parents: list[int] = []
    triggered: list[int] = []
    data: dict[int, Any] = {}
    internal: dict[int, Any] = {}
    rows: dict[Any, int] = {}
    depths: list[int] = []
    for task in level.tasks.values():
        if task is level.task_tree:
            parent, above = -1, {}
        elif task is anchor:
            parent, above = 0, level.task_tree.data
        elif task._parent in rows and (rows[task._parent] or anchor is level.task_tree):
            parent, above = rows[task._parent], level.tasks[task._parent].data
        else:
            continue
        row = rows[task.id] = len(specs)
        lasting = task.task_spec.manual and task._state & LASTING
        numbers[task.id] = task.id.hex if lasting else len(numbers) + 1
        depths.append(depths[parent] + 1 if row else 0)
        specs.append(task.task_spec.name)
        states.append(task._state)
        parents.append(parent)
        if task.triggered:
            triggered.append(row)
        if task._state & INHERITING and task.data != above:
            changed = {k: v for k, v in task.data.items() if k not in above or above[k] != v}
            data[row] = [changed, [k for k in above if k not in task.data]]
        if noted := {k: v for k, v in task.internal_data.items() if k not in PASSING}:
            internal[row] = noted
    return {
        "specs": specs,
        "states": states,
        "parents": parents,
        "ids": [numbers[task_id] for task_id in rows],
        "triggered": triggered,
        "data": data,
        "internal": internal,
        "done": level.completed,
        "result": level.data.get(RESULT),
    }, max(depths)


def _restore(level: Process | Called, table: dict[str, Any]) -> None:
    tasks: list[Task] = []
    specs, data, internal = level.spec.task_specs, table["data"], table["internal"]
    manager = level.top_workflow.event_manager
    for row, (name, state, parent, number) in enumerate(
        zip(table["specs"], table["states"], table["parents"], table["ids"], strict=True)
    ):
        above = tasks[parent] if row else None
        spec = specs[name]
        # A human step not yet reached has no id worth keeping, but needs one that is a UUID.
        known = None if spec.manual and not state & LASTING else _id(number)
        task = Task(level, spec, above, state, known)
        tasks.append(task)
        if delta := data.get(str(row)):
            changed, gone = delta
            inherited = above.data.items() if above is not None else ()
            task.data = {k: v for k, v in inherited if k not in gone}
            task.data.update((k, tuple(v) if isinstance(v, list) else v) for k, v in changed.items())
        elif above is not None and state & INHERITING:
            # A finished task never changes, so it may share; one that lives gets a copy of its own.
            task.data = above.data if state == TaskState.COMPLETED else dict(above.data)
        if str(row) in internal:
            task.internal_data = internal[str(row)]
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            manager.add_task(task)
    for row in table["triggered"]:
        tasks[row].triggered = True
    level.task_tree = tasks[0]


def _id(number: int | str) -> Any:
    return UUID(number) if isinstance(number, str) else number


def _anchor(level: Process | Called) -> Task:
    """The lowest finished task that all that lives, and the last human steps, descend from."""
    steps = [t for t in level.tasks.values() if t.task_spec.manual and t._state == TaskState.COMPLETED]
    live = [t for t in level.tasks.values() if t._state & LIVE] + steps[-STEPS_KEPT:]
    lines = [_from_root(task) for task in live]
    anchor = level.task_tree
    for same in zip(*lines, strict=False):
        if any(task is not same[0] for task in same[1:]) or same[0]._state != TaskState.COMPLETED:
            break
        anchor = same[0]
    # A kept step must keep what it started from: its parent, with the boundary events around it.
    return anchor.parent if anchor in steps and anchor.parent is not None else anchor


def _from_root(task: Task) -> list[Task]:
    line = []
    while task is not None:
        line.append(task)
        task = task.parent
    return line[::-1]
