"""Early warnings (欠薪预警): what the rule is told, the words of the process, and those that our data give rise to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case, Party
from app.cases.move import SYSTEM, Move
from app.cases.rules import ENDED, MATTER
from app.casework import actions, definitions, queries
from app.casework.models import CaseRun
from app.casework.questions import Inputs, question
from app.db import db
from app.engine.operations import answer
from app.errors import Conflict
from app.forms import answers as forms
from app.law import queries as law
from app.org.models import Region

PROCESS = "early_warning"
REMOVED = "REMOVED"
COUNT, DAYS = "warning_complaints_count", "warning_complaints_days"


class StillUnderWay(Conflict):
    """A side procedure of the matter has not ended, so the matter cannot end either."""


@dataclass(frozen=True)
class Suspect:
    """An employer about whom there were many complaints in a region, none of them looked at in a warning yet."""

    region_code: str
    employer: str
    complaints: int


@question("warning_lamp")
def warning_lamp(case: Case) -> Inputs:
    """The signals with which the warning was opened."""
    return {"signals": case_queries.last_answer(case.id, "start").get("signals") or None}


@answer("run.others_ended")
def others_ended(move: Move, answers: dict[str, Any]) -> None:
    """隐患消除: may only be said (outcome ``REMOVED``) when no side procedure, such as an interview, is under way.

    :raises StillUnderWay: one is.
    """
    if answers["outcome"] == REMOVED and any(
        row.id != move.run_id for row in queries.open_runs(move.case.id)
    ):
        raise StillUnderWay(
            _("联合约谈尚未结束，不能按隐患已消除办理。请等约谈结束，或者先选择继续整改。"), state="open"
        )


def suspects(on: date) -> Iterator[Suspect]:
    """投诉频次: who has had as many complaints as the region's parameters say, in as many days (both must be set)."""
    told = law.parameters()
    windows = [int(row.value) for row in told if row.name == DAYS]
    counts = [int(row.value) for row in told if row.name == COUNT]
    if not windows or not counts or PROCESS not in definitions.active_versions():
        return
    wanted = (
        select(Case.region_code, Case.employer_name)
        .where(Case.kind != MATTER, Case.received_at >= clock.start_of(on - timedelta(days=max(windows))))
        .group_by(Case.region_code, Case.employer_name)
        .having(func.count(Case.id) >= min(counts))
        .order_by(Case.region_code, Case.employer_name)
    )
    for region, employer in db.session.execute(wanted).all():
        if found := _suspect(region, employer, on):
            yield found


def open_for(suspect: Suspect, on: date) -> Case | None:
    """Open a warning by ourselves; None where one has been opened meanwhile."""
    # Two workers, one warning: one after the other, without holding up who only refers to the region.
    db.session.get_one(Region, suspect.region_code, with_for_update={"key_share": True})
    found = _suspect(suspect.region_code, suspect.employer, on)
    if found is None:
        return None
    form = definitions.form(definitions.active(PROCESS).id, PROCESS, "start")
    stated = {
        "subject": found.employer,
        "source": "DATA",
        "signals": [{"signal": "COMPLAINTS", "figure": found.complaints}],
        "verifying_group": "hrss_inspection",
    }
    if uscc := _credit_code(found):
        stated["uscc"] = uscc
    case = case_actions.register_matter(found.employer, uscc, found.region_code, SYSTEM)
    actions.begin(case, PROCESS, form, forms.check(form, stated), None)
    actions.number(case, SYSTEM)
    return case


def _suspect(region: str, employer: str, on: date) -> Suspect | None:
    limits = law.parameters_for({COUNT, DAYS}, region, on)
    if len(limits) < 2:
        return None
    last = _last_warning(region, employer)
    if last and last.state not in ENDED:
        return None
    since = clock.start_of(on - timedelta(days=int(limits[DAYS].value)))
    complaints = _complaints(region, employer, since, last.id if last else 0)
    return Suspect(region, employer, complaints) if complaints >= int(limits[COUNT].value) else None


def _last_warning(region: str, employer: str) -> Case | None:
    wanted = (
        select(Case)
        .join(CaseRun, CaseRun.case_id == Case.id)
        .where(CaseRun.process == PROCESS, Case.region_code == region, Case.employer_name == employer)
    )
    return db.session.scalars(wanted.order_by(Case.id.desc()).limit(1)).first()


def _complaints(region: str, employer: str, since: datetime, after: int) -> int:
    wanted = select(func.count(Case.id)).where(
        Case.kind != MATTER,
        Case.region_code == region,
        Case.employer_name == employer,
        Case.received_at >= since,
        Case.id > after,
    )
    return db.session.scalar(wanted) or 0


def _credit_code(suspect: Suspect) -> str | None:
    """The employer's code as the newest of the complaints states it."""
    wanted = (
        select(Party.uscc)
        .join(Case, Case.id == Party.case_id)
        .where(
            Case.region_code == suspect.region_code, Party.name == suspect.employer, Party.uscc.is_not(None)
        )
    )
    return db.session.scalar(wanted.order_by(Party.id.desc()).limit(1))
