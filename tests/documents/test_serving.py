"""Papers that several runs of a case serve at once, and decisions that are gathered for publication."""

from dataclasses import replace
from datetime import date

from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case
from app.db import db, transaction
from app.documents import actions, operations, queries
from tests.documents import samples
from tests.documents.samples import PAPERS, move_of

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


def test_decisions_served_in_the_period_are_gathered_for_publication(office: Flask) -> None:
    with transaction():
        for serial, (region, served_on) in enumerate(
            [("411221", "2026-07-01"), ("411221", "2026-10-01"), ("341504", "2026-08-01")], start=20
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
    assert (row["name"], row["decided_on"]) == (samples.COMPANY, "2026-07-01")
    assert row["facts_found"]


def test_a_paper_that_was_not_served_is_not_gathered(office: Flask) -> None:
    with transaction():
        case: Case = samples.a_case()
        actions.issue(move_of(case, PAPERS["decision"]), "decision")
        found = queries.served_between(("decision",), ("411221",), date(2026, 1, 1), date(2026, 12, 31))
    assert found == []
