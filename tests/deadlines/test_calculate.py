"""The public calculator."""

from typing import Any

import pytest
from flask import Flask

from app.deadlines.queries import calculate
from app.errors import Invalid
from tests.deadlines.published import d

pytestmark = pytest.mark.usefixtures("calendar")


def test_d01_with_every_day_on_the_way(app: Flask) -> None:
    told = calculate(d("2026-09-30"), 5, "WD")
    assert (told["due"], told["provisional"]) == ("2026-10-13", False)
    assert told["days"][0] == {"date": "2026-10-01", "counted": False, "reason": "holiday"}
    assert told["days"][9] == {"date": "2026-10-10", "counted": True, "reason": "make_up"}
    assert told["days"][-1] == {"date": "2026-10-13", "counted": True, "reason": "workday"}
    assert len(told["days"]) == 13


def test_c01_rolls_and_says_so(app: Flask) -> None:
    told = calculate(d("2026-08-17"), 45, "D", region="411221")
    assert told["due"] == "2026-10-08"
    assert [day["reason"] for day in told["days"][-7:]] == ["rolled"] * 7


def test_backward_lists_the_days_backward(app: Flask) -> None:
    told = calculate(d("2026-10-12"), 5, "WD", "back")
    assert (told["days"][0]["date"], told["days"][-1]["date"], told["due"]) == (
        "2026-10-11",
        "2026-09-29",
        "2026-09-29",
    )


def test_nothing_is_due_on_the_day_itself(app: Flask) -> None:
    assert calculate(d("2026-10-12"), 0, "WD") == {"due": "2026-10-12", "provisional": False, "days": []}


def test_what_cannot_be_computed_is_said_by_field(app: Flask) -> None:
    refusals: list[tuple[str, dict[str, Any]]] = [
        ("length", {"length": 1001}),
        ("length", {"length": -1}),
        ("unit", {"unit": "H"}),
        ("direction", {"direction": "sideways"}),
        ("region", {"region": "河南"}),
        ("start", {"start": d("9999-12-01")}),
        ("start", {"start": d("9990-01-01"), "unit": "M"}),
        ("start", {"start": d("0001-01-02"), "direction": "back"}),
    ]
    for field, asked in refusals:
        with pytest.raises(Invalid) as refused:
            calculate(**{"start": d("2026-10-12"), "length": 1000, "unit": "WD", **asked})
        assert list(refused.value.errors) == [field], asked
