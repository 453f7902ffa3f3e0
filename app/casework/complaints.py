"""A complaint or report as it was handed in, read into what a case is registered with; and who has jurisdiction."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases import numbering
from app.cases.actions import Complaint, Worker
from app.cases.models import Case
from app.casework.actions import Opened, open_case
from app.db import db
from app.errors import Conflict, Invalid
from app.forms import answers, definition
from app.forms.definition import Definition
from app.marking import N_
from app.org import queries as org
from app.org.models import User
from app.paths import FORMS

PORTAL = "PORTAL"
RECEIVING = (
    "hrss_intake", "hrss_inspection", "petition", "union", "legal_aid", "township_gov", "grid_officer",
    "mediation_township",
)  # fmt: skip
"""Who may register a complaint at a counter (首问负责, 条例10条)."""


class KnownAlready(Conflict):
    """The clue of another platform has been registered before."""

    title = N_("线索已登记")


@cache
def form(*, channel: bool = True) -> Definition:
    """What is asked of somebody who complains. ``channel``: also where it came in, which officers state."""
    raw = json.loads((FORMS / "shared" / "complaint.json").read_text(encoding="utf-8"))
    if not channel:
        raw["required"].remove("channel")
        for name in ("channel", "external_ref"):
            del raw["properties"][name]
            raw["x-ui"]["order"].remove(name)
    return definition.parse(raw)


def may_register(user: User) -> bool:
    """Does one of the user's departments take complaints?"""
    return _counter(user) is not None


def _counter(user: User) -> str | None:
    """The region of the counter at which the user works; the intake desk's before others."""
    posts = sorted(
        (RECEIVING.index(post.group), post.region_code) for post in user.posts if post.group in RECEIVING
    )
    return posts[0][1] if posts else None


def read(raw: Mapping[str, Any], *, channel_allowed: bool, by: User | None) -> Complaint:
    """What was handed in, checked, with the region that has jurisdiction.

    :param channel_allowed: an officer states where it came in; else it is the portal.
    :raises Invalid: by dotted path; also where no office is known to turn to.
    :raises KnownAlready: another platform's number that has been registered.
    """
    given = answers.check(form(channel=channel_allowed), raw)
    channel = given.get("channel", PORTAL)
    region, origin = _jurisdiction(given["place_of_work_code"], by)
    reference = given.get("external_ref")
    _refuse_known(channel, reference)
    employer, project, reporter = given["employer"], given.get("project", {}), given.get("reporter", {})
    plain = ("wants_mediation", "mediation_filed", "arbitration_filed", "lawsuit_filed", "industry")
    return Complaint(
        kind=given["kind"],
        channel=channel,
        region_code=region,
        origin_code=origin,
        place_of_work_code=given["place_of_work_code"],
        employer_name=employer["name"],
        employer_kind=employer.get("kind", "UNIT"),
        employer_uscc=employer.get("uscc"),
        employer_id_no=employer.get("id_no"),
        employer_address=employer.get("address", ""),
        project_name=project.get("name", ""),
        natures=project.get("nature", ()),
        narrative=given["narrative"],
        external_ref=reference,
        reporter_name=reporter.get("name"),
        reporter_phone=reporter.get("phone"),
        workers=[_worker(row) for row in given.get("workers", ())],
        **{name: given[name] for name in plain if name in given},
    )


def _worker(row: Mapping[str, Any]) -> Worker:
    dated = {key: date.fromisoformat(row[key]) for key in ("period_from", "period_to") if row.get(key)}
    return Worker(**{key: value for key, value in row.items() if value is not None} | dated)


def _jurisdiction(place: str, by: User | None) -> tuple[str, str]:
    """The region that has jurisdiction (用工所在地) and the region of the counter that received it.

    A counter that is not above the place keeps the case for the time being; triage then hands it over.
    """
    known = org.region_for_place(place)
    competent = org.nearest_holding("hrss_intake", _county(known)) if known else None
    if competent is None:
        raise Invalid(
            errors={
                "place_of_work_code": [
                    _(
                        "本系统尚未覆盖用工所在地 %(place)s。请拨打12333，或通过全国根治欠薪线索反映平台反映。",
                        place=place,
                    )
                ]
            }
        )
    counter = _counter(by) if by else None
    if counter is None:
        return competent, competent
    return (competent if competent in org.subtree(_county(counter)) else _county(counter)), counter


def _county(code: str) -> str:
    """The region itself, or the county of a township."""
    region = org.region(code)
    return region.parent_code if region and region.level == "township" and region.parent_code else code


def _refuse_known(channel: str, reference: str | None) -> None:
    if not reference:
        return
    number = db.session.scalar(select(Case.number).filter_by(channel=channel, external_ref=reference))
    if number:
        raise KnownAlready(
            _(
                "平台线索 %(reference)s 已登记为案件 %(number)s，请勿重复登记。",
                reference=reference,
                number=number,
            ),
            state="registered",
            number=number,
        )


def register(raw: Mapping[str, Any], by: User, once: str) -> Opened:
    """登记: open a case for what an officer took down at their counter; the counter may follow the case from then on.

    :param once: names the form on the officer's screen, so that sending it twice registers once.
    :raises Invalid: the complaint does not hold.
    :raises KnownAlready: the form or the clue has been registered.
    """
    complaint = read(raw, channel_allowed=True, by=by)
    if numbering.draw(f"form:{once}") > 1:
        raise KnownAlready(_("此表单已登记，没有重复登记。请到案件列表中查看。"), state="registered")
    opened = open_case(complaint, by)
    for post in by.posts:
        if post.group in RECEIVING and post.region_code == complaint.origin_code:
            case_actions.take_part(opened.case, post.group, post.region_code)
    return opened
