"""The inbox: which tasks there are, one of them, and what is done with it."""

from collections.abc import Iterable
from typing import Any

from flask import Response

from app import clock
from app.api import reading
from app.api.base import api, asks, takes, user
from app.api.formschema import in_language
from app.api.schemas import Nothing, Sent, TaskQuery, Typed, Wanted, cursor
from app.api.shapes import Completed, Draft, OneTask, Task, page_of
from app.cases.models import Case
from app.casework import actions, claiming, incidents, steps, tasks
from app.casework.incidents import StepFailed
from app.casework.steps import Step
from app.db import db, transaction
from app.documents import kinds
from app.documents import queries as documents
from app.errors import Invalid
from app.inbox import actions as inbox_actions
from app.inbox import queries as inbox
from app.inbox.models import Task as Row
from app.org import queries as org


def items(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Tasks as lists show them."""
    rows = list(rows)
    names = org.usernames({row.claimed_by_id for row in rows if row.claimed_by_id})
    return [_item(row, names) for row in rows]


def _item(row: Row, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "process": row.process,
        "step": row.step,
        "group": f"{row.group}@{row.region_code}",
        "case": row.case_number,
        "employer": row.employer_name,
        "state": row.state,
        "claimed_by": names.get(row.claimed_by_id) if row.claimed_by_id else None,
        "due": _due(row),
        "lamp": inbox.lamp_of(row),
        "created_at": row.created_at,
    }


def _due(row: Row) -> str | None:
    if row.due_at:
        return clock.local(row.due_at).isoformat(timespec="seconds")
    return row.due.isoformat() if row.due else None


@api.route("/tasks", methods=["GET"], tags=["tasks"])
@asks(TaskQuery)
@api.response(200, page_of(Task))
def list_tasks() -> dict[str, Any]:
    """A box: todo (open and mine to take), claimed (held by me), done (completed by me)."""
    wanted = reading.query(TaskQuery)
    name, offset = wanted.pop("box"), wanted.pop("cursor", 0)
    page = inbox.page(user(), name, offset=offset, **wanted)
    return {"items": items(page.items), "total": page.total, "next_cursor": cursor(page.next_offset)}


@api.route("/tasks/<task_id>", methods=["GET"], tags=["tasks"])
@api.response(200, OneTask)
def show_task(task_id: str) -> dict[str, Any]:
    """One task: what to do, the form, what it shows, what this caller may do now, why it is due, its papers."""
    step = steps.of_task(tasks.find(task_id, user()))
    (item,) = items([step.task])
    return {
        **item,
        "instructions": step.instructions,
        "article": step.article,
        "form": in_language(step.form.raw),
        "data": tasks.values(step, user()),
        "actions": tasks.may_do(step, user()),
        "deadlines": step.terms(),
        "documents": _papers(step),
        "incident": step.task.incident,
    }


def _papers(step: Step) -> list[dict[str, Any]]:
    issued = {paper.kind: paper for paper in documents.of_case(step.case.id) if paper.task_id == step.task.id}
    found = []
    for paper in step.papers:
        row = issued.get(paper.name)
        found.append(
            {
                "document": paper.name,
                "title": kinds.paper(paper.name).card.title,
                "outcome": paper.outcome,
                "id": row.id if row else None,
                "number": row.number if row else None,
            }
        )
    return found


def _sent(schema: type[Sent], task_id: str) -> dict[str, Any]:
    """What was sent; whoever may not act, or not even know of the task, is told so first."""
    try:
        return reading.body(schema)
    except Invalid:
        tasks.ensure_may_act(steps.of_task(tasks.find(task_id, user())), user())
        raise


@api.route("/tasks/<task_id>/draft", methods=["PUT"], tags=["tasks"])
@takes(Typed)
@api.response(200, Draft)
def keep_draft(task_id: str) -> dict[str, Any]:
    """Keep what has been typed, as typed and without validation."""
    answers = _sent(Typed, tasks.find(task_id, user()).id)["answers"]
    with transaction():
        claiming.keep_draft(task_id, user(), answers)
    return {"id": task_id, "saved_at": clock.now()}


@api.route("/tasks/<task_id>/preview", methods=["POST"], tags=["tasks"])
@takes(Wanted)
@api.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def preview(task_id: str) -> Response:
    """A paper of this step as PDF, with a watermark, from the answers as typed. Nothing is kept."""
    step = steps.of_task(tasks.find(task_id, user()))
    tasks.ensure_may_act(step, user())
    given = reading.body(Wanted)
    return Response(
        tasks.preview(step, user(), given["document"], given["answers"]), mimetype="application/pdf"
    )


@api.route("/tasks/<task_id>/claim", methods=["POST"], tags=["tasks"])
@takes(Nothing, required=False)
@api.response(200, Task)
def claim(task_id: str) -> dict[str, Any]:
    """Take the task. Claiming one's own again changes nothing."""
    _sent(Nothing, tasks.find(task_id, user()).id)
    with transaction():
        return items([claiming.claim(task_id, user())])[0]


@api.route("/tasks/<task_id>/release", methods=["POST"], tags=["tasks"])
@takes(Nothing, required=False)
@api.response(200, Task)
def release(task_id: str) -> dict[str, Any]:
    """Give the task back to the department."""
    _sent(Nothing, tasks.find(task_id, user()).id)
    with transaction():
        return items([claiming.release(task_id, user())])[0]


@api.route("/tasks/<task_id>/complete", methods=["POST"], tags=["tasks"])
@takes(Typed)
@api.response(200, Completed)
def complete(task_id: str) -> dict[str, Any]:
    """Complete the task, claiming it if nobody has, and move the case on."""
    answers = _sent(Typed, task_id)["answers"]
    try:
        with incidents.moving("complete", task_id=task_id):
            row = actions.complete_task(task_id, answers, user())
            case = db.session.get_one(Case, row.case_id)
            said = {
                "id": row.id,
                "state": row.state,
                "case": {"number": case.number, "state": case.state},
                "next": items(tasks.open_for(user(), case)),
            }
    except inbox_actions.NotYours:
        tasks.find(task_id, user())  # to whoever may not see the case there is no such task
        raise
    except StepFailed:
        with transaction():
            claiming.keep_draft(task_id, user(), answers)
        raise
    return said
