"""Service of papers (送达): what it records and refuses, runs that serve at once, decisions gathered to publish."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.models import Case
from app.db import db, transaction
from app.documents import actions, operations, queries
from app.errors import Invalid
from tests.documents import samples
from tests.documents.samples import PAPERS, Step, issue, move_of
from tests.documents.samples import stored as a_case

RESULTS = {"method": "DIRECT", "served_on": "2026-08-05", "receiver": "周测试"}
HANDED_OVER = {"method": "DIRECT", "served_on": "2026-08-05", "receiver": "收件人"}


def test_each_run_serves_its_own_paper(office: Flask) -> None:
    with transaction():
        case = samples.a_case()
        for kind in ("prior_notice", "credit_intent"):
            actions.issue(move_of(case, PAPERS[kind]), kind)
        actions.draw_numbers(case)
        main = replace(move_of(case, PAPERS["proof_of_service"]), run_id=1)
        side = replace(main, run_id=2)
        operations.prepare(main, "prior_notice")
        operations.prepare(side, "credit_intent")
        db.session.flush()
        assert operations.serving(case).count("、") == 1
        operations.served(main, HANDED_OVER)
        assert queries.is_served(case.id, ("prior_notice",), posted_up=False)
        assert not queries.is_served(case.id, ("credit_intent",), posted_up=False)
        assert operations.serving(case).startswith("拟列入")


def test_service_is_recorded_of_the_newest_paper_and_dates_what_follows(office: Flask) -> None:
    case_id = a_case()
    issue(case_id, "rectification_order")
    (order,) = issue(case_id, "rectification_order")
    assert not queries.is_served(case_id, ("rectification_order",), posted_up=False)
    with transaction():
        case = db.session.get_one(Case, case_id)
        move = move_of(case, Step("service_of_process", "serve", RESULTS))
        operations.prepare(move, "rectification_order")
        db.session.flush()
        operations.served(move, RESULTS)
    (service,) = queries.service_of(order.id)
    assert (service.recipient, service.served_on) == (samples.COMPANY, date(2026, 8, 5))
    assert case_queries.fact(case_id, "served_at") == "2026-08-05"
    assert case_queries.fact(case_id, "rectification_order_served_on") == "2026-08-05"
    assert queries.is_served(case_id, ("rectification_order", "decision"), posted_up=False)
    assert not queries.is_served(case_id, ("rectification_order",), posted_up=True)
    assert operations.serving(db.session.get_one(Case, case_id)) == f"{order.title}（{order.number}）"


def test_an_attempt_is_no_service(office: Flask) -> None:
    case_id = a_case()
    (order,) = issue(case_id, "rectification_order")
    with transaction():
        move = move_of(db.session.get_one(Case, case_id), Step("service_of_process", "serve"))
        actions.serve(move, "rectification_order", {"outcome": "UNREACHABLE", "method": "DIRECT"})
    assert len(queries.service_of(order.id)) == 1
    assert not queries.is_served(case_id, ("rectification_order",), posted_up=False)
    assert case_queries.fact(case_id, "served_at") is None


def test_nothing_is_served_before_it_was_issued(office: Flask) -> None:
    case_id = a_case()
    issue(case_id, "rectification_order")
    move = move_of(db.session.get_one(Case, case_id), Step("service_of_process", "serve"))
    with pytest.raises(Invalid) as refused, transaction():
        actions.serve(move, "rectification_order", {"method": "DIRECT", "served_on": "2026-01-01"})
    assert list(refused.value.errors) == ["served_on"]


def test_what_was_never_issued_cannot_be_served(office: Flask) -> None:
    case_id = a_case()
    with pytest.raises(actions.NothingToServe), transaction():
        actions.serve(
            move_of(db.session.get_one(Case, case_id), PAPERS["dunning_letter"]), "decision", RESULTS
        )


def test_decisions_served_in_the_period_are_gathered_for_publication(office: Flask) -> None:
    with transaction():
        for serial, (region, served_on) in enumerate(
            [("411221", "2026-08-03"), ("411221", "2026-10-01"), ("341504", "2026-08-04")], start=20
        ):
            case = samples.a_case(serial=serial)
            case.region_code = region
            actions.issue(move_of(case, PAPERS["decision"]), "decision")
            actions.draw_numbers(case)
            actions.serve(
                move_of(case, PAPERS["proof_of_service"]), "decision", HANDED_OVER | {"served_on": served_on}
            )
        matter = cases.register_matter("第三季度社会公布", None, "411200", "test")
        assert operations.naming_candidates(matter) == []
        cases.set_fact(matter, "naming_from", "2026-07-01")
        cases.set_fact(matter, "naming_to", "2026-09-30")
        (row,) = operations.naming_candidates(matter)
    assert (row["name"], row["decided_on"]) == (samples.COMPANY, "2026-08-03")
    assert row["facts_found"]


def test_a_paper_that_was_not_served_is_not_gathered(office: Flask) -> None:
    with transaction():
        case: Case = samples.a_case()
        actions.issue(move_of(case, PAPERS["decision"]), "decision")
        found = queries.served_between(("decision",), ("411221",), date(2026, 1, 1), date(2026, 12, 31))
    assert found == []
