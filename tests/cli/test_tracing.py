"""docs/law.md says of each rule of the law where it is followed and tested, and says it as things are now."""

import csv

import pytest

from app.cli import tracing


def test_the_page_is_what_the_generator_writes() -> None:
    assert tracing.PAGE.read_text("utf-8") == tracing.page(), "write it anew: flask law trace"


def test_each_rule_is_followed_and_tested_or_says_why_not() -> None:
    assert tracing.faults() == []


def test_no_rule_stands_there_twice() -> None:
    ids = [row["id"] for row in tracing.rows()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"where": "clock:nowhere"}, "no clock:nowhere"),
        ({"where": "wage_case/nowhere"}, "no wage_case/nowhere"),
        ({"where": "rule:triage", "tests": "nowhere"}, "no test nowhere"),
        ({"where": ""}, "done, but followed or tested nowhere"),
        ({"where": "", "status": "later"}, "the status «later» gives no reason"),
    ],
)
def test_what_does_not_hold_is_said(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, row: dict[str, str], fault: str
) -> None:
    path = tmp_path_factory.mktemp("law") / "articles.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.DictWriter(file, ("id", "rule", "article", "where", "tests", "status"))
        sheet.writeheader()
        sheet.writerow(
            {"id": "9.9-1", "rule": "一条规则", "article": "某法", "tests": "", "status": "done"} | row
        )
    monkeypatch.setattr(tracing, "ARTICLES", path)
    assert f"9.9-1: {fault}" in tracing.faults()
