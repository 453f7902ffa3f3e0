"""A case in Henan and one in Anhui, and the calendar of 2026."""

from collections.abc import Callable

import pytest
from flask import Flask

from app import clock
from app.cases.models import Case
from app.db import transaction
from app.deadlines import actions
from app.org.models import Region

REGIONS = {
    "410000": (None, "province"),
    "411200": ("410000", "city"),
    "411221": ("411200", "county"),
    "340000": (None, "province"),
    "341504": ("340000", "county"),
}


@pytest.fixture
def calendar(app: Flask) -> None:
    with transaction():
        actions.import_year(2026)


@pytest.fixture
def new_case(calendar: None) -> Callable[[str], Case]:
    with transaction() as session:
        for code, (parent, level) in REGIONS.items():
            session.add(Region(code=code, parent_code=parent, name=code, level=level, path=f"/{code}/"))
            session.flush()

    def make(region: str) -> Case:
        with transaction() as session:
            case = Case(
                kind="COMPLAINT",
                channel="WINDOW",
                region_code=region,
                origin_code=region,
                place_of_work_code=region,
                received_at=clock.now(),
                employer_name="示例建筑有限公司",
                narrative="欠薪",
                journal_head="",
                journal_length=0,
            )
            session.add(case)
        return case

    return make


@pytest.fixture
def case(new_case: Callable[[str], Case]) -> Case:
    """A case in Henan, received on Monday 2026-08-03."""
    return new_case("411221")
