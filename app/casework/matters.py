"""Matters (事项): what is worked on without a wage case: an early warning, a public naming, the return of a deposit …

A matter is a file with a number of its own and one process, which says ``opens = matter``.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.cases import actions as case_actions
from app.cases.models import Case
from app.casework import actions, definitions
from app.documents import actions as documents
from app.engine import notation
from app.errors import Invalid, NotAllowed, NotFound
from app.forms import answers as forms
from app.forms.definition import Definition as Form
from app.org import queries as org
from app.org.models import User


@dataclass(frozen=True)
class Kind:
    """A kind of matter that a person may open: its process, the Chinese name of that, its start form, and where."""

    process: str
    name: str
    form: Form
    region_code: str


def offered(user: User) -> list[Kind]:
    """The kinds of matter that the user's departments may open."""
    found = []
    for process, version_id in definitions.active_versions().items():
        definition = definitions.definition(version_id)
        properties = definition.properties(process)
        starters = notation.parse_list(properties.get("started_by", ""))
        here = next((post.region_code for post in user.posts if post.group in starters), None)
        if properties.get("opens") and here:
            name = definition.titles[process].get(process) or process
            found.append(Kind(process, name, definitions.form(version_id, process, "start"), here))
    return found


def kind(process: str, user: User) -> Kind:
    """The kind of matter of that process.

    :raises NotFound: no process of that name opens a matter.
    :raises NotAllowed: the user's departments may not open it.
    """
    if found := next((each for each in offered(user) if each.process == process), None):
        return found
    version = definitions.active_versions().get(process)
    if version is None or not definitions.definition(version).properties(process).get("opens"):
        raise NotFound(_("没有这一类事项。请从“发起事项”的列表中选择。"))
    raise NotAllowed(_("您的部门不能发起这一类事项。请由有权的部门发起。"), reason="not_starter")


def open_matter(process: str, raw: dict[str, Any], user: User) -> Case:
    """发起事项: open a file with the start form of its process; the number is drawn as the last act.

    The answers name it (``subject``) and may give its credit code (``uscc``) and place (``region``).

    :raises NotFound: no process of that name opens a matter.
    :raises NotAllowed: the user's departments may not open it.
    :raises Invalid: the start form does not hold, or the place is not the department's.
    """
    asked = kind(process, user)
    answers = forms.check(asked.form, raw, files=documents.is_usable(user))
    region = answers.get("region") or asked.region_code
    if region not in org.subtree(asked.region_code):
        home = org.region(asked.region_code)
        message = _("该地区不归您的部门管辖。请选择%(name)s或其下级。", name=home.name if home else "")
        raise Invalid(errors={"region": [message]})
    case = case_actions.register_matter(answers["subject"], answers.get("uscc"), region, user.username)
    actions.begin(case, process, asked.form, answers, user)
    actions.number(case, user.username)
    return case
