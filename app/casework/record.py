"""After any move: inbox rows, the run's state, what was passed, and the journal follow what the engine shows."""

from collections.abc import Mapping

from app import clock
from app.cases import actions as case_actions
from app.cases import journal
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.casework import pending
from app.casework.models import CaseRun, Incident
from app.db import db
from app.deadlines import queries as deadlines
from app.engine import notation
from app.engine.run import Run, Step
from app.inbox.models import Task
from app.org import queries as org
from app.org.groups import GROUPS


class SilentRun(Exception):
    """A move would leave an open run without an open task, timer or awaited message."""


def follow(row: CaseRun, run: Run, move: Move) -> None:
    """Write down where the run stands now.

    :raises SilentRun: nothing would ever move the run again.
    """
    _follow_tasks(row, run, move)
    row.state = run.save()
    row.wake_at = run.wake_at
    awaits = set(run.awaits)
    if awaits.difference(row.awaits):
        pending.mark(move.case.id)
    row.awaits = sorted(awaits)
    row.here = [list(place) for place in run.where()]
    row.passed = _passed(row.passed, run.trail)
    row.status = "finished" if run.finished else "open"
    if run.finished:
        row.result, row.ended_at, row.state = run.result, clock.now(), None
        journal.write(
            move.case, "run.finish", {"process": row.process, "run": row.id, "result": run.result}, move.actor
        )
    elif not (run.steps() or run.wake_at or run.awaits):
        raise SilentRun(f"{row.process}: no open task, timer or awaited message after {run.trail[-1:]}")


def _passed(before: dict[str, list[str]], trail: list[tuple[str, str]]) -> dict[str, list[str]]:
    merged = {process: dict.fromkeys(elements) for process, elements in before.items()}
    for process, element in trail:
        merged.setdefault(process, {})[element] = None
    return {process: list(elements) for process, elements in merged.items()}


def _follow_tasks(row: CaseRun, run: Run, move: Move) -> None:
    steps = {step.id: step for step in run.steps()}
    for gone in run.before - steps.keys() - {move.task_id}:
        task = db.session.get_one(Task, gone)
        if task.state in ("open", "claimed"):
            task.state = "withdrawn"
    for step_id, step in steps.items():
        if step_id not in run.before:
            db.session.add(_open(row, run, step, move))


def _open(row: CaseRun, run: Run, step: Step, move: Move) -> Task:
    case = move.case
    task = Task(
        id=step.id,
        case_id=case.id,
        run_id=row.id,
        process=step.process,
        step=step.name,
        name=step.title,
        item=step.item,
        state="open",
        created_at=clock.now(),
        case_number=case.number or "",
        employer_name=case.employer_name,
    )
    if not assign(task, run, step, move):
        db.session.add(
            Incident(
                case_id=case.id,
                run_id=row.id,
                task_id=step.id,
                action="assign",
                error=f"{step.process}/{step.name}：{task.group}@{case.region_code} 及上级均未设此部门，请设置。",
                opened_at=clock.now(),
            )
        )
    term(task, step.properties, case)
    return task


def assign(task: Task, run: Run, step: Step, move: Move) -> bool:
    """Give a step to its department: the lane's group at the asked level, else the nearest ancestor that has it.

    Outside parties have no department: the process's home group acts for them. False where no department up to the
    country holds the group; the task then waits where the case is.
    """
    case, group = move.case, _group(step, move.case)
    home = run.definition.properties(step.process).get("home") or GROUPS[group].home
    task.group, task.home_group = group, home if GROUPS[group].outside else None
    wanted = task.home_group or group
    region = _region(wanted, step, case)
    task.region_code = region or case.region_code
    if region and region != case.region_code and step.properties.get("level", "case") == "case":
        journal.write(case, "task.raised", {"task": task.id, "group": wanted, "to": region}, move.actor)
    for taking in filter(None, (group, task.home_group)):
        case_actions.take_part(case, taking, task.region_code)
    return region is not None


def _group(step: Step, case: Case) -> str:
    """The lane's group, or whom ``assignee_from`` names: the item of a multi-instance, or a fact of the case."""
    source = step.properties.get("assignee_from", "")
    if source == "item" and step.item:
        return str(step.item)
    if source.startswith("fact:"):
        return case_queries.fact(case.id, source.removeprefix("fact:")) or step.lane
    return step.lane


def _region(group: str, step: Step, case: Case) -> str | None:
    """Where the step's ``level`` is; ``fact:<name>``: in the region a fact names, before that where it came in."""
    level = step.properties.get("level", "case")
    if level.startswith("fact:"):
        named = case_queries.fact(case.id, level.removeprefix("fact:"))
        return org.nearest_holding(group, named or case.origin_code)
    town = case_queries.fact(case.id, "township") if level == "township" else None
    if town in org.subtree(case.region_code):
        return org.nearest_holding(group, town)
    return org.resolve(group, level, case.region_code, case.origin_code)


def term(task: Task, properties: Mapping[str, str], case: Case) -> None:
    """Set the task's due date from the step's terms; what cannot be computed stays without a date, never zero."""
    text = properties.get("deadline", "")
    if not text:
        return
    found = deadlines.due_for_terms(
        notation.parse_terms(text), case, task.created_at, properties.get("deadline_from", "created")
    )
    task.due, task.due_at = found.due, found.due_at
    task.warn_on, task.last_day = found.warn_on, found.last_day
    task.provisional, task.suspended, task.term_source = found.provisional, found.suspended, found.source
