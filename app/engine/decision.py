"""Reads one decision table (DMN) and asks it with SpiffWorkflow's DMN engine; what the numbers mean is not known here.

The layout is narrow (docs/rules.md): one decision, one table with hit policy UNIQUE, the first input column
``region``, and for each row its article and the dates between which it holds. The library stops at the first row that
matches and ignores annotations; here every matching row is returned, so that the asker can refuse two.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from types import CodeType
from typing import Any

from lxml import etree
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser import BpmnDmnParser
from SpiffWorkflow.dmn.specs.model import DecisionTable
from SpiffWorkflow.exceptions import SpiffWorkflowException

from app.engine.check.expressions import read_cell
from app.engine.environment import NotAllowedExpression
from app.engine.faults import Incomprehensible
from app.engine.xml import read_xml

DMN = {"dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
PARAMETER = "param_"
ANY = "-"
BAD_XML = (etree.LxmlError, ValueError, SyntaxError, KeyError, IndexError)


class BrokenTable(Incomprehensible):
    """A decision table that cannot be read or asked. Tables that passed the gate never raise this."""


@dataclass(frozen=True)
class Column:
    """An input or output column. ``type`` is string, number or boolean; ``values`` are the allowed ones, if listed."""

    name: str
    label: str
    type: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row (规则行): its cells as written, the article it follows and the dates between which it holds."""

    id: str
    text: str
    region: str
    cells: tuple[str, ...]
    results: tuple[str, ...]
    article: str
    valid_from: date | None
    valid_to: date | None
    rule: Any

    def holds(self, on: date) -> bool:
        """Whether the row is law on that date; both ends are included."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


@dataclass(frozen=True)
class Table:
    """A decision table (决策表), read once. ``digest`` is the SHA-256 of the file."""

    name: str
    title: str
    digest: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]


@lru_cache(maxsize=64)
def read_table(content: bytes) -> Table:
    """The table of a DMN file; the same bytes are parsed once per process.

    :raises BrokenTable: it is not a table in our layout.
    """
    try:
        root = read_xml(content)
        decision = _one(root, "dmn:decision")
        table = _one(decision, "dmn:decisionTable")
        rules = _rules(root)
        return Table(
            name=decision.get("id", ""),
            title=decision.get("name", ""),
            digest=sha256(content).hexdigest(),
            inputs=tuple(_input(column) for column in table.findall("dmn:input", DMN)[1:]),
            outputs=tuple(_output(column) for column in table.findall("dmn:output", DMN)),
            rows=tuple(
                _row(row, rule) for row, rule in zip(table.findall("dmn:rule", DMN), rules, strict=True)
            ),
        )
    except (SpiffWorkflowException, NotAllowedExpression, *BAD_XML) as error:
        raise BrokenTable(f"决策表无法读取：{error}") from error


def parameters_of(rows: Iterable[Row], results: bool = False) -> set[str]:
    """The parameters (``param_…``) that the input cells of these rows name; with ``results`` their outputs instead."""
    texts = [text for row in rows for text in (row.results if results else row.cells) if PARAMETER in text]
    return {name for text in texts for name in _names(text) if name.startswith(PARAMETER)}


def matching(rows: Iterable[Row], facts: Mapping[str, Any]) -> list[Row]:
    """All of these rows that match the facts. Numbers are exact, never floats.

    :param rows: the rows of one region that hold on one date.
    :param facts: a value for each input column but ``region`` and for each parameter that the input cells name.
    :raises BrokenTable: a cell cannot be worked out from these facts.
    """
    by_rule = {row.rule.id: row for row in rows}
    table = DecisionTable("", "", "ALL")  # any policy but UNIQUE: UNIQUE would stop at the first match
    table.rules = [row.rule for row in by_rule.values()]
    try:
        return [by_rule[rule.id] for rule in DMNEngine(table).decide(_Asking(facts))]
    except SpiffWorkflowException as error:
        raise BrokenTable(f"决策表无法计算：{error}") from error


def results(row: Row, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a row answers to the facts; a calculated number is a Fraction.

    :raises BrokenTable: an output cannot be worked out from these facts.
    """
    try:
        return dict(row.rule.output_as_dict(_Asking(facts)))
    except SpiffWorkflowException as error:
        raise BrokenTable(f"决策表无法计算：{error}") from error


class _Asking:
    """What the library's DMN engine wants of a task, and no more: data, and something that evaluates."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.data = {name: _exact(value) for name, value in facts.items()}
        self.workflow = self
        self.script_engine = self

    def validate(self, text: str) -> None:
        """Tell the library, by SyntaxError, that a cell begins with an operator."""
        if not _is_expression(text):
            raise SyntaxError(text)

    def evaluate(self, _task: Any, text: str, external_context: Mapping[str, Any] | None = None) -> Any:
        names = {**self.data, **external_context} if external_context else self.data
        try:
            return eval(_code(text), {"__builtins__": {}}, names)  # noqa: S307 - whitelisted, no builtins
        except (TypeError, NameError, ZeroDivisionError) as error:
            raise SpiffWorkflowException(f"「{text}」：{error}") from error


@lru_cache(maxsize=4096)
def _is_expression(text: str) -> bool:
    try:
        read_cell(text)
    except NotAllowedExpression:
        return False
    return True


@lru_cache(maxsize=4096)
def _code(text: str) -> CodeType:
    return compile(ast.Expression(read_cell(text)), "<cell>", "eval")


@lru_cache(maxsize=4096)
def _names(cell: str) -> frozenset[str]:
    """The names a cell reads, whether it begins with an operator, has a ``?`` for the value, or is a plain value.

    :raises NotAllowedExpression: it is none of these.
    """
    if cell in {ANY, ""}:
        return frozenset()
    text = cell.replace("?", "value")
    tree = read_cell(text if _is_expression(text) else f"value {text}")
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _exact(value: Any) -> Any:
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _rules(root: etree._Element) -> list[Any]:
    """The rows as the library's objects. It chokes on annotations and comments, so it gets a copy without them."""
    copy = read_xml(etree.tostring(root))
    etree.strip_elements(copy, f"{{{DMN['dmn']}}}annotation", f"{{{DMN['dmn']}}}annotationEntry")
    etree.strip_tags(copy, etree.Comment)
    parser = BpmnDmnParser()
    parser.add_dmn_xml(copy)
    (dmn,) = parser.dmn_parsers.values()
    dmn.parse()
    rules = list(dmn.decision.decisionTables[0].rules)
    for rule in rules:
        del rule.inputEntries[0]  # region: the asker chooses the rows
    return rules


def _row(row: etree._Element, rule: Any) -> Row:
    cells = [_text(cell) or ANY for cell in row.findall("dmn:inputEntry", DMN)]
    notes = [_text(note) for note in row.findall("dmn:annotationEntry", DMN)]
    article, valid_from, valid_to = notes
    results = [_text(cell) for cell in row.findall("dmn:outputEntry", DMN)]
    for text in (*cells, *results):
        _names(text)
    return Row(
        id=row.get("id", ""),
        text=(row.findtext("dmn:description", "", DMN) or "").strip(),
        region=ast.literal_eval(cells[0]),
        cells=tuple(cells[1:]),
        results=tuple(results),
        article=article,
        valid_from=date.fromisoformat(valid_from) if valid_from else None,
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
        rule=rule,
    )


def _input(column: etree._Element) -> Column:
    expression = _one(column, "dmn:inputExpression")
    return Column(
        name=_text(expression),
        label=column.get("label", ""),
        type=expression.get("typeRef", "string"),
        values=_values(column.find("dmn:inputValues", DMN)),
    )


def _output(column: etree._Element) -> Column:
    return Column(
        name=column.get("name", ""),
        label=column.get("label", ""),
        type=column.get("typeRef", "string"),
        values=_values(column.find("dmn:outputValues", DMN)),
    )


def _values(element: etree._Element | None) -> tuple[Any, ...]:
    return () if element is None else tuple(ast.literal_eval(f"[{_text(element)}]"))


def _text(element: etree._Element) -> str:
    return (element.findtext("dmn:text", "", DMN) or "").strip()


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.findall(path, DMN)
    if len(found) != 1:
        raise ValueError(f"{path} × {len(found)}")
    return found[0]
