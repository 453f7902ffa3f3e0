"""What a post allows."""

from types import SimpleNamespace

import pytest
from flask import Flask

from app.org import access
from app.org.groups import GROUPS
from tests.org.samples import person, regions


@pytest.fixture(autouse=True)
def _regions(app: Flask) -> None:
    regions()


def task(group: str, region: str, home: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(group=group, region_code=region, home_group=home)


def test_a_step_is_taken_by_its_own_department_only() -> None:
    inspector = person("inspector", "hrss_inspection@411221")
    assert access.may_take(inspector, task("hrss_inspection", "411221"))
    assert not access.may_take(inspector, task("hrss_inspection", "411200"))
    assert not access.may_take(inspector, task("hrss_intake", "411221"))


def test_an_outside_partys_step_is_taken_by_the_party_or_its_home_group() -> None:
    step = task("ext_employer", "411221", home="hrss_inspection")
    assert access.may_take(person("firm", "ext_employer@411221"), step)
    assert access.may_take(person("home", "hrss_inspection@411221"), step)
    assert not access.may_take(person("elsewhere", "hrss_inspection@410482"), step)
    assert not access.may_take(person("bank", "bank@411221"), step)


def test_posts_in_different_regions_do_not_mix() -> None:
    both = person("both", "hrss_intake@411221", "hrss_inspection@410482")
    assert not access.may_take(both, task("hrss_inspection", "411221"))


def test_offices_and_heads_supervise_and_nobody_else() -> None:
    assert {group.id for group in GROUPS.values() if group.supervisor} == {
        "zhiqian_office", "gov_supervision", "hrss_principal", "hrss_city_principal", "arb_director",
        "hrss_inspection_lead",
    }  # fmt: skip
    assert access.is_supervisor(person("head", "hrss_intake@411221", "hrss_principal@411221"))
    assert not access.is_supervisor(person("inspector", "hrss_inspection@411221"))


def test_the_three_administrators_are_apart() -> None:
    auditor = person("auditor", "admin_audit@000000")
    assert access.is_admin(auditor)
    assert access.is_admin(auditor, "audit")
    assert not access.is_admin(auditor, "system")
    assert not access.is_admin(person("clerk", "hrss_intake@411221"))


def test_scopes_reach_down_never_up() -> None:
    user = person("lead", "hrss_inspection@411200", "hrss_inspection_lead@410482")
    scopes = access.scopes(user)
    assert scopes.participates == (
        ("hrss_inspection", ("411200", "411221", "411221901")),
        ("hrss_inspection_lead", ("410482",)),
    )
    assert scopes.supervises == ("410482",)


def test_without_a_post_nothing_is_allowed() -> None:
    nobody = person("nobody")
    assert access.groups_of(nobody) == []
    assert not access.is_admin(nobody)
    assert access.scopes(nobody) == access.Scopes((), ())
