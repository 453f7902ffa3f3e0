"""A human step as somebody opens it: form, instructions, first values, papers, why it is due when it is.

Reads only. What a person may start beside the main process is here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.cases.models import Case
from app.cases.rules import ENDED, MATTER
from app.casework import definitions, queries
from app.casework.models import CaseRun
from app.db import db
from app.deadlines import reasons
from app.engine import notation, operations
from app.forms import answers, masking
from app.forms.definition import Definition as Form
from app.inbox.models import Task
from app.org.models import User


@dataclass(frozen=True)
class Step:
    """A task with what its version of the process says about it."""

    task: Task
    case: Case
    version_id: str

    @cached_property
    def form(self) -> Form:
        """The form as it stood in the version that the run follows."""
        return definitions.form(self.version_id, self.task.process, self.task.step)

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """What the diagram says of the step."""
        return definitions.definition(self.version_id).step_properties(self.task.process, self.task.step)

    @property
    def instructions(self) -> str:
        """What the officer is to do."""
        return definitions.definition(self.version_id).instructions(self.task.process, self.task.step)

    @property
    def article(self) -> str:
        """The law that the step follows."""
        return self.properties.get("article", "")

    @property
    def not_by(self) -> list[str]:
        """Steps whose doers may not take this one."""
        return notation.parse_list(self.properties.get("not_by", ""))

    @property
    def papers(self) -> list[notation.Paper]:
        """The papers that the step issues, each perhaps only for one outcome."""
        return notation.parse_documents(self.properties.get("document", ""))

    def first_values(self) -> dict[str, Any]:
        """What the form shows before anybody wrote: defaults, and what the file knows already."""
        return first_values(self.form, self.case)

    def terms(self) -> list[dict[str, Any]]:
        """Why the task is due when it is: every term that holds, day by day."""
        text = self.properties.get("deadline", "")
        begin = self.properties.get("deadline_from", "created")
        return reasons.of_terms(
            notation.parse_terms(text), self.case, self.task.created_at, begin, self.article
        )


def of_task(task: Task) -> Step:
    """The step behind a task. Who may see its case is for the caller to ask first."""
    version_id = db.session.scalars(select(CaseRun.version_id).filter_by(id=task.run_id)).one()
    return Step(task, db.session.get_one(Case, task.case_id), version_id)


def first_values(form: Form, case: Case) -> dict[str, Any]:
    """The first values of a form of this case, numbers of people masked."""
    return masking.hide(form, _known_values(form, case))


def as_known(form: Form, typed: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """What was typed at a form of this case; numbers that came back masked are the numbers that the file knows."""
    return masking.restore(form, typed, lambda: _known_values(form, case))


def _known_values(form: Form, case: Case) -> dict[str, Any]:
    given = {path: operations.find("prefill", word).function(case) for path, word in form.prefills.items()}
    return answers.first_values(form, {path: value for path, value in given.items() if value is not None})


def startable(case: Case, user: User) -> dict[str, str]:
    """What the user's departments may start for this case, by process id with its Chinese name: side procedures, or the
    main process again once the case has ended.

    Whether one is under way already is for :func:`app.casework.actions.start_run` to refuse.
    """
    if case.kind == MATTER:
        return {}
    groups = queries.groups_around(case, user)
    found = {}
    for process, version_id in definitions.active_versions().items():
        definition = definitions.definition(version_id)
        starters = notation.parse_list(definition.properties(process).get("started_by", ""))
        again = process == queries.MAIN
        if (
            again == (case.state in ENDED)
            and groups.intersection(starters)
            and not definition.properties(process).get("opens")
            and definition.has_form(process, "start")
        ):
            found[process] = definition.titles[process].get(process) or process
    return found


def start_form(process: str) -> Form:
    """The form with which a side procedure is started.

    :raises NotFound: the process has not been deployed.
    """
    return definitions.form(definitions.active(process).id, process, "start")
