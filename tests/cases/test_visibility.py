"""Who sees a case."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.cases.visibility import find_visible, visible
from app.db import db, transaction
from app.errors import NotFound
from tests.cases.samples import a_case
from tests.org.samples import person, regions


@pytest.fixture(autouse=True)
def _cases(app: Flask) -> None:
    regions()
    with transaction():
        a_case("411221", number="411221202600001", takes_part=("hrss_intake", "hrss_inspection", "court"))
        a_case("411200", number="411200202600001", takes_part=("hrss_intake",))
        a_case("410482", number="410482202600001", takes_part=("hrss_intake", "police"))
        a_case("411221", "341504", number="411221202600002", takes_part=("hrss_intake", "hrss_intake@341504"))


def seen_by(*posts: str) -> list[str | None]:
    user = person("somebody", *posts)
    return list(db.session.scalars(select(Case.number).where(visible(user)).order_by(Case.number)))


def test_a_department_sees_where_it_takes_part() -> None:
    assert seen_by("hrss_inspection@411221") == ["411221202600001"]


def test_a_department_of_the_city_sees_its_own_kind_in_the_counties_below() -> None:
    assert seen_by("hrss_intake@411200") == ["411200202600001", "411221202600001", "411221202600002"]


def test_a_department_of_a_county_does_not_see_the_citys_cases() -> None:
    assert "411200202600001" not in seen_by("hrss_intake@411221")


def test_another_department_of_the_same_region_sees_nothing() -> None:
    assert seen_by("police@411221") == []


def test_several_posts_add_up() -> None:
    assert seen_by("court@411221", "police@410482") == ["410482202600001", "411221202600001"]


def test_a_supervisor_sees_the_whole_region_below() -> None:
    assert seen_by("zhiqian_office@410000") == [
        "410482202600001", "411200202600001", "411221202600001", "411221202600002"
    ]  # fmt: skip


def test_a_supervisor_sees_what_was_received_in_the_region_and_transferred() -> None:
    assert seen_by("hrss_principal@341500") == ["411221202600002"]


def test_a_county_supervisor_does_not_see_the_neighbour() -> None:
    assert seen_by("hrss_inspection_lead@410482") == ["410482202600001"]


def test_without_a_post_nothing_is_seen() -> None:
    assert seen_by() == []


def test_administrators_see_no_case() -> None:
    assert seen_by("admin_system@000000") == []


def test_a_case_is_found_by_its_number_if_it_may_be_seen() -> None:
    clerk = person("clerk", "hrss_intake@410482")
    assert find_visible(clerk, "410482202600001").region_code == "410482"


def test_hidden_and_missing_are_not_told_apart() -> None:
    clerk = person("clerk", "hrss_intake@410482")
    for number in ("411221202600001", "999999202600001", "x" * 500, "\0", "\ud800"):
        with pytest.raises(NotFound, match="未找到"):
            find_visible(clerk, number)
