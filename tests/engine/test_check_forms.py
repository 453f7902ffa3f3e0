"""The gate looks at every form together with the step it belongs to."""

from dataclasses import replace
from typing import Any

import pytest

from app.engine.check.gate import check_bundle
from tests.engine.gate_sample import FORMS, VOCABULARY, bundle, form, kinds

NESTED = {"properties": {"who": {"items": {"properties": {"name": {"x-prefill": "case.whom"}}}}}}


@pytest.mark.parametrize(
    ("kind", "path", "changed"),
    [
        ("form-missing", "forms/claim/pay.json", None),
        ("start-form-missing", "forms/claim/start.json", None),
        ("form-unused", "forms/claim/payment.json", {}),
        ("form-unused", "forms/claims/pay.json", {}),
        ("form-outcome", "forms/claim/review.json", {"properties": {"reason": {"type": "string"}}}),
        ("form-outcome", "forms/claim/review.json", {"properties": {"outcome": {"type": "string"}}}),
        ("form-unreadable", "forms/claim/review.json", []),
        ("prefill-unknown", "forms/claim/assign.json", NESTED),
        ("value-unknown", "forms/claim/review.json", form("ACCEPT", "REJECT")),
        ("gateway-uncovered", "forms/claim/review.json", form("ACCEPT", "REJECT", "MORE", "TRANSFER")),
        ("gateway-uncovered", "forms/shared/talk.json", {"enum": ["SETTLED", "FAILED", "ABSENT", "LATER"]}),
    ],
)
def test_a_form_that_does_not_fit_its_step_is_refused(kind: str, path: str, changed: Any) -> None:
    forms = {name: value for name, value in {**FORMS, path: changed}.items() if value is not None}
    assert kind in kinds(bundle(forms=forms))


def test_a_form_that_is_not_json_is_refused() -> None:
    assert kinds({**bundle(), "forms/claim/pay.json": b"{"}) == {"form-unreadable", "form-missing"}


def test_the_form_checker_is_asked_about_every_form() -> None:
    picky = replace(VOCABULARY, form_faults=lambda form: [] if "title" in form else ["没有标题"])
    faults = check_bundle(bundle(), picky)
    assert [(fault.kind, fault.file) for fault in faults] == [
        ("form-definition", "forms/claim/assign.json"),
        ("form-definition", "forms/talks/talked.json"),
    ]
    assert "没有标题" in faults[0].sentence
