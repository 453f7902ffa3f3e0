"""Reads the law: parameters by region and date, and the decision tables with the questions they need answered."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, or_, select

from app import paths
from app.db import db, of_transaction
from app.engine import decision
from app.engine.decision import PARAMETER, Column, Table
from app.errors import NotFound
from app.forms import definition
from app.forms.definition import Definition
from app.forms.fields import Field
from app.law.models import Parameter
from app.law.rules import COUNTRY, PLAIN, PROVINCES, SHAPES, most_local, reaching
from app.org import queries as org

DECISION_STATUS = "decision_status"
"""The output by which a row says that the law leaves the answer to a person («needs_decision»)."""

IN_FORCE = (
    select(Parameter)
    .where(
        Parameter.name.in_(bindparam("names", expanding=True)),
        Parameter.region_code.in_(bindparam("regions", expanding=True)),
        Parameter.valid_from <= bindparam("on"),
        or_(Parameter.valid_to.is_(None), Parameter.valid_to >= bindparam("on")),
    )
    .order_by(Parameter.valid_from)
)
MEMO = "parameters"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class NoSuchRule(NotFound):
    """There is no decision table of that name."""


@dataclass(frozen=True)
class Rule:
    """A rule (规则): its table and the form that says which facts it wants."""

    table: Table
    form: Definition


def rule(name: str) -> Rule:
    """The rule of that name, as its two files in ``processes/rules`` say now; unchanged files are not parsed again.

    :raises NoSuchRule: there is none.
    """
    path = paths.RULES / f"{name}.dmn"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NoSuchRule(_("没有名为「%(name)s」的规则，请从规则列表中选择。", name=name))
    form = definition.parse(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    return Rule(decision.read_table(path.read_bytes()), form)


def names() -> list[str]:
    """The names of all rules."""
    return sorted(path.stem for path in paths.RULES.glob("*.dmn"))


def rules() -> list[dict[str, Any]]:
    """What can be asked: the facts each rule wants, what it answers and the regions that have rows of their own."""
    found = [rule(name) for name in names()]
    return [
        {
            "name": each.table.name,
            "title": _(each.table.title),
            "inputs": [_asked(field) for field in each.form.fields],
            "outputs": list(SHAPES.get(each.table.name, PLAIN).outputs or _answered(each.table)),
            "regions": sorted({row.region for row in each.table.rows}),
        }
        for each in found
    ]


def answers() -> dict[str, dict[str, frozenset[object] | None]]:
    """For each rule what a process may read of its answer, with the allowed values (None: any), for the gate."""
    return {name: _answers(rule(name).table) for name in names()}


def table(name: str) -> dict[str, Any]:
    """A decision table for people to read: its columns, and each row with its article and dates.

    :raises NoSuchRule: there is none.
    """
    read = rule(name).table
    columns = [*read.inputs, *read.outputs]
    return {
        "name": read.name,
        "title": read.title,
        "hash": read.digest,
        "columns": [{"name": c.name, "label": c.label, "values": list(c.values)} for c in columns],
        "inputs": len(read.inputs),
        "rows": [
            {
                "id": row.id,
                "text": _(row.text) if row.text else "",
                "region": row.region,
                "cells": [*row.cells, *row.results],
                "article": _(row.article),
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
            for row in read.rows
        ],
    }


def is_known(region: str) -> bool:
    """Whether there is such a region, as far as can be told.

    In the provinces of our tree the tree tells, and a township is known where its county is. Of another province only
    the first two digits are checked (GB/T 2260): rows and parameters may be laid down for it though no office be there.
    """
    if region == COUNTRY or org.region(region):
        return True
    province = f"{region[:2]}0000"
    if org.region(province):
        return len(region) > len(province) and region[:6] != province and org.region(region[:6]) is not None
    return region[:2] in PROVINCES


def parameter(name: str, region: str, on: date) -> Parameter | None:
    """The parameter (参数) that holds in a region on a date: the most local one, the newest if several."""
    bare = name.removeprefix(PARAMETER)
    return parameters_for({bare}, region, on).get(bare)


def parameters_for(wanted: Collection[str], region: str, on: date) -> dict[str, Parameter]:
    """Those of the wanted parameters that hold in a region on a date, by name; read once a transaction."""
    if not wanted:
        return {}
    asked = of_transaction().setdefault(MEMO, {})
    key = frozenset(wanted), region, on
    if key not in asked:
        asked[key] = _in_force(wanted, region, on)
    return dict(asked[key])


def forget() -> None:
    """A parameter was set in this transaction: read them again."""
    of_transaction().pop(MEMO, None)


def _in_force(wanted: Collection[str], region: str, on: date) -> dict[str, Parameter]:
    given = {"names": list(wanted), "regions": list(reaching(region)), "on": on}
    rows = db.session.scalars(IN_FORCE, given).all()
    found: dict[str, Parameter] = {}
    for name in wanted:
        by_region = {row.region_code: row for row in rows if row.name == name}
        nearest = most_local(by_region, region)
        if nearest:
            found[name] = by_region[nearest]
    return found


def parameters() -> list[Parameter]:
    """All parameters, by name, region and date."""
    order = (Parameter.name, Parameter.region_code, Parameter.valid_from)
    return list(db.session.scalars(select(Parameter).order_by(*order)))


def _answered(table: Table) -> list[str]:
    return [column.name for column in table.outputs if column.name != DECISION_STATUS]


def _answers(table: Table) -> dict[str, frozenset[object] | None]:
    if stated := SHAPES.get(table.name, PLAIN).outputs:
        return dict.fromkeys(stated)
    known = {column.name: frozenset(_allowed(column)) or None for column in table.outputs}
    return {name: known[name] for name in _answered(table)}


def _allowed(column: Column) -> tuple[object, ...]:
    return column.values or ((True, False) if column.type == "boolean" else ())


def _asked(field: Field) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "name": field.name,
        "title": _(field.title),
        "type": field.kind,
        "required": field.required,
    }
    if field.kind == "choice":
        asked["values"] = [value for value, _label in field.choices]
    if field.fields:
        asked["items"] = [_asked(member) for member in field.fields]
    return asked
