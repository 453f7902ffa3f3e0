"""The gate refuses tables whose cells never match, that answer twice or not at all, or that nobody can trace."""

from html import escape
from pathlib import Path
from typing import Any

import pytest

from app.engine.check.gate import check_rules
from app.engine.decision import read_table
from app.paths import RULES

Rows = list[tuple[str, ...]]

INPUTS = (
    ("region", "string", ""),
    ("kind", "string", '"A","B"'),
    ("months", "integer", ""),
    ("served", "boolean", ""),
)
OUTPUTS = (("result", "string", '"MET","NOT_MET"'), ("share", "number", ""))
NOTES = ("article", "valid_from", "valid_to")
ROWS: Rows = [
    ('"CN"', '"A"', "< 3", "-", '"NOT_MET"', "0", "第1条", "2020-05-01", ""),
    ('"CN"', '"A"', ">= 3", "True", '"MET"', "50", "第1条", "2020-05-01", ""),
    ('"CN"', '"A"', ">= 3", "False", '"NOT_MET"', "0", "第2条", "2020-05-01", ""),
    ('"CN"', '"B"', "-", "-", '"NOT_MET"', "0", "第3条", "2020-05-01", ""),
    ('"410000"', '? in ["A", "B"]', "-", "-", '"MET"', "100", "省规定", "2022-01-01", "2023-12-31"),
]


def table(rows: Rows = ROWS, inputs: Any = INPUTS, outputs: Any = OUTPUTS, notes: Any = NOTES) -> str:
    """A DMN file."""

    def texts(tag: str, row: str, cells: tuple[str, ...]) -> str:
        ids = [f' id="{row}_{tag}_{n}"' if tag != "annotationEntry" else "" for n in range(len(cells))]
        return "".join(
            f"<{tag}{i}><text>{escape(c, False)}</text></{tag}>" for i, c in zip(ids, cells, strict=True)
        )

    def column(tag: str, name: str, type_: str, values: str) -> str:
        allowed = f"<{tag}Values><text>{values}</text></{tag}Values>" if values else ""
        asked = f'<inputExpression id="{name}_e" typeRef="{type_}"><text>{name}</text></inputExpression>'
        if tag == "input":
            return f'<input id="in_{name}">{asked}{allowed}</input>'
        return f'<output id="out_{name}" name="{name}" typeRef="{type_}">{allowed}</output>'

    n, m = len(inputs), len(inputs) + len(outputs)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        'id="d" name="d" namespace="n"><decision id="rule" name="规则"><decisionTable id="t" hitPolicy="UNIQUE">'
        + "".join(column("input", *each) for each in inputs)
        + "".join(column("output", *each) for each in outputs)
        + "".join(f'<annotation name="{name}"/>' for name in notes)
        + "".join(
            f'<rule id="r{number}">'
            + texts("inputEntry", f"r{number}", row[:n])
            + texts("outputEntry", f"r{number}", row[n:m])
            + texts("annotationEntry", f"r{number}", row[m:])
            + "</rule>"
            for number, row in enumerate(rows)
        )
        + "</decisionTable></decision></definitions>"
    )


def faults(text: str) -> dict[str, str]:
    """Kind and sentence of each fault."""
    return {fault.kind: fault.sentence for fault in check_rules({"rule.dmn": text.encode()})}


def cell(row: int, column: int, text: str) -> str:
    """The sample table with one cell changed."""
    rows = [list(each) for each in ROWS]
    rows[row][column] = text
    return table([tuple(each) for each in rows])


def test_the_sample_passes_the_gate_and_the_engine_reads_it() -> None:
    assert faults(table()) == {}
    assert len(read_table(table().encode()).rows) == len(ROWS)


@pytest.mark.parametrize("path", sorted(RULES.glob("*.dmn")), ids=lambda path: path.stem)
def test_every_table_of_the_project_passes(path: Path) -> None:
    assert [str(fault) for fault in check_rules({path.name: path.read_bytes()})] == []


@pytest.mark.parametrize(
    ("kind", "row", "column", "text"),
    [
        ("dmn-never", 3, 1, '"B","C"'),
        ("dmn-never", 3, 1, '["B"]'),
        ("dmn-never", 3, 1, 'not("A")'),
        ("dmn-never", 3, 1, 'kind == "B"'),
        ("dmn-never", 3, 1, '"B" or "C"'),
        ("dmn-never", 2, 2, "?"),
        ("dmn-cell", 1, 2, "[3..12]"),
        ("dmn-cell", 1, 2, "= 3"),
        ("dmn-cell", 1, 2, ">="),
        ("dmn-cell", 1, 2, "max(3, 4)"),
        ("dmn-cell", 1, 2, ">= '3' * 9"),
        ("dmn-cell", 1, 5, "fifty percent"),
        ("dmn-name", 1, 3, "true"),
        ("dmn-name", 1, 3, "null"),
        ("dmn-name", 1, 2, ">= month"),
        ("dmn-name", 1, 5, "shares"),
        ("dmn-type", 1, 2, '>= "3"'),
        ("dmn-type", 1, 2, "True"),
        ("dmn-type", 1, 1, "3"),
        ("dmn-type", 1, 5, '"50"'),
        ("dmn-value", 1, 1, '"C"'),
        ("dmn-value", 1, 4, '"MAYBE"'),
        ("dmn-empty-output", 1, 5, ""),
        ("dmn-region", 4, 0, "-"),
        ("dmn-region", 4, 0, "410000"),
        ("dmn-region", 4, 0, '"41"'),
        ("dmn-article", 1, 6, ""),
        ("dmn-date", 1, 7, ""),
        ("dmn-date", 1, 7, "2020年5月1日"),
        ("dmn-date", 1, 8, "2019-12-31"),
    ],
)
def test_a_cell_that_means_something_else_than_it_says_is_refused(
    kind: str, row: int, column: int, text: str
) -> None:
    assert kind in faults(cell(row, column, text))


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("dmn-namespace", "DMN/20191111/MODEL/", "DMN/20151101/dmn.xsd"),
        ("dmn-namespace", 'xmlns="https', 'xmlns="http'),
        ("dmn-decisions", "</definitions>", '<decision id="other" name="o"/></definitions>'),
        ("dmn-decisions", "decision", "inputData"),
        ("dmn-id", '<decision id="rule"', '<decision id="rules"'),
        ("dmn-table", "decisionTable", "literalExpression"),
        ("dmn-policy", 'hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'),
        ("dmn-policy", 'hitPolicy="UNIQUE"', 'hitPolicy="COLLECT" aggregation="SUM"'),
        ("dmn-element", '<annotation name="article"/>', '<annotation name="article"/><description>x</description>'),
        ("dmn-input", "<text>months</text>", "<text>months * 2</text>"),
        ("dmn-input", "<text>months</text>", "<text>kind</text>"),
        ("dmn-output", 'name="share"', 'name="result"'),
        ("dmn-output", 'name="share"', 'name="status"'),
        ("dmn-region-column", "<text>region</text>", "<text>area</text>"),
        ("dmn-annotations", '<annotation name="valid_to"/>', ""),
        ("dmn-annotations", '<annotation name="valid_from"/>', '<annotation name="from"/>'),
        ("dmn-row", '<inputEntry id="r1_inputEntry_3"><text>True</text></inputEntry>', ""),
        ("dmn-row", "<annotationEntry><text></text></annotationEntry>", ""),
        ("dmn-ids", 'rule id="r1"', 'rule id="r0"'),
        ("dmn-ids", 'id="r1_inputEntry_3"', ""),
        ("dmn-values", '"A","B"', "A or B"),
        ("xsd", "<annotation name", "<annotation title"),
        ("unreadable", "</definitions>", ""),
        ("doctype", "<definitions", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><definitions'),
    ],
)  # fmt: skip
def test_a_layout_the_engine_would_misread_is_refused(kind: str, old: str, new: str) -> None:
    text = table()
    assert old in text
    everywhere = kind in ("dmn-table", "dmn-decisions") and old[0] != "<"
    assert kind in faults(text.replace(old, new, -1 if everywhere else 1))


def test_two_rows_that_match_together_are_told_with_an_example() -> None:
    found = check_rules({"rule.dmn": cell(0, 2, "<= 3").encode()})
    assert [(fault.element, fault.kind, dict(fault.values)["ids"]) for fault in found] == [
        ("r0", "dmn-overlap", "r0、r1"),
        ("r0", "dmn-overlap", "r0、r2"),
    ]
    assert "region=CN 2020-05-01 kind=A months=3 served=True" in found[0].sentence


def test_a_case_that_no_row_answers_is_told_with_an_example() -> None:
    assert "kind=A months=3" in faults(cell(1, 2, "> 3"))["dmn-gap"]
    assert "served=False" in faults(cell(2, 3, "True"))["dmn-gap"]
    assert "kind=B" in faults(table(ROWS[:3]))["dmn-gap"]


def test_between_three_and_four_there_is_nothing_for_whole_numbers_only() -> None:
    rows: Rows = [
        ('"CN"', "<= 3", "1", "条", "2020-01-01", ""),
        ('"CN"', ">= 4", "2", "条", "2020-01-01", ""),
    ]
    for type_, expected in (("integer", set()), ("number", {"dmn-gap"})):
        inputs = (("region", "string", ""), ("months", type_, ""))
        assert set(faults(table(rows, inputs, (("n", "number", ""),)))) == expected


def test_a_local_row_replaces_the_national_rows_only_while_it_holds() -> None:
    assert faults(cell(4, 1, '"A"'))["dmn-gap"].count("region=410000 2022-01-01 kind=B") == 1
    later = [*ROWS, ('"410000"', "-", "-", "-", '"MET"', "100", "省规定", "2024-01-01", "")]
    assert faults(table(later)) == {}
    overlapping = [*ROWS, ('"410000"', "-", "-", "-", '"MET"', "100", "省规定", "2023-12-31", "")]
    assert "region=410000 2023-12-31" in faults(table(overlapping))["dmn-overlap"]


def test_open_texts_need_a_row_for_all_others() -> None:
    inputs = (("region", "string", ""), ("kind", "string", ""))
    rows: Rows = [
        ('"CN"', '"A"', "1", "条", "2020-01-01", ""),
        ('"CN"', '!= "A"', "2", "条", "2020-01-01", ""),
    ]
    assert faults(table(rows, inputs, (("n", "number", ""),))) == {}
    assert "dmn-gap" in faults(table(rows[:1], inputs, (("n", "number", ""),)))


def test_none_is_asked_for_where_a_row_names_it_and_cannot_be_compared() -> None:
    inputs = (("region", "string", ""), ("owed", "number", ""))
    rest = ("1", "条", "2020-01-01", "")
    none: Rows = [('"CN"', "None", *rest), ('"CN"', "? != None and ? >= 0", *rest)]
    assert faults(table(none, inputs, (("n", "number", ""),))) == {}
    assert "dmn-error" in faults(table([none[0], ('"CN"', ">= 0", *rest)], inputs, (("n", "number", ""),)))


def test_parameters_and_columns_to_the_left_are_boundaries_too() -> None:
    inputs = (("region", "string", ""), ("cap", "number", ""), ("owed", "number", ""))
    questions = ("<= param_wage * 12", "? > param_wage * 12 and ? <= cap", "? > param_wage * 12 and ? > cap")

    def found(*asked: str) -> dict[str, str]:
        rows = [('"CN"', "-", text, "1", "条", "2020-01-01", "") for text in asked]
        return faults(table(rows, inputs, (("n", "number", ""),)))

    assert found(*questions) == {}
    assert "owed=1000000000" in found(questions[0], questions[1].replace("<=", "<"), questions[2])["dmn-gap"]
    assert "owed=12000" in found(questions[0].replace("<=", "<"), *questions[1:])["dmn-gap"]
    assert "owed=12000" in found(questions[0], questions[1].replace(">", ">="), questions[2])["dmn-overlap"]


def test_a_cell_does_not_read_a_column_to_its_right() -> None:
    assert "dmn-name" in faults(cell(3, 1, '? == "B" and months > 3'))
    assert "dmn-name" not in faults(cell(3, 2, '? > 3 or kind == "B"'))


def test_a_table_of_many_columns_is_still_searched_whole() -> None:
    names = [f"c{number}" for number in range(24)]
    inputs = (("region", "string", ""), *((name, "boolean", "") for name in names))
    rest = ("1", "条", "2020-01-01", "")
    ladder: Rows = [
        ('"CN"', *(["False"] * n), "True", *(["-"] * (len(names) - n - 1)), *rest) for n in range(len(names))
    ]
    outputs = (("n", "number", ""),)
    assert "c23=False" in faults(table(ladder, inputs, outputs))["dmn-gap"]
    assert faults(table([*ladder, ('"CN"', *(["False"] * len(names)), *rest)], inputs, outputs)) == {}


def test_a_table_with_too_many_different_cases_is_refused_instead_of_guessed_at() -> None:
    names = [f"c{number}" for number in range(18)]
    inputs = (("region", "string", ""), *((name, "boolean", "") for name in names))
    rest = ("1", "条", "2020-01-01", "")
    rows: Rows = [('"CN"', *("True" if other == name else "-" for other in names), *rest) for name in names]
    assert "dmn-too-wide" in faults(table(rows, inputs, (("n", "number", ""),)))
