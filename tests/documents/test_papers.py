"""Every paper is drawn from frozen facts, strictly, the same each time, and says what it must say."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.cases import actions as cases
from app.db import db, transaction
from app.documents import actions, facts, fonts, kinds, render, sandbox
from app.documents.models import Document, TemplateVersion
from tests.documents import samples
from tests.documents.samples import PAPERS

CHAPTER = ("rectification_order", "decision", "arb_acceptance", "criminal_transfer", "fund_approval")
"""Papers that others cite."""


@pytest.fixture
def office_once(stores: object, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Drawing does not depend on the database: once is enough."""
    from tests.conftest import _opened

    yield from _opened(stores, "sqlite", "office")  # type: ignore[arg-type]


def issued(kind: str, workers: int = 5) -> Document:
    """A paper of a case in which all that it cites has been issued and served."""
    case = samples.a_case(workers, paid=True)
    samples.known(case)
    for earlier in CHAPTER:
        if earlier != kind:
            actions.issue(samples.move_of(case, PAPERS[earlier]), earlier)
    if kind == "proof_of_service":
        actions.draw_numbers(case)
        step = PAPERS["proof_of_service"]
        actions.serve(samples.move_of(case, step), "rectification_order", step.answers)
    document = actions.issue(samples.move_of(case, PAPERS[kind]), kind)
    actions.draw_numbers(case)
    return document


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return re.sub(r"\s", "", read("pdftotext", "-layout", path, "-"))


def read(*command: object) -> str:
    """What a program of poppler says."""
    return subprocess.run([*map(str, command)], capture_output=True, check=True, text=True).stdout


def test_there_is_a_sample_for_every_paper() -> None:
    assert sorted(PAPERS) == kinds.names()


@pytest.mark.parametrize("kind", kinds.names())
def test_a_paper_reads_only_what_it_is_given(kind: str) -> None:
    paper = kinds.paper(kind)
    assert set(paper.reads) <= facts.known_names() | set(paper.card.needs)


@pytest.mark.parametrize("kind", kinds.names())
def test_a_paper_is_drawn_and_shows_what_it_must(kind: str, office_once: Flask, tmp_path: Path) -> None:
    with transaction():
        document = issued(kind)
    pdf = render.pdf(document)
    text = text_of(pdf, tmp_path)
    for wanted in (document.number, document.facts["office"]["name"], *PAPERS[kind].shows):
        assert re.sub(r"\s", "", wanted) in text
    assert "待填" not in text
    assert 'pdfaid:part="3" pdfaid:conformance="B"' in read("pdfinfo", "-meta", tmp_path / "paper.pdf")


@pytest.mark.parametrize("kind", kinds.names())
def test_a_paper_needs_nothing_that_a_case_may_lack(kind: str, office_once: Flask) -> None:
    """A report with no worker, no project and no answer: what people left open leaves its sentence out."""
    with transaction():
        case = samples.a_case(bare=True)
        step = samples.Step(PAPERS[kind].process, PAPERS[kind].step)
        document = actions.issue(samples.move_of(case, step), kind)
        actions.draw_numbers(case)
    assert document.number in render.html(document)


def test_a_pdf_is_the_same_byte_for_byte(office_once: Flask) -> None:
    with transaction():
        document = issued("rectification_order")
    assert render.pdf(document) == render.pdf(document)


def test_a_paper_is_drawn_as_it_was_issued_after_its_template_changed(office_once: Flask) -> None:
    with transaction():
        document = issued("recovery_notice")
    before = render.html(document)
    kinds.paper.cache_clear()
    sources = kinds._sources()
    kept = dict(sources)
    try:
        sources["recovery_notice.html"] = sources["recovery_notice.html"].replace("逾期不归还的", "改动之后")
        assert kinds.paper("recovery_notice").version != document.template_version
        assert render.html(document) == before
    finally:
        sources.update(kept)
        kinds.paper.cache_clear()


def test_a_paper_is_not_drawn_with_other_fonts_than_it_was_issued_with(
    office_once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        document = issued("mediation_end")
    monkeypatch.setattr(fonts, "fingerprint", lambda: "others")
    with pytest.raises(render.NotReproducible):
        render.pdf(document)


def test_a_long_roster_repeats_its_head_and_breaks_between_rows(office_once: Flask, tmp_path: Path) -> None:
    with transaction():
        document = issued("arrears_table", workers=50)
    path = tmp_path / "roster.pdf"
    path.write_bytes(render.pdf(document))
    pages = read("pdftotext", "-layout", path, "-").split("\f")
    with_rows = [page for page in pages if "411221198503" in page]
    assert len(with_rows) >= 2
    for page in with_rows:
        assert "公民身份号码" in page
    rows = [
        line for page in with_rows for line in page.splitlines() if re.search(r"411221198503\d{5}[\dX]", line)
    ]
    assert len(rows) == 50
    assert all(re.search(r"\d,\d{3}\.\d{2}", line) for line in rows)


def test_rare_characters_of_names_are_drawn(office_once: Flask, tmp_path: Path) -> None:
    """堃祎玥喆 are not in the body face; 𬭼 and 㐂 are in none of the faces that were cut down."""
    with transaction():
        case = samples.a_case(5)
        case.claims[0].name = "王㐂"
        document = actions.issue(samples.move_of(case, PAPERS["payment_roster"]), "payment_roster")
        actions.draw_numbers(case)
    pdf = render.pdf(document)
    text = text_of(pdf, tmp_path)
    for name in ("王㐂", *samples.NAMES[1:]):
        assert name in text
    # A character without a glyph would be drawn as glyph 0, which a subset font then has in its width of «missing».
    listed = read("pdffonts", tmp_path / "paper.pdf")
    assert all(" yes yes yes" in line for line in listed.splitlines()[2:])


def test_a_misspelt_fact_is_an_error_and_an_open_answer_is_not() -> None:
    sources = {"t.html": "{{ form.nobody.asked.this }}{{ case.numbr }}"}
    with pytest.raises(Exception, match="numbr"):
        render.to_html(sources, "t", {"form": {}, "case": {"number": "1"}})
    assert render.to_html({"t.html": "[{{ form.a.b }}]"}, "t", {"form": {}}) == "[]"


def test_a_field_may_be_called_like_a_method_of_a_dictionary() -> None:
    sources = {"t.html": "{% for row in form.items %}{{ row.amount|yuan }}{% endfor %}"}
    assert render.to_html(sources, "t", {"form": {"items": [{"amount": 850000}]}}) == "8,500.00"


@pytest.mark.parametrize(
    "source",
    ["{{ ''.__class__.__mro__ }}", "{{ form.__init__ }}", "{{ case.__class__ }}", "{{ cycler.__init__ }}"],
)
def test_a_template_reaches_nothing_but_facts(source: str) -> None:
    try:
        said = render.to_html({"t.html": source}, "t", {"form": {}, "case": {}})
    except Exception:  # noqa: BLE001 - refused in one way or another
        return
    assert said == ""


def test_what_people_typed_is_text_and_never_markup() -> None:
    said = render.to_html({"t.html": "{{ form.reason }}"}, "t", {"form": {"reason": "<img src='http://x'>"}})
    assert "<img" not in said


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "data:image/png;base64,AA"]
)
def test_nothing_is_fetched_while_drawing(address: str) -> None:
    with pytest.raises(ValueError, match="disallowed protocol"):
        render._nothing().fetch(address)
    assert render.to_pdf(f"<p>文书<img src='{address}'></p>")[:5] == b"%PDF-"


def test_only_what_a_paper_reads_is_frozen_with_it(office_once: Flask) -> None:
    with transaction():
        said = issued("mediation_end").facts
    assert "claims" not in said
    assert "411221198503" not in str(said)


def test_a_report_never_names_who_reported(office_once: Flask) -> None:
    with transaction():
        case = samples.a_case(bare=True)
        case.narrative = "我是举报人钱测试，电话13900000000"
        document = actions.issue(samples.move_of(case, PAPERS["non_acceptance"]), "non_acceptance")
        receipt = actions.issue(samples.move_of(case, PAPERS["complaint_receipt"]), "complaint_receipt")
    assert document.facts["recipient"] == "举报人"
    assert "钱测试" not in str(receipt.facts)


def test_a_mediation_paper_comes_from_the_body_that_was_chosen(office_once: Flask) -> None:
    with transaction():
        case = samples.a_case()
        samples.known(case)
        cases.set_fact(case, "mediation_group", "mediation_people")
        document = actions.issue(samples.move_of(case, PAPERS["mediation_end"]), "mediation_end")
    assert document.facts["office"]["name"] == "渑池县渑池演示镇人民调解委员会"


def test_one_version_of_a_template_is_kept_once(office_once: Flask) -> None:
    with transaction():
        issued("mediation_end")
        document = actions.issue(
            samples.move_of(samples.a_case(serial=13), PAPERS["mediation_end"]), "mediation_end"
        )
    kept = db.session.scalars(db.select(TemplateVersion).filter_by(kind="mediation_end")).all()
    assert [row.hash for row in kept] == [document.template_version]
    assert sandbox.names_read(kept[0].files)
