"""Where a step goes: the tree of regions and the departments in it."""

import pytest
from flask import Flask

from app.db import db, transaction
from app.org import actions, demo, queries
from app.org.groups import GROUPS, LEVELS
from app.org.models import Department, Region
from tests.org.samples import regions

SANMENXIA, MIANCHI, TOWNSHIP = "411200", "411221", "411221901"


@pytest.fixture(autouse=True)
def _regions(app: Flask) -> None:
    regions()


def test_ancestors_are_nearest_first() -> None:
    assert queries.ancestors(TOWNSHIP) == [MIANCHI, SANMENXIA, "410000", "000000"]
    assert queries.ancestors("999999") == []


def test_a_subtree_holds_the_region_and_all_below() -> None:
    assert queries.subtree("410400") == ["410400", "410482"]
    assert set(queries.subtree("000000")) == {row["code"] for row in demo.REGIONS}
    assert queries.subtree("999999") == []


def test_a_place_belongs_to_the_nearest_region_above_it() -> None:
    places = {
        "411221": "411221",
        "411221901": "411221901",
        "411221100": "411221",  # a township that is not on the list
        "411221100200": "411221",  # a village
        "411225": "411200",
        "410100": "410000",
        "110101": None,
        "000000": None,
        "41122": None,
        "渑池县": None,
    }
    assert {place: queries.region_for_place(place) for place in places} == places


def test_a_step_goes_to_the_nearest_region_that_has_the_department() -> None:
    takers = {
        ("hrss_inspection", "case", MIANCHI, None): MIANCHI,
        ("hrss_inspection", "case", TOWNSHIP, None): MIANCHI,
        ("hrss_intake", "origin", MIANCHI, "341504"): "341504",
        ("hrss_intake", "origin", MIANCHI, None): MIANCHI,
        ("hrss_principal", "parent", MIANCHI, None): SANMENXIA,
        ("hrss_principal", "parent", SANMENXIA, None): "410000",
        ("hrss_city_principal", "case", MIANCHI, None): SANMENXIA,  # R11
        ("finance", "city", MIANCHI, None): SANMENXIA,
        ("finance", "county", TOWNSHIP, None): MIANCHI,
        ("finance", "county", SANMENXIA, None): SANMENXIA,  # the city's own case
        ("mediation_township", "township", TOWNSHIP, None): TOWNSHIP,
        ("mediation_township", "township", MIANCHI, TOWNSHIP): TOWNSHIP,
        ("mediation_township", "township", MIANCHI, "341504901"): TOWNSHIP,  # the only one here
        ("mediation_township", "township", "411700", None): "411700",  # it has none below
        ("hrss_inspection", "township", MIANCHI, None): MIANCHI,
        ("hrss_inspection", "case", "410000", None): None,
    }
    assert {asked: queries.resolve(*asked) for asked in takers} == takers


def test_an_unknown_level_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="village"):
        queries.resolve("finance", "village", MIANCHI)


def test_every_department_can_be_reached_from_every_city_and_county() -> None:
    wanted = [group.id for group in GROUPS.values() if group.levels != {"country"}]
    places = [row["code"] for row in demo.REGIONS if row["level"] in {"city", "county"}]
    assert [(g, p) for g in wanted for p in places if queries.nearest_holding(g, p) is None] == []


def test_groups_exist_at_known_levels_and_outside_parties_have_a_home() -> None:
    assert all(group.levels and group.levels <= set(LEVELS) for group in GROUPS.values())
    assert {group.home for group in GROUPS.values() if group.outside} <= {
        group.id for group in GROUPS.values() if not group.outside
    }


def test_the_tree_costs_no_query_once_read(count_queries: "list[str]") -> None:
    queries.region(MIANCHI)
    count_queries.clear()
    queries.resolve("finance", "city", MIANCHI)
    queries.subtree("410000")
    assert count_queries == []


def test_a_new_region_is_seen_at_once_and_forgotten_if_it_is_rolled_back() -> None:
    row = {"code": "411222", "parent": SANMENXIA, "name": "陕州区", "name_en": "Shanzhou", "level": "county"}

    def change_of_mind() -> None:
        with transaction():
            actions.import_regions([row])
            assert "411222" in queries.subtree(SANMENXIA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()
    assert "411222" not in queries.subtree(SANMENXIA)
    with transaction():
        actions.import_regions([row])
        actions.make_departments()
    assert "411222" in queries.subtree(SANMENXIA)
    assert "hrss_intake" in queries.departments("411222")


def test_a_region_that_another_process_added_is_found() -> None:
    assert queries.region("411700")
    with transaction():
        parent = db.session.get_one(Region, "411700")
        db.session.add(
            Region(
                code="411722",
                parent_code="411700",
                name="上蔡县",
                level="county",
                path=f"{parent.path}411722/",
            )
        )
        db.session.flush()
        db.session.add(Department(group="hrss_intake", region_code="411722"))
    assert queries.region_for_place("411722") == "411722"
    assert queries.nearest_holding("hrss_intake", "411722") == "411722"


def test_a_region_that_moves_takes_those_below_along() -> None:
    with transaction():
        actions.import_regions(
            [{"code": MIANCHI, "parent": "411700", "name": "渑池县", "name_en": "", "level": "county"}]
        )
    assert queries.ancestors(TOWNSHIP) == [MIANCHI, "411700", "410000", "000000"]


def test_bad_rows_are_all_named_and_nothing_is_imported() -> None:
    rows = [
        {"code": "411223", "parent": SANMENXIA, "name": "甲县", "name_en": "", "level": "county"},
        {"code": "4112", "parent": "", "name": "", "name_en": "", "level": "county"},
        {"code": "411224", "parent": MIANCHI, "name": "乙县", "name_en": "", "level": "county"},
        {"code": "411226", "parent": SANMENXIA, "name": "丙县", "name_en": "", "level": "village"},
    ]
    with pytest.raises(actions.BadRegions) as refusal, transaction():
        actions.import_regions(rows)
    assert set(refusal.value.errors) == {
        "rows.1.code", "rows.1.name", "rows.1.parent", "rows.2.parent", "rows.3.level"
    }  # fmt: skip
    assert queries.region("411223") is None
