"""Reads a decision table (DMN) as plain XML, and says what in its layout the engine would stumble over or pass over."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.dmn.parser.BpmnDmnParser import SCHEMAS

from app.engine.check.diagram import local, parse_xml
from app.engine.check.faults import Fault, fault

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NS = {"dmn": DMN}
NOTES = ["article", "valid_from", "valid_to"]
REGION = re.compile(r'"(CN|\d{6}(\d{3})?)"')
PARAMETER = "param_"

_validating = Lock()


@dataclass(frozen=True)
class Column:
    """An input or output column; ``values`` are the allowed ones, empty if not listed."""

    name: str
    type: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Row:
    """A row as written, its region cell taken off."""

    id: str
    region: str
    cells: tuple[str, ...]
    outputs: tuple[str, ...]
    valid_from: date
    valid_to: date


@dataclass
class Table:
    """A table as read. ``rows`` are only those whose layout is sound."""

    file: str
    inputs: list[Column] = field(default_factory=list)
    outputs: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def read_table(file: str, data: bytes) -> tuple[Table | None, list[Fault]]:
    """The table of a DMN file, and what is wrong with its layout."""
    root, faults = parse_xml(file, data)
    if root is None:
        return None, faults
    if etree.QName(root).namespace != DMN or root.prefix not in (None, "dmn"):
        return None, [fault(file, "", "dmn-namespace")]
    faults += _invalid(file, root)
    decisions = root.findall("dmn:decision", NS)
    if len(decisions) != 1:
        return None, [*faults, fault(file, "", "dmn-decisions", count=len(decisions))]
    decision, expected = decisions[0], PurePosixPath(file).stem
    if decision.get("id") != expected:
        faults.append(fault(file, decision.get("id", ""), "dmn-id", expected=expected))
    found = decision.findall("dmn:decisionTable", NS)
    if len(found) != 1 or decision.find("dmn:informationRequirement", NS) is not None:
        return None, [*faults, fault(file, decision.get("id", ""), "dmn-table")]
    return _read(file, found[0], [*faults, *_ids(file, root)])


def _read(file: str, element: etree._Element, faults: list[Fault]) -> tuple[Table, list[Fault]]:
    table, id_ = Table(file), element.get("id", "")
    if (policy := element.get("hitPolicy", "UNIQUE")) != "UNIQUE" or element.get("aggregation"):
        faults.append(fault(file, id_, "dmn-policy", policy=policy))
    for child in element:
        if local(child) not in ("", "input", "output", "annotation", "rule"):
            faults.append(fault(file, id_, "dmn-element", tag=local(child)))
    for child in element.findall("dmn:input", NS):
        text, type_ = _text(child, "dmn:inputExpression"), ""
        if (expression := child.find("dmn:inputExpression", NS)) is not None:
            type_ = expression.get("typeRef", "string")
        table.inputs.append(_column(file, child, text, type_, "dmn:inputValues", faults))
        if not text.isidentifier() or [column.name for column in table.inputs].count(text) > 1:
            faults.append(fault(file, child.get("id", ""), "dmn-input", text=text))
    for child in element.findall("dmn:output", NS):
        text, type_ = child.get("name", ""), child.get("typeRef", "string")
        table.outputs.append(_column(file, child, text, type_, "dmn:outputValues", faults))
        if not text.isidentifier() or text == "status" or [c.name for c in table.outputs].count(text) > 1:
            faults.append(fault(file, child.get("id", ""), "dmn-output", text=text))
    if not table.inputs or table.inputs[0].name != "region":
        faults.append(fault(file, id_, "dmn-region-column"))
        return table, faults
    if (notes := [child.get("name", "") for child in element.findall("dmn:annotation", NS)]) != NOTES:
        faults.append(fault(file, id_, "dmn-annotations", found="、".join(notes) or "—"))
        return table, faults
    for rule in element.findall("dmn:rule", NS):
        wrong = list(_row(table, rule))
        faults += wrong
    del table.inputs[0]
    return table, faults


def _row(table: Table, rule: etree._Element) -> Iterator[Fault]:
    id_ = rule.get("id", "")
    cells = [_text(cell) for cell in rule.findall("dmn:inputEntry", NS)]
    outputs = [_text(cell) for cell in rule.findall("dmn:outputEntry", NS)]
    notes = [_text(cell) for cell in rule.findall("dmn:annotationEntry", NS)]
    found, expected = (
        (len(cells), len(outputs), len(notes)),
        (len(table.inputs), len(table.outputs), len(NOTES)),
    )
    if found != expected:
        yield fault(table.file, id_, "dmn-row", found=_sizes(found), expected=_sizes(expected))
        return
    article, start, end = notes
    if not article:
        yield fault(table.file, id_, "dmn-article")
    region = REGION.fullmatch(cells[0])
    if region is None:
        yield fault(table.file, id_, "dmn-region", text=cells[0])
    try:
        valid_from, valid_to = date.fromisoformat(start), date.fromisoformat(end) if end else date.max
    except ValueError:
        valid_from, valid_to = date.max, date.min
    if valid_to < valid_from:
        yield fault(table.file, id_, "dmn-date", text=f"{start}–{end}")
    elif region is not None:
        table.rows.append(Row(id_, region[1], tuple(cells[1:]), tuple(outputs), valid_from, valid_to))


def _sizes(sizes: tuple[int, ...]) -> str:
    return " + ".join(map(str, sizes))


def _column(
    file: str, element: etree._Element, name: str, type_: str, path: str, faults: list[Fault]
) -> Column:
    text = _text(element, path)
    try:
        values = tuple(ast.literal_eval(f"[{text}]"))
    except (ValueError, SyntaxError):
        faults.append(fault(file, element.get("id", ""), "dmn-values", text=text))
        values = ()
    return Column(name, type_, values)


def _text(element: etree._Element, path: str = ".") -> str:
    place = element.find(path, NS)
    return "" if place is None else (place.findtext("dmn:text", "", NS) or "").strip()


def _ids(file: str, root: etree._Element) -> Iterator[Fault]:
    """The library needs an id on every column, row and cell; rows with one id would be taken for one row."""
    needed = ("decisionTable", "input", "output", "rule", "inputEntry", "outputEntry")
    seen = Counter(
        str(element.get("id", "")) for element in root.iter(*(f"{{{DMN}}}{tag}" for tag in needed))
    )
    yield from (
        fault(file, id_, "dmn-ids", count=count) for id_, count in seen.items() if not id_ or count > 1
    )


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMAS[DMN]))


def _invalid(file: str, root: etree._Element) -> list[Fault]:
    with _validating:
        _schema().validate(root)
        return [fault(file, "", "xsd", line=e.line, reason=e.message) for e in _schema().error_log]
