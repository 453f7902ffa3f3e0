"""Matters: which this caller may open, and opening one."""

from typing import Any

from flask_babel import gettext as _

from app.api import caseshapes as shapes
from app.api import reading
from app.api.base import api, takes, user
from app.api.cases import started
from app.api.formschema import in_language
from app.api.schemas import Start
from app.casework import incidents, matters, queries

TAGS = ["matters"]


@api.route("/matters/kinds", methods=["GET"], tags=TAGS)
@api.response(200, shapes.MatterKinds)
def list_kinds() -> dict[str, Any]:
    """The kinds of matter (事项: worked on without a wage case) that this caller may open, with their start forms."""
    return {
        "items": [
            {
                "process": kind.process,
                "name": _(kind.name),
                "region_code": kind.region_code,
                "form": in_language(kind.form.raw),
            }
            for kind in matters.offered(user())
        ]
    }


@api.route("/matters", methods=["POST"], tags=TAGS)
@takes(Start)
@api.response(201, shapes.Started)
def open_matter() -> dict[str, Any]:
    """Open a matter with the answers to its start form. It is then found under /cases by its number."""
    given = reading.body(Start)
    with incidents.moving("start"):
        case = matters.open_matter(given["process"], given["answers"], user())
    return started(queries.runs(case.id)[0], case)
