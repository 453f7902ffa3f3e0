"""What somebody typed at a task: read from the page, uploads stored on the way, kept as a draft."""

from typing import Any

from flask import g, request, url_for
from werkzeug.datastructures import MultiDict

from app.cases.models import Case
from app.casework import claiming, steps
from app.db import db, transaction
from app.documents import actions as documents
from app.documents import files
from app.documents.models import Upload
from app.errors import AppError
from app.forms import answers
from app.forms.definition import Definition, every_field
from app.inbox.models import Task
from app.org.models import User


def read(form: Definition, by: User) -> dict[str, Any]:
    """The answers as typed; files that came with them are taken in first and named by their ids.

    :raises TooLarge: a file is too large.
    :raises WrongMediaType: a file is of no accepted type.
    """
    posted: MultiDict[str, str] = MultiDict(request.form)
    for name in request.files:
        for file in request.files.getlist(name):
            if file.filename:
                received = files.receive(file.stream)
                with transaction():
                    posted.add(name, documents.upload(received, file.filename, by.username).id)
    _newest_only(form, posted)
    return answers.from_html(form, posted)


def _newest_only(form: Definition, posted: MultiDict[str, str]) -> None:
    """A field for one file takes the one chosen last."""
    for path, field in every_field(form.fields):
        if field.kind == "file" and "*" not in path:
            name = path.replace(".", "-")
            posted.setlist(name, posted.getlist(name)[-1:])


def names_of_files(form: Definition, values: dict[str, Any], case: Case | None) -> dict[str, str]:
    """What the uploads that the values name are called: those of this case, and one's own."""
    if not form.takes_files:
        return {}
    ids = {text for text in _texts(values) if len(text) == 36}
    theirs = Upload.by == g.user.username
    if case is not None:
        theirs = theirs | (Upload.case_id == case.id)
    wanted = db.select(Upload.id, Upload.name).where(theirs)
    rows = db.session.execute(wanted.where(Upload.id.in_(ids)))
    return dict(rows.all())


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def keep_for(user: User) -> bool:
    """The session ended while somebody typed: keep it as their draft. Says whether there was anything to keep."""
    if request.endpoint != "desk.tasks.submit":
        return False
    task = db.session.get(Task, (request.view_args or {}).get("task_id"))
    if task is None:
        return False
    try:
        written = answers.from_html(steps.of_task(task).form, request.form)
        with transaction():
            claiming.keep_draft(task.id, user, written)
    except AppError:
        return False
    return True


def page_of_request() -> str:
    """The page on which the posted form stood."""
    task_id = (request.view_args or {}).get("task_id")
    return url_for("desk.tasks.show", task_id=task_id) if task_id else url_for("desk.inbox.show")
