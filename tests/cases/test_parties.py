"""Who is who in a case: the employer stays the employer, and who applies is registered."""

from dataclasses import replace

import pytest
from flask import Flask

from app import clock
from app.cases.move import Move
from app.cases.operations import liable, registered
from app.db import transaction
from app.errors import Invalid
from tests.cases.samples import a_case


def test_the_employer_stays_the_employer_whatever_makes_it_liable(office: Flask) -> None:
    with transaction():
        case = a_case()
        rows = [
            {"name": "甲建筑公司", "role": "CONTRACTOR", "article": "条例第30条"},
            {"name": "乙置业公司", "role": "OWNER"},
        ]
        liable(Move(case, 1, "inspection_investigation", clock.today()), {"liable": rows})
    assert [(p.name, p.role, p.liable_order) for p in case.parties] == [
        ("甲建筑公司", "EMPLOYER", 1),
        ("乙置业公司", "OWNER", 2),
    ]


def test_nothing_is_accepted_without_an_applicant(office: Flask) -> None:
    with transaction():
        report, complaint = a_case(), a_case(workers=("张小满",))
    accepted = Move(report, 1, "arbitration_green", clock.today(), outcome="ACCEPT")
    with pytest.raises(Invalid):
        registered(accepted, {})
    registered(replace(accepted, outcome="REJECT"), {})
    registered(replace(accepted, case=complaint), {})
