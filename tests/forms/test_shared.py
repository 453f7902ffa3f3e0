"""The fragments that many forms share."""

from typing import Any

import pytest

from app.errors import Invalid
from app.forms.answers import check
from app.forms.definition import Definition, faults, parse
from app.forms.references import read_shared
from app.paths import ROOT

SHARED = read_shared(ROOT / "forms")


def alone(name: str) -> dict[str, Any]:
    """A form that consists of this fragment."""
    if SHARED[f"shared/{name}.json"]["type"] == "object":
        return {"$ref": f"shared/{name}.json"}
    return {
        "type": "object",
        "title": "试",
        "required": ["rows"],
        "properties": {"rows": {"$ref": f"shared/{name}.json"}},
    }


def form(name: str) -> Definition:
    return parse(alone(name), shared=SHARED)


def refused(definition: Definition, raw: dict[str, Any]) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        check(definition, raw)
    return set(refusal.value.errors)


@pytest.mark.parametrize("path", sorted(SHARED))
def test_every_fragment_makes_a_form(path: str) -> None:
    assert faults(alone(path.removeprefix("shared/").removesuffix(".json")), shared=SHARED) == []


def test_workers_who_were_not_paid_this_time_are_left_out_of_the_payments() -> None:
    rows = [
        {"claim": "1", "name": "甲", "outstanding": "900.00"},
        {"claim": "2", "name": "乙", "outstanding": "8500.00", "amount": "8,500.00"},
    ]
    kept = check(form("payments"), {"rows": rows})
    assert kept == {"rows": [{"claim": "2", "amount": 850000}]}
    assert check(form("payments"), {"rows": rows[:1]}) == {"rows": []}
    assert refused(form("payments"), {"rows": [{"claim": "1", "amount": "0"}]}) == {"rows.0.amount"}


def test_two_officers_show_their_certificates() -> None:
    one = {"name": "张某", "certificate_no": "16110001"}
    other = {"name": "李某", "certificate_no": "16110002"}
    assert check(form("officers"), {"rows": [one, other]})
    assert refused(form("officers"), {"rows": [one]}) == {"rows"}
    assert refused(form("officers"), {"rows": [one, one]}) == {"rows"}


def test_only_an_approval_needs_no_opinion() -> None:
    assert check(form("approval"), {"outcome": "APPROVE"})
    for outcome in ("REJECT", "RETURN"):
        assert refused(form("approval"), {"outcome": outcome}) == {"opinion"}


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("DIRECT", {"receiver"}),
        ("LEFT", {"place", "refusal_reason"}),
        ("POSTED", {"tracking_no"}),
        ("ELECTRONIC", {"address"}),
        ("ENTRUSTED", {"entrusted_to"}),
        ("PUBLIC_NOTICE", {"published_in"}),
        ("POSTED_AND_PHOTOGRAPHED", {"place", "photo"}),
    ],
)
def test_each_way_of_service_is_proved_in_its_own_way(method: str, needed: set[str]) -> None:
    assert refused(form("service"), {"method": method, "served_on": "2026-08-03"}) == needed
