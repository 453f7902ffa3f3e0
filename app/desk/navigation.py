"""Which parts of the desk a person's posts open, and which of them is open now."""

from typing import NamedTuple

from flask import Flask, current_app, g, request
from flask_babel import lazy_gettext as _

from app.casework.complaints import may_register
from app.org import access


class Section(NamedTuple):
    """An entry of the main navigation."""

    endpoint: str
    name: str
    open: bool


ALWAYS = (
    ("desk.inbox.show", _("待办"), {"desk.inbox", "desk.tasks"}),
    ("desk.reminders.show", _("催办"), {"desk.reminders"}),
    ("desk.cases.listing", _("案件"), {"desk.cases", "desk.diagrams", "desk.starting", "desk.matters"}),
)


def register(app: Flask) -> None:
    """Let templates draw the navigation."""
    app.add_template_global(sections)


def sections() -> list[Section]:
    """The sections that the signed-in user may open."""
    found = list(ALWAYS)
    if may_register(g.user):
        found.append(("desk.intake.show", _("登记投诉"), {"desk.intake"}))
    if access.is_supervisor(g.user):
        found.append(("desk.board.show", _("督办看板"), {"desk.board"}))
    found.append(("desk.rules.listing", _("规则"), {"desk.rules"}))
    if access.is_admin(g.user):
        found.append(("desk.admin.show", _("管理"), {"desk.admin", "desk.people", "desk.calendar"}))
    return [
        Section(endpoint, name, request.blueprint in parts)
        for endpoint, name, parts in found
        if endpoint in current_app.view_functions
    ]
