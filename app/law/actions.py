"""Asking the law and setting its parameters. Nothing here commits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.db import db
from app.engine.decision import ANY, PARAMETER, Row, Table, matching, parameters_of, results
from app.errors import Invalid
from app.forms.answers import WHOLE_FORM, check
from app.forms.definition import Definition, every_field
from app.forms.fields import Field
from app.forms.money import format_yuan
from app.law import parameters, queries
from app.law.models import Parameter
from app.law.rules import PLAIN, SHAPES, Facts, is_region, most_local, not_a_region, parameter_value


@dataclass(frozen=True)
class Decision:
    """What a rule answers. ``status``: decided, needs_decision (the law leaves it to a person) or unknown.

    Amounts in ``outputs`` are fen. ``rows`` are the rows that matched: {id, article, text}. ``reason`` says why it is
    unknown: unknown_region, missing_input, missing_parameter (both named in ``missing``), no_row (no law for this
    region and date), no_match or several_rows (a fault of the table). ``parameters`` are the ones used; ``rule_hash``
    is the table's.
    """

    status: str
    rule_hash: str
    outputs: Facts = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    reason: str = ""
    parameters: list[dict[str, str]] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """What a case keeps of it, with the numbers of the law that were used and whether they are confirmed."""
        kept = {
            "status": self.status,
            "outputs": self.outputs,
            "rows": self.rows,
            "missing": self.missing,
            "hash": self.rule_hash,
        }
        used = [{key: row[key] for key in ("name", "value", "status", "source")} for row in self.parameters]
        return kept | {"parameters": used} if used else kept

    def noted(self) -> dict[str, Any]:
        """What the journal says of it: codes and numbers only."""
        noted = {"status": self.status, "rows": [row["id"] for row in self.rows]}
        used = [{key: row[key] for key in ("name", "value", "status")} for row in self.parameters]
        return noted | {"parameters": used} if used else noted


def ask_throughout(name: str, region: str, first: date, last: date, inputs: Mapping[str, Any]) -> Decision:
    """The answer of a rule to a fact that lasts from one day to another, both included.

    Where the law changed meanwhile and its answer with it, a person decides (``needs_decision``): the outputs are those
    of the last day, the rows those of all days. What is unknown for part of the time is unknown.

    :raises NoSuchRule: there is no rule of that name.
    """
    *earlier, latest = (ask(name, region, on, inputs) for on in _turns(name, first, last))
    if all((one.status, one.outputs) == (latest.status, latest.outputs) for one in earlier):
        return latest
    for one in (latest, *earlier):
        if one.status == "unknown":
            return one
    rows = {row["id"]: row for one in (*earlier, latest) for row in one.rows}
    return replace(latest, status="needs_decision", rows=list(rows.values()))


def _turns(name: str, first: date, last: date) -> list[date]:
    """The first day, every day in between on which a row began to hold or held no more, and the last day."""
    rows = queries.rule(name).table.rows
    begun = {row.valid_from for row in rows if row.valid_from}
    ended = {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
    return sorted({first, last} | {day for day in begun | ended if first < day < last})


def ask(name: str, region: str, on: date, inputs: Mapping[str, Any]) -> Decision:
    """The answer of a rule for a region and a date; never a guess: what cannot be decided is ``unknown``.

    :param region: a code that :func:`app.law.queries.is_known`, else the answer is ``unknown``.
    :param inputs: the facts that the rule's form lists, amounts in fen, dates as dates or ISO; others are ignored.
        A fact that is neither required nor has a default may be left out as long as the answer does not depend on it.
    :raises NoSuchRule: there is no rule of that name.
    """
    rule, shape = queries.rule(name), SHAPES.get(name, PLAIN)
    digest = rule.table.digest
    if not queries.is_known(region):
        return Decision("unknown", digest, reason="unknown_region")
    valid = [row for row in rule.table.rows if row.holds(on)]
    local = most_local({row.region for row in valid}, region)
    if local is None:
        return Decision("unknown", digest, reason="no_row")
    rows = [row for row in valid if row.region == local]
    given = {key: value for key, value in inputs.items() if value is not None}
    facts = {each.name: each.default for each in rule.form.fields} | given
    if missing := list(_missing(rule.form.fields, facts)):
        return Decision("unknown", digest, missing=missing, reason="missing_input")
    deciding, stated = parameters_of(rows), parameters_of(rows, results=True)
    wanted = {name.removeprefix(PARAMETER) for name in deciding | stated}
    found = queries.parameters_for(wanted, region, on)
    values = {PARAMETER + each: Fraction(row.value) for each, row in found.items()}
    if absent := sorted(deciding - values.keys()):
        return Decision("unknown", digest, missing=absent, reason="missing_parameter")
    columns = _columns(rows, rule.table)
    answers: list[Facts] = []
    used: dict[str, Row] = {}
    for question in shape.questions(facts):
        asked = {column.name: question[column.name] for column in rule.table.inputs} | values
        # Rows exclude each other: one that holds without the facts that were not said is the answer whatever they are.
        unsaid = {name for name, value in asked.items() if value is None}
        matches = matching([row for row in rows if not columns[row.id] & unsaid], asked)
        used |= {row.id: row for row in matches}
        if not matches and (wanting := unsaid & set().union(*columns.values())):
            absent = [each.name for each in rule.form.fields if facts[each.name] is None]
            missing = [name for name in absent if name in wanting]
            return Decision("unknown", digest, missing=missing or absent, reason="missing_input")
        if len(matches) != 1:
            return Decision(
                "unknown", digest, rows=_cited(used), reason="several_rows" if matches else "no_match"
            )
        if absent := sorted(parameters_of(matches, results=True) - values.keys()):
            return Decision("unknown", digest, rows=_cited(used), missing=absent, reason="missing_parameter")
        answer = results(matches[0], asked)
        answers.append({key: _plain(value, key in shape.money) for key, value in answer.items()})
    open_points = [answer.pop(queries.DECISION_STATUS, "decided") != "decided" for answer in answers]
    return Decision(
        "needs_decision" if any(open_points) else "decided",
        digest,
        outputs=shape.answer(facts, answers),
        rows=_cited(used),
        parameters=[_used(found[each]) for each in sorted(found)],
    )


def evaluate(name: str, region: str, on: date, raw: Any) -> dict[str, Any]:
    """The answer of a rule to facts as people write them: amounts in yuan, in and out; with rows and articles.

    The outputs stand both under ``outputs`` and beside it.

    :raises NoSuchRule: there is no rule of that name.
    :raises Invalid: facts that do not hold, by dotted path («inputs.workers.0.owed»), or a region that is no code.
    """
    rule = queries.rule(name)
    errors = {} if is_region(region) else {"region": [not_a_region()]}
    try:
        facts = check(rule.form, raw)
    except Invalid as refusal:
        errors |= {_path(path): texts for path, texts in refusal.errors.items()}
    if errors:
        raise Invalid(errors=errors)
    decision = ask(name, region, on, facts)
    outputs = _in_yuan(decision.outputs, SHAPES.get(name, PLAIN).money)
    return {
        **outputs,
        "name": name,
        "title": _(rule.table.title),
        "region": region,
        "on": on.isoformat(),
        "status": decision.status,
        "outputs": outputs,
        "rows": [
            row | {key: _(row[key]) for key in ("article", "text") if row[key]} for row in decision.rows
        ],
        "missing": decision.missing,
        "reason": decision.reason,
        "explanation": _explained(decision, rule.form),
        "parameters": decision.parameters,
        "rule_hash": decision.rule_hash,
    }


def _path(path: str) -> str:
    return "inputs" if path == WHOLE_FORM else f"inputs.{path}"


def set_parameter(
    name: str,
    region: str,
    value: str,
    valid_from: date,
    valid_to: date | None = None,
    status: str = "unconfirmed",
    source: str = "",
    by: str = "system",
) -> Parameter:
    """Set a number of the law for a region from a date on, or correct the one that begins on that very date.

    :param value: as people write it: yuan for an amount, a number for names that end in «_percent», «_months» ….
    :raises Invalid: naming the argument that does not hold; a name that nothing reads does not.
    """
    bare = name.removeprefix(PARAMETER)
    stored = parameter_value(bare, region, value, valid_from, valid_to, status)
    if unread := parameters.refusal(bare):
        raise Invalid(errors={"name": [unread]})
    key = (Parameter.name == bare, Parameter.region_code == region, Parameter.valid_from == valid_from)
    row = db.session.scalar(select(Parameter).where(*key))
    if row is None:
        row = Parameter(name=bare, region_code=region, valid_from=valid_from)
        db.session.add(row)
    row.value, row.valid_to, row.status, row.source = stored, valid_to, status, source
    row.set_by, row.set_at = by, clock.now()
    db.session.flush()
    queries.forget()
    return row


def load_parameters() -> int:
    """Add the parameters that ship with the rules, where there is none yet for that region and date. How many."""
    known = {(row.name, row.region_code, row.valid_from) for row in queries.parameters()}
    added = 0
    for line in parameters.shipped():
        start = date.fromisoformat(line["valid_from"])
        end = date.fromisoformat(line["valid_to"]) if line["valid_to"] else None
        if (line["name"], line["region"], start) not in known:
            set_parameter(
                line["name"], line["region"], line["value"], start, end, line["status"], line["source"]
            )
            added += 1
    return added


def _missing(fields: tuple[Field, ...], facts: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Dotted paths of the facts that are required and not there."""
    for each in fields:
        value = facts.get(each.name)
        required = each.required or (each.required_when is not None and each.required_when.met(facts))
        if required and value is None:
            yield above + each.name
        elif each.kind == "roster":
            for number, row in enumerate(value or ()):
                yield from _missing(each.fields, row, f"{above}{each.name}.{number}.")


def _columns(rows: list[Row], table: Table) -> dict[str, set[str]]:
    """By the id of each row the input columns on which it turns."""
    names = [column.name for column in table.inputs]
    return {
        row.id: {name for name, cell in zip(names, row.cells, strict=True) if cell != ANY} for row in rows
    }


def _plain(value: Any, money: bool) -> Any:
    """What may be stored as JSON. Fractions of a fen are dropped: a cap or a share is never rounded up."""
    if not isinstance(value, Fraction):
        return value
    return int(value) if money or value.denominator == 1 else float(value)


def _in_yuan(value: Any, money: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_in_yuan(each, money) for each in value]
    if isinstance(value, Mapping):
        return {key: format_yuan(v) if key in money else _in_yuan(v, money) for key, v in value.items()}
    return value


def _explained(decision: Decision, form: Definition) -> str:
    match decision.reason:
        case "unknown_region":
            return _("地区树中没有该行政区划代码，请核对代码；确有该地区的，请管理员先登记。")
        case "missing_parameter":
            return _("缺少本地参数 %(names)s，请法制部门填入后再判定。", names=_("、").join(decision.missing))
        case "missing_input":
            titles = {path.split(".")[-1]: _(each.title) for path, each in every_field(form.fields)}
            names = (titles.get(path.split(".")[-1], path) for path in decision.missing)
            return _("尚缺事实 %(names)s，请补充后再判定。", names=_("、").join(names))
        case "no_row":
            return _("所选日期没有适用于该辖区的规定，请核对日期或由法制部门判定。")
        case "no_match" | "several_rows":
            return _("规则表没有唯一适用的一行，请由法制部门判定并修订规则表。")
        case _:
            return (
                "" if decision.status == "decided" else _("规定未给出唯一答案，须由有权人员决定并记录理由。")
            )


def _cited(used: Mapping[str, Row]) -> list[dict[str, str]]:
    return [{"id": row.id, "article": row.article, "text": row.text} for row in used.values()]


def _used(row: Parameter) -> dict[str, str]:
    return {
        "name": row.name,
        "region": row.region_code,
        "value": row.value,
        "status": row.status,
        "valid_from": row.valid_from.isoformat(),
        "source": row.source,
    }
