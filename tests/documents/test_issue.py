"""Issuing, numbering and correcting papers, on both databases."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from app.cases import queries as case_queries
from app.cases.models import Case, Entry
from app.db import db, transaction
from app.documents import actions, queries, render
from app.documents.models import Document
from app.forms import definition
from tests.documents import samples
from tests.documents.samples import PAPERS, Step, issue, move_of
from tests.documents.samples import stored as a_case

RESULTS = {"method": "DIRECT", "served_on": "2026-08-05", "receiver": "周测试"}


def test_whoever_reported_reads_only_what_is_addressed_to_them(office: Flask) -> None:
    """A reporter (举报人) is no party: orders name the workers."""
    complaint, report = a_case(serial=1), a_case(serial=2)
    with transaction():
        db.session.get_one(Case, report).kind = "REPORT"
    seen = [
        [
            paper.kind
            for paper in issue(case, "rectification_order", "supplement_notice")
            if paper.for_complainant
        ]
        for case in (complaint, report)
    ]
    assert seen == [["rectification_order", "supplement_notice"], ["supplement_notice"]]


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_numbers_run_without_gaps_in_each_series(office: Flask) -> None:
    case = a_case()
    first, second = issue(case, "rectification_order", "supplement_notice")
    (third,) = issue(case, "rectification_order")
    assert [first.number, second.number, third.number] == [
        "渑人社监令字〔2026〕1号",
        "渑人社监补字〔2026〕1号",
        "渑人社监令字〔2026〕2号",
    ]


def test_a_number_that_was_rolled_back_is_given_again(office: Flask) -> None:
    case_id = a_case()

    def refuse() -> None:
        with transaction():
            case = db.session.get_one(Case, case_id)
            made = actions.issue(move_of(case, PAPERS["supplement_notice"]), "supplement_notice")
            actions.draw_numbers(case)
            raise LookupError(made.serial)

    with pytest.raises(LookupError, match="1"):
        refuse()
    (document,) = issue(case_id, "supplement_notice")
    assert document.serial == 1


def test_two_cases_numbered_at_once_get_neighbouring_numbers(office: Flask) -> None:
    cases = [a_case(serial=serial) for serial in (1, 2, 3, 4)]
    refused: list[Exception] = []

    def work(case_id: int) -> None:
        try:
            with office.app_context():
                issue(case_id, "supplement_notice", "complaint_receipt")
        except Exception as error:  # noqa: BLE001 - shown below
            refused.append(error)

    threads = [threading.Thread(target=work, args=(case_id,)) for case_id in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not refused
    drawn = db.session.execute(select(Document.series, Document.serial)).all()
    assert sorted(drawn) == sorted(
        (f"411221:渑人社监{word}字", serial) for word in ("补", "收") for serial in (1, 2, 3, 4)
    )


def test_each_region_and_year_begins_at_one(office: Flask) -> None:
    here, there = a_case(serial=1), a_case(serial=2, region="341504")
    issue(here, "supplement_notice")
    (other,) = issue(there, "supplement_notice")
    assert other.number == "叶人社监补字〔2026〕1号"
    assert other.facts["office"]["name"] == "六安市叶集区人力资源和社会保障局"
    with transaction():
        case = db.session.get_one(Case, here)
        move = move_of(case, PAPERS["supplement_notice"])
        later = actions.issue(type(move)(**{**vars(move), "today": date(2027, 1, 4)}), "supplement_notice")
        actions.draw_numbers(case)
    assert later.number == "渑人社监补字〔2027〕1号"


def test_papers_issued_together_cite_each_other(office: Flask) -> None:
    award, letter = issue(a_case(), "advance_enforcement_award", "enforcement_transfer")
    assert letter.facts["papers"]["advance_enforcement_award"]["number"] == award.number != ""


def test_issuing_is_noted_in_the_journal_with_the_hash_of_what_was_said(office: Flask) -> None:
    case_id = a_case()
    (document,) = issue(case_id, "decision")
    entry = db.session.scalars(select(Entry).filter_by(case_id=case_id, verb="document.issue")).one()
    assert entry.what["number"] == document.number
    assert entry.what["facts"] == queries.hash_of(document.facts)
    assert queries.altered(case_id) == []
    assert case_queries.fact(case_id, "decision_issued_on") == "2026-08-03"


@pytest.mark.parametrize("column", ["number", "template_version", "facts", "facts_hash"])
def test_a_paper_that_was_changed_afterwards_is_found(office: Flask, column: str) -> None:
    case_id = a_case()
    (document,) = issue(case_id, "mediation_end")
    changed = {"facts": document.facts | {"recipient": "另一人"}}.get(column, "0" * 60)
    with transaction() as session:
        session.execute(update(Document).where(Document.id == document.id).values({column: changed}))
    assert [each.id for each in queries.altered(case_id)] == [document.id]


def test_a_correction_is_a_new_paper_that_names_the_old_one(office: Flask) -> None:
    case_id = a_case()
    (old,) = issue(case_id, "rectification_order")
    before = render.html(old)
    with transaction():
        case = db.session.get_one(Case, case_id)
        new = actions.replace(
            old, move_of(case, Step("labour_inspection", "correct")), order_due_on="2026-08-20"
        )
        actions.draw_numbers(case)
    assert new.replaces_id == old.id
    assert queries.newest(case_id, "rectification_order") is new
    assert old.number in render.html(new)
    assert "2026年8月20日" in render.html(new)
    assert samples.PAPERS["rectification_order"].answers["facts_found"][:10] in render.html(new)
    assert render.html(old) == before


def test_the_office_of_the_author_issues_when_a_case_was_received_elsewhere(office: Flask) -> None:
    case_id = a_case()
    with transaction():
        case = db.session.get_one(Case, case_id)
        case.region_code = "341504"
        paper = actions.issue(move_of(case, PAPERS["supplement_notice"]), "supplement_notice")
    assert paper.facts["office"]["name"] == "渑池县人力资源和社会保障局"


def test_a_preview_shows_what_is_still_to_be_filled_in_and_keeps_nothing(office: Flask) -> None:
    case_id = a_case()
    form = definition.parse(
        {
            "title": "先予执行",
            "type": "object",
            "properties": {
                "hardship": {"type": "string", "title": "生活困难"},
                "items": {
                    "type": "array",
                    "title": "数额",
                    "items": {
                        "type": "object",
                        "properties": {
                            "claim": {"type": "string", "title": "编号"},
                            "amount": {"type": "string", "format": "money", "title": "数额"},
                        },
                    },
                },
            },
        }
    )
    typed = Step(
        "arbitration_green",
        "decide_advance",
        {"items": [{"claim": "1", "amount": "1,234.5"}, {"claim": "2", "amount": "abc"}]},
    )
    case = db.session.get_one(Case, case_id)
    seen: list[str] = []
    original = render.to_pdf
    try:
        actions.render.to_pdf = lambda html: (seen.append(html), b"%PDF-")[1]  # type: ignore[assignment]
        actions.preview(move_of(case, typed), "advance_enforcement_award", form)
    finally:
        actions.render.to_pdf = original
    assert "预览" in seen[0]
    assert "〔待填〕" in seen[0]
    assert "1,234.50" in seen[0]
    assert queries.of_case(case_id) == []


def test_issuing_asks_the_database_a_bounded_number_of_times(office: Flask) -> None:
    few, many = a_case(serial=1, workers=3), a_case(serial=2, workers=40)
    issue(few, "decision")  # the template is kept by now
    with counted() as for_few:
        issue(few, "decision")
    with counted() as for_many:
        issue(many, "decision")
    assert len(for_many) <= len(for_few) <= 26


def test_nothing_to_number_asks_nothing(office: Flask) -> None:
    case_id = a_case()
    with transaction():
        case = db.session.get_one(Case, case_id)
        with counted() as statements:
            actions.draw_numbers(case)
    assert not statements


def test_a_drawn_paper_is_kept_once_and_read_back(office: Flask) -> None:
    (document,) = issue(a_case(), "mediation_end")
    assert queries.unrendered() == [document.id]
    content = render.rendered_pdf(document.id)
    with transaction():
        actions.store(document.id, content)
    assert queries.unrendered() == []
    assert render.rendered_pdf(document.id) == content
    with pytest.raises(render.NoSuchDocument):
        render.rendered_pdf(0)
