"""What every decision table and every asking of it must hold."""

import json
from datetime import date
from pathlib import Path

import pytest

from app import paths
from app.engine import decision
from app.engine.check.gate import check_rules
from app.law import actions, queries
from app.law.rules import most_local, reaching

NAMES = queries.names()


def test_the_gate_finds_no_fault() -> None:
    files = {path.name: path.read_bytes() for path in paths.RULES.glob("*.dmn")}
    assert check_rules(files) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_its_file_name_and_each_row_a_sentence(name: str) -> None:
    rule = queries.rule(name)
    assert rule.table.name == name
    assert rule.table.title == rule.form.title
    assert all(row.text for row in rule.table.rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_can_be_read_by_people(name: str) -> None:
    table = queries.table(name)
    assert all(column["label"] for column in table["columns"])
    assert all(len(row["cells"]) == len(table["columns"]) for row in table["rows"])


TWO_REGIONS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="样表" namespace="urn:qingqian:rules">
  <decision id="sample" name="样表">
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i0"><inputExpression id="e0" typeRef="string"><text>region</text></inputExpression></input>
      <input id="i1"><inputExpression id="e1" typeRef="number"><text>size</text></inputExpression></input>
      <output id="o1" name="answer" typeRef="string"/>
      <annotation name="article"/><annotation name="valid_from"/><annotation name="valid_to"/>
      <!-- national -->
      <rule id="national">
        <inputEntry id="a0"><text>"CN"</text></inputEntry><inputEntry id="a1"><text>-</text></inputEntry>
        <outputEntry id="a2"><text>"national"</text></outputEntry>
        <annotationEntry><text>某法第1条</text></annotationEntry><annotationEntry><text/></annotationEntry>
        <annotationEntry><text/></annotationEntry>
      </rule>
      <rule id="henan">
        <inputEntry id="b0"><text>"410000"</text></inputEntry><inputEntry id="b1"><text>? &lt; 5</text></inputEntry>
        <outputEntry id="b2"><text>"henan"</text></outputEntry>
        <annotationEntry><text>某条例第2条</text></annotationEntry><annotationEntry><text>2026-01-01</text></annotationEntry>
        <annotationEntry><text>2026-12-31</text></annotationEntry>
      </rule>
      <rule id="mianchi">
        <inputEntry id="c0"><text>"411221"</text></inputEntry>
        <inputEntry id="c1"><text>1 &lt;= ? &lt; 5</text></inputEntry>
        <outputEntry id="c2"><text>"small"</text></outputEntry>
        <annotationEntry><text>某办法第3条</text></annotationEntry><annotationEntry><text>2026-01-01</text></annotationEntry>
        <annotationEntry><text/></annotationEntry>
      </rule>
      <rule id="mianchi_too">
        <inputEntry id="f0"><text>"411221"</text></inputEntry><inputEntry id="f1"><text>? in [4, 9]</text></inputEntry>
        <outputEntry id="f2"><text>"listed"</text></outputEntry>
        <annotationEntry><text>某办法第4条</text></annotationEntry><annotationEntry><text>2026-01-01</text></annotationEntry>
        <annotationEntry><text/></annotationEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""
SIZE = {"type": "integer", "title": "数"}
FORM = {"title": "样表", "type": "object", "required": ["size"], "properties": {"size": SIZE}}


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample.dmn").write_text(TWO_REGIONS, encoding="utf-8")
    (tmp_path / "sample.json").write_text(json.dumps(FORM), encoding="utf-8")
    monkeypatch.setattr(paths, "RULES", tmp_path)


@pytest.mark.parametrize(
    ("region", "on", "size", "expected"),
    [
        ("341504", date(2026, 8, 3), 3, ("decided", "", "national")),
        ("410482", date(2026, 8, 3), 3, ("decided", "", "henan")),
        ("410482", date(2027, 1, 1), 3, ("decided", "", "national")),
        ("410482", date(2026, 8, 3), 5, ("unknown", "no_match", None)),
        ("411221", date(2026, 8, 3), 3, ("decided", "", "small")),
        ("411221901", date(2026, 8, 3), 9, ("decided", "", "listed")),
        ("411221", date(2026, 8, 3), 4, ("unknown", "several_rows", None)),
        ("411221", date(2025, 12, 31), 4, ("decided", "", "national")),
    ],
)
def test_local_rows_replace_national_ones_while_they_hold(
    sample: None, region: str, on: date, size: int, expected: tuple[str, str, str | None]
) -> None:
    answer = actions.ask("sample", region, on, {"size": size})
    assert (answer.status, answer.reason, answer.outputs.get("answer")) == expected


def test_two_rows_that_hold_at_once_are_named(sample: None) -> None:
    answer = actions.ask("sample", "411221", date(2026, 8, 3), {"size": 4})
    assert [row["id"] for row in answer.rows] == ["mianchi", "mianchi_too"]


@pytest.mark.parametrize(
    "cell", ["__import__('os')", "size.real", "[1..5]", "(lambda: 1)()", "'a' * 9", "size[0]", "= 3"]
)
def test_a_cell_that_is_more_than_a_comparison_is_refused(cell: str) -> None:
    broken = TWO_REGIONS.replace("? in [4, 9]", cell)
    with pytest.raises(decision.BrokenTable):
        decision.read_table(broken.encode())


def test_what_is_no_table_is_refused() -> None:
    for content in (b"", b"<a/>", TWO_REGIONS.replace("decisionTable", "literalExpression").encode()):
        with pytest.raises(decision.BrokenTable):
            decision.read_table(content)


def test_the_codes_whose_law_holds() -> None:
    assert reaching("411221901") == ["411221901", "411221", "411200", "410000", "CN"]
    assert reaching("411200") == ["411200", "410000", "CN"]
    assert reaching("CN") == ["CN"]
    assert most_local({"410000", "340000"}, "411221") == "410000"
    assert most_local({"340000"}, "411221") is None


def test_the_gate_learns_what_a_process_may_read() -> None:
    answers = queries.answers()
    assert answers["close_gate"]["gate"] == {"OPEN", "HELD"}
    assert answers["liability"]["government_order"] == {True, False}
    assert "decision_status" not in answers["liability"]
    assert answers["advance_cap"] == {"cap": None}
    assert answers["final_award"] == {"items": None, "separate_awards": None}
