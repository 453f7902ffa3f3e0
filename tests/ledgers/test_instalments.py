"""分期: which instalment is due next, and how much must still be paid by its day."""

from datetime import date

import pytest

from app.ledgers.rules import next_instalment

FIRST, SECOND = date(2026, 8, 13), date(2026, 9, 13)
PLAN = [(SECOND, 14_500_00), (FIRST, 10_000_00)]  # as agreed, in no particular order


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        pytest.param(0, (FIRST, 10_000_00), id="nothing paid: the first, whole"),
        pytest.param(6_000_00, (FIRST, 4_000_00), id="a part paid: the rest of the first"),
        pytest.param(10_000_00, (SECOND, 14_500_00), id="the first paid: the second"),
        pytest.param(12_000_00, (SECOND, 12_500_00), id="paid early: counts towards the second"),
        pytest.param(24_500_00, None, id="all paid: nothing is due"),
    ],
)
def test_money_counts_towards_the_earliest_instalment(paid: int, due: tuple[date, int] | None):
    assert next_instalment(PLAN, outstanding=24_500_00 - paid) == due
