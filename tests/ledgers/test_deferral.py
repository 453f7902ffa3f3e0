"""延期支付工资报告: the list and the plan must agree with what is reported, or the report is not taken."""

from typing import Any

import pytest

from app.errors import Invalid
from app.ledgers import deferral

REPORT: dict[str, Any] = {
    "headcount": 2,
    "amount": 20_000_00,
    "settle_by": "2026-09-02",
    "workers": [{"id_no": "1", "amount": 8_000_00}, {"id_no": "2", "amount": 12_000_00}],
    "instalments": [
        {"due_on": "2026-08-13", "amount": 8_000_00},
        {"due_on": "2026-09-02", "amount": 12_000_00},
    ],
}


def test_a_report_that_agrees_with_itself_is_taken():
    deferral.plan(None, REPORT)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        pytest.param({"headcount": 3}, {"headcount"}, id="one more than the list names"),
        pytest.param({"amount": 21_000_00}, {"workers", "instalments"}, id="a total that neither adds up to"),
        pytest.param({"settle_by": "2026-09-01"}, {"instalments.1.due_on"}, id="paid after the last day"),
        pytest.param(
            {"workers": [{"id_no": "1", "amount": 10_000_00}] * 2}, {"workers.1.id_no"}, id="somebody twice"
        ),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(wrong: dict[str, Any], fields: set[str]):
    with pytest.raises(Invalid) as refused:
        deferral.plan(None, REPORT | wrong)
    assert set(refused.value.errors) == fields
