"""What was answered at a done task, as somebody who reads the file sees it."""

from typing import Any

from app.cases import queries
from app.forms import answers, masking
from app.forms.definition import Definition
from app.inbox.models import Task


def answers_of(task: Task, form: Definition) -> dict[str, Any]:
    """The answers of a done task, numbers of people masked."""
    row = queries.answer_of(task.id)
    return masking.hide(form, answers.for_edit(form, row.answers)) if row else {}
