"""A task: what is to be done and by when, the form, and what happens to what was typed."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.casework import actions as casework
from app.casework import claiming, incidents, steps
from app.casework import tasks as work
from app.casework.steps import Step
from app.db import transaction
from app.desk import answered, labels, summary, typed
from app.errors import AppError, Conflict, Invalid, NotAllowed
from app.forms import answers, masking
from app.inbox import queries
from app.inbox.models import Task
from app.org.models import User

pages = Blueprint("tasks", __name__, url_prefix="/tasks")
Page = str | AnyResponse | tuple[str, int]


def found(task_id: str) -> Task:
    """The task, if it is the user's to take or they may see its case.

    :raises NotFound: there is none, or the user may not see it: the two are not told apart.
    """
    return work.find(task_id, g.user)


def address(task: Task) -> str:
    """Where the task's page is."""
    return url_for("desk.tasks.show", task_id=task.id)


@pages.get("/<task_id>")
def show(task_id: str) -> Page:
    """The task as it stands; the user's own draft if there is one."""
    task = found(task_id)
    return _page(steps.of_task(task))


@pages.post("/<task_id>")
def submit(task_id: str) -> Page:
    """What the page's form sends: another row, a draft, a preview, or the completed step."""
    task = found(task_id)
    step = steps.of_task(task)
    try:
        values = typed.read(step.form, g.user)
    except AppError as refusal:  # a file that is not taken in
        return _page(step, answers.from_html(step.form, request.form), refusal=refusal)
    wish = request.form.get("do", "")
    if "_add" in request.form:
        return _page(step, values, add=request.form["_add"])
    if wish.startswith("preview:"):
        return _preview(step, wish.removeprefix("preview:"), values)
    if wish == "complete":
        return _complete(task_id, values)
    return _draft(task_id, values)


def show_again(task_id: str, refusal: AppError) -> Page:
    """The page with what was typed, for a form that has become too old to be taken; it carries a new token."""
    step = steps.of_task(found(task_id))
    return _page(step, answers.from_html(step.form, request.form), refusal=refusal)


def _complete(task_id: str, values: dict[str, Any]) -> Page:
    try:
        with incidents.moving("complete", task_id=task_id):
            casework.complete_task(task_id, values, g.user)
    except AppError as refusal:
        task = found(task_id)
        if isinstance(refusal, Conflict) and task.done_by_id == g.user.id:
            flash(_("此任务您已于 %(at)s 办结，没有重复提交。", at=labels.instant(task.done_at)))
            return redirect(address(task), 303)
        if not isinstance(refusal, Conflict | NotAllowed):
            _keep(task_id, values)
        return _page(steps.of_task(found(task_id)), values, refusal=refusal)
    flash(_("已办结。"), "success")
    return redirect(url_for("desk.tasks.show", task_id=task_id), 303)


def _draft(task_id: str, values: dict[str, Any]) -> Page:
    try:
        with transaction():
            claiming.keep_draft(task_id, g.user, values)
    except AppError as refusal:
        return _page(steps.of_task(found(task_id)), values, refusal=refusal)
    flash(_("已暂存，尚未提交。"), "success")
    return redirect(url_for("desk.tasks.show", task_id=task_id), 303)


def _keep(task_id: str, values: dict[str, Any]) -> None:
    """Keep what was typed where the task is still the user's."""
    try:
        with transaction():
            claiming.keep_draft(task_id, g.user, values)
    except AppError:
        return


def _preview(step: Step, kind: str, values: dict[str, Any]) -> Page:
    work.ensure_may_act(step, g.user)
    return Response(work.preview(step, g.user, kind, values), mimetype="application/pdf")


@pages.post("/<task_id>/claim")
def claim(task_id: str) -> Page:
    """签收."""
    return _move(task_id, claiming.claim, _("已签收。"))


@pages.post("/<task_id>/release")
def release(task_id: str) -> Page:
    """退回待办; the draft stays."""
    return _move(task_id, claiming.release, _("已退回待办，您暂存的内容仍保留。"))


def _move(task_id: str, act: Any, said: str) -> Page:
    task = found(task_id)
    try:
        with transaction():
            act(task_id, g.user)
    except AppError as refusal:
        return _page(steps.of_task(found(task_id)), refusal=refusal)
    flash(said, "success")
    return redirect(address(task), 303)


def _page(
    step: Step, values: Mapping[str, Any] | None = None, *, refusal: AppError | None = None, add: str = ""
) -> tuple[str, int]:
    """The page; with what was typed instead of what is stored, and why it was refused."""
    task, form = step.task, step.form
    hindrance = _hindrance(step, g.user)
    draft = queries.draft_of(task, g.user) if values is None and hindrance is None else None
    given: Mapping[str, Any] = values or {}
    if values is None and hindrance is None:
        given = draft.answers if draft else step.first_values()
    page = render_template(
        "desk/task.html",
        step=step,
        task=task,
        case=step.case,
        form=form,
        values=given,
        errors=errors_of(refusal),
        refusal=None if isinstance(refusal, Invalid) else refusal,
        hindrance=hindrance,
        typed=values is not None,
        masked=masking.is_masked(form, given),
        draft=draft,
        add=add,
        files=typed.names_of_files(form, dict(given), step.case),
        lamp=queries.lamp_of(task),
        answered=answered.answers_of(task, form) if task.state == "done" else None,
        people=summary.people([task.claimed_by_id, task.done_by_id]),
        summary=summary.of_case(step.case),
        tasks=[other for other in queries.of_case(task.case_id) if other.state in ("open", "claimed")],
    )
    return page, refusal.status if refusal else 200


def errors_of(refusal: AppError | None) -> dict[str, list[str]]:
    """What is wrong with which field; a refusal that names none stands above the form."""
    if not isinstance(refusal, Invalid):
        return {}
    return refusal.errors or {answers.WHOLE_FORM: [refusal.message]}


def _hindrance(step: Step, user: User) -> AppError | None:
    """Why this person may not work on the task now; None: they may."""
    try:
        work.ensure_may_act(step, user)
    except AppError as refusal:
        return refusal
    return None
