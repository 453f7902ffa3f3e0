"""Cases to test the case file with; everything in them is made up."""

from typing import Any

from app import clock
from app.cases.models import Case, Claim, Participation, Party, Project, Reporter
from app.db import db


def a_case(region: str = "411221", origin: str | None = None, **given: Any) -> Case:
    """A case of one region, written in the open transaction. ``workers``: their names; ``takes_part``: groups."""
    workers: tuple[str, ...] = given.pop("workers", ())
    takes_part: tuple[str, ...] = given.pop("takes_part", ())
    project: str = given.pop("project", "")
    reporter: str = given.pop("reporter", "")
    case = Case(
        **{"kind": "COMPLAINT", "channel": "WINDOW", "employer_name": "甲建筑公司", "narrative": "未付工资"}
        | given,
        region_code=region,
        origin_code=origin or region,
        place_of_work_code=region,
        received_at=clock.now(),
    )
    case.parties = [Party(role="EMPLOYER", name=case.employer_name)]
    case.claims = [
        Claim(serial=serial, name=name, claimed=100_00) for serial, name in enumerate(workers, start=1)
    ]
    if project:
        case.project = Project(name=project, place_code=region)
    db.session.add(case)
    db.session.flush()
    if reporter:
        db.session.add(Reporter(case_id=case.id, name=reporter))
    for post in takes_part:
        group, _, code = post.partition("@")
        db.session.add(Participation(case_id=case.id, group=group, region_code=code or region))
    db.session.flush()
    return case
