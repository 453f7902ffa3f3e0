"""What an order orders, and in whose name."""

import pytest
from flask import Flask

from app.db import transaction
from app.documents import actions, organs, render
from tests.documents import samples


def test_an_order_to_produce_papers_orders_nobody_to_pay(office: Flask) -> None:
    with transaction():
        case = samples.a_case()
        step = samples.PAPERS["rectification_order"]
        told = {**step.answers, "order_kind": "PRODUCE", "materials": "工资支付台账"}
        document = actions.issue(
            samples.move_of(case, samples.Step(step.process, step.step, told)), "rectification_order"
        )
        actions.draw_numbers(case)
    text = render.html(document)
    assert "工资支付台账" in text
    assert "足额支付拖欠的工资" not in text
    assert "支付工资名单" not in text


def test_where_another_bureau_inspects_papers_of_inspection_bear_its_name(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """综合行政执法: by region, in organs.json."""
    table = {**organs.known()["inspection"], "411221": "{region}综合行政执法局"}
    monkeypatch.setitem(organs._table()["organs"], "inspection", table)
    with transaction():
        case = samples.a_case()
        issued = [
            actions.issue(samples.move_of(case, samples.PAPERS[kind]), kind)
            for kind in ("rectification_order", "criminal_transfer")
        ]
    names = [document.facts["office"]["name"] for document in issued]
    assert names == ["渑池县综合行政执法局", "渑池县人力资源和社会保障局"]
