"""Which parameters there are: those that a decision table, a diagram or a word reads, and no others."""

import csv
from collections.abc import Iterator
from difflib import get_close_matches

from flask_babel import gettext as _

from app import paths
from app.engine.decision import PARAMETER, parameters_of
from app.engine.xml import properties_of, read_xml
from app.law import queries

CLOCK_LENGTH = "parameter"
"""The property by which a step that starts a clock names the parameter that is its length."""


def shipped() -> list[dict[str, str]]:
    """The rows that ship with the rules. What a word in Python reads has at least one: by that it is known."""
    with (paths.RULES / "parameters.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refusal(name: str) -> str:
    """Why a parameter of that name would decide nothing, with the names that are near; empty where one is read."""
    sources = _shipped_names, _in_tables, _in_diagrams
    if any(name in source() for source in sources):
        return ""
    near = get_close_matches(name, sorted({each for source in sources for each in source()}), n=3)
    if near:
        return _(
            "没有规则表、流程或程序读取参数 %(name)s，设置后不起作用。相近的参数：%(near)s。",
            name=name,
            near=_("、").join(near),
        )
    return _("没有规则表、流程或程序读取参数 %(name)s，设置后不起作用。请核对参数名。", name=name)


def _shipped_names() -> Iterator[str]:
    return (line["name"] for line in shipped())


def _in_tables() -> Iterator[str]:
    for rule in queries.names():
        rows = queries.rule(rule).table.rows
        for name in parameters_of(rows) | parameters_of(rows, results=True):
            yield name.removeprefix(PARAMETER)


def _in_diagrams() -> Iterator[str]:
    for path in sorted(paths.PROCESSES.glob("*/*.bpmn")):
        for task in read_xml(path.read_bytes()).iter("{*}serviceTask"):
            if name := properties_of(task).get(CLOCK_LENGTH):
                yield name
