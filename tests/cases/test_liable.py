"""Whoever pays, the one complained of stays the employer in every paper."""

from flask import Flask

from app import clock
from app.cases.move import Move
from app.cases.operations import liable
from app.db import transaction
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
