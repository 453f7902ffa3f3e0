"""The words that a diagram may say about the law's time."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.deadlines import actions, queries
from app.deadlines.queries import Moment
from app.deadlines.rules import FIXED, MINUTES, UNBROKEN
from app.engine.notation import Term, article_of, parse_extension, parse_list, parse_terms
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.law import queries as law

UNITS = {"hours": "H", "days": "D", "workdays": "WD", "months": "M"}
"""What a parameter that is a term ends in, and the unit in which it counts."""


class NoStartingDate(Invalid):
    """The date that a term counts from was never recorded; a missing date is never taken for today."""


@operation("clock.start")
def start(
    move: Move,
    key: str,
    title: str,
    term: str = "",
    until: str = "",
    parameter: str = "",
    from_: str = "today",
    article: str = "",
    direction: str = "forward",
    extend: str = "",
    consequence: str = "",
) -> None:
    """起算: one clock for each term that holds in the case's region; a running one of the key begins anew.

    :param from_: a fact's name, ``received_at`` or ``filed_on`` of the case, ``today``, or ``clock:<key>``: the last
        day of another clock (期间届满之日).
    :param parameter: instead of ``term``, or beside it: the region's parameter that says how long, in units of what its
        name ends in (``_hours``, also half ones, ``_days``, ``_workdays``, ``_months``). Where none is set, none runs.
    :param article: the law of the term; several separated by ``;``, ``@<region>`` for the term of that region, which
        then cites only its own.
    :param extend: how it may be extended, ``<n><unit>:<group>:<times>``, separated by ``;``: a clock keeps those that
        count in its own unit.
    :param consequence: what follows when it runs out (逾期后果), one sentence.
    :param until: the fact that holds the last day, as a paper states it (指定期满日): where no ``term`` holds.
    :raises NoStartingDate: there is no such date.
    """
    begin = queries.moment(move.case, from_)
    if begin is None:
        raise NoStartingDate(
            _(
                "无法起算期限“%(title)s”：没有记录起算日期（%(name)s）。请先补录该日期。",
                title=title,
                name=from_,
            )
        )
    actions.cancel(move.case, key)
    # what is in force today is law enough for a term that is reckoned back from a day to come
    on = min(begin.on, move.today)
    terms = _set_here(move, parameter, on) + _terms(move, term)
    if until and not terms:
        begin, stated = _stated(move, until, begin, title)
        terms = [stated]
    for each in terms:
        assert each.length is not None
        assert each.unit
        actions.start(
            move.case,
            key,
            title=title,
            length=each.length,
            unit=each.unit,
            started_on=begin.on,
            started_at=begin.at or clock.start_of(begin.on),
            article=article_of(article, each),
            from_event=from_,
            run_id=move.run_id,
            direction=direction,
            extension="; ".join(rule for rule in parse_list(extend) if _extends(rule, each)),
            consequence=consequence,
        )


def _extends(rule: str, term: Term) -> bool:
    """Does the rule extend terms of this unit?"""
    found = parse_extension(rule)
    return found is not None and found.unit == term.unit


def _stated(move: Move, fact: str, begin: Moment, title: str) -> tuple[Moment, Term]:
    """A stated last day as a term, and when it begins: no later than the day before, for the day may lie behind."""
    last = queries.moment(move.case, fact)
    if last is None:
        raise NoStartingDate(
            _(
                "无法起算期限“%(title)s”：没有记录届满日期（%(name)s）。请先补录该日期。",
                title=title,
                name=fact,
            )
        )
    if begin.on >= last.on:
        begin = Moment(last.on - timedelta(days=1))
    return begin, Term(length=(last.on - begin.on).days, unit=FIXED, key=None, region=None)


def _set_here(move: Move, parameter: str, on: date) -> list[Term]:
    """The term that the region has set, or none."""
    found = law.parameter(parameter, move.case.region_code, on) if parameter else None
    if not found:
        return []
    length, unit = length_of(found.value, UNITS[parameter.rpartition("_")[2]])
    return [Term(length=length, unit=unit, key=None, region=None)]


def length_of(value: str, unit: str) -> tuple[int, str]:
    """How long a parameter of that unit says: a length and its unit. Half an hour is thirty minutes.

    :raises ValueError: a fraction of a day or month, which :mod:`app.law` lets nobody set.
    """
    length = Fraction(value)
    if length.denominator > 1 and unit in UNBROKEN:
        return round(length * UNBROKEN[unit]), MINUTES
    if length.denominator > 1:
        raise ValueError(f"no whole number of {unit}: {value}")
    return int(length), unit


@operation("clock.meet")
def meet(move: Move, key: str) -> None:
    """完成: what the clocks (keys separated by ``;``) asked for is done today."""
    for each in parse_list(key):
        actions.meet(move.case, each, move.today)


@operation("clock.cancel")
def cancel(move: Move, key: str) -> None:
    """取消: what the clocks (keys separated by ``;``) asked for is no longer owed."""
    for each in parse_list(key):
        actions.cancel(move.case, each)


@operation("clock.passed")
def passed(move: Move, key: str) -> bool:
    """届满: has the term run out? What may only be done afterwards asks this; the answer decides nothing by itself."""
    return queries.passed(move.case.id, key)


@operation("clock.suspend")
def suspend(move: Move, key: str, reason: str) -> None:
    """中止: today is not counted any more."""
    actions.suspend(move.case, key, reason, move.actor, move.today)


@operation("clock.resume")
def resume(move: Move, key: str) -> None:
    """恢复: today is counted again."""
    actions.resume(move.case, key, move.today, move.actor)


@operation("clock.extend")
def extend(move: Move, key: str, term: str, reason: str, times: str = "") -> None:
    """延长: by each term that holds in the region, the clocks that count in its unit; whoever moves the case approves.

    :param times: how often a clock may be extended at all; any number of times without.
    :raises NoClock: nothing to extend.
    :raises TooLate: all have run out, or were extended that often.
    """
    refused: Exception | None = None
    extended = False
    for each in _terms(move, term):
        assert each.length is not None
        try:
            actions.extend(
                move.case, key, each.length, reason, move.actor, each.unit, int(times) if times else None
            )
            extended = True
        except (actions.NoClock, actions.TooLate) as error:
            refused = error
    if refused and not extended:
        raise refused


@answer("clock.extend")
def extend_as_answered(move: Move, answers: dict[str, Any]) -> None:
    """延长审批: fields ``extend_key``, ``extend_term`` (as ``30WD; 30D@41``), ``reason`` and, where the law allows it
    only so often, ``extend_times``; nothing without a term."""
    if answers.get("extend_term"):
        times = answers.get("extend_times", "")
        extend(move, answers["extend_key"], answers["extend_term"], answers.get("reason", ""), times)


@answer("clock.ask_extension")
def ask_extension(move: Move, answers: dict[str, Any]) -> None:
    """提请延长: the term whose key is the field ``extend_key`` must be running; what has run out is not extended.

    :raises NoClock: there is no such term.
    :raises TooLate: it has run out.
    """
    actions.extendable(move.case, answers["extend_key"])


@answer("clock.ask_suspension")
def ask_suspension(move: Move, answers: dict[str, Any]) -> None:
    """提请中止: the term whose key is the field ``suspend_key`` must be running; what has run out is not suspended.

    :raises NoClock: there is no such term.
    :raises TooLate: it has run out.
    """
    actions.ensure_suspendable(move.case, answers["suspend_key"])


@answer("clock.suspend")
def suspend_as_answered(move: Move, answers: dict[str, Any]) -> None:
    """中止审批: approved, the days from the field ``suspended_from`` on are not counted of the term that the fact
    ``suspended_clock`` names.

    :raises Invalid: that day lies before the term began or in the future.
    :raises NoClock: the term is over.
    :raises TooLate: it has run out.
    """
    if move.outcome == "APPROVE":
        key = case_queries.fact(move.case.id, "suspended_clock")
        rows = actions.ensure_suspendable(move.case, key)
        begin = date.fromisoformat(answers["suspended_from"])
        if not max(row.started_on for row in rows) < begin <= move.today:
            raise Invalid(errors={"suspended_from": [_("中止的日期应在期限起算之后，不晚于今天。请核对。")]})
        actions.suspend(move.case, key, answers["reason"], move.actor, begin)


@answer("clock.resume")
def resume_as_answered(move: Move, answers: dict[str, Any]) -> None:
    """恢复: from the field ``resumed_on`` on the days are counted again. A term that was met meanwhile stays so.

    :raises Invalid: that day lies before the suspension or in the future.
    """
    key, on = case_queries.fact(move.case.id, "suspended_clock"), date.fromisoformat(answers["resumed_on"])
    begun = [
        begin for row in queries.open_of_key(move.case.id, key) for begin, end in row.suspensions if not end
    ]
    if on > move.today or any(on < begin for begin in begun):
        raise Invalid(errors={"resumed_on": [_("恢复的日期应在中止之日以后，不晚于今天。请核对。")]})
    actions.resume(move.case, key, on, move.actor)


@operation("clock.late")
def late(move: Move, key: str, on: str) -> bool:
    """逾期: did the event of the fact ``on`` come after the last day of the clock? Of a backward term: too close."""
    last, event = queries.due(move.case.id, key), queries.moment(move.case, on)
    return bool(last and event and event.on > last)


@operation("clock.note")
def note(move: Move, key: str, fact: str) -> None:
    """记录届满日: the last day of the clock becomes a fact, for papers and for what is reckoned from it."""
    if last := queries.due(move.case.id, key):
        case_actions.set_fact(move.case, fact, last.isoformat(), move.task_id)


@prefill("clock.terms")
def terms_of_case(case: Case) -> list[dict[str, Any]]:
    """The open terms of the case with their last day, and the one before they were last extended: for papers."""
    return [
        {
            "key": row.key,
            "title": row.title,
            "started_on": row.started_on.isoformat(),
            "length": row.length,
            "unit": row.unit,
            "extended_by": extension,
            "before": before.isoformat() if before else "",
            "due": row.due.isoformat() if row.due else "",
        }
        for row in queries.clocks(case.id)
        if row.state in ("running", "suspended")
        for extension, before in [queries.before_extension(row)]
    ]


def _terms(move: Move, text: str) -> list[Term]:
    terms = [term for term in parse_terms(text) if queries.holds(term, move.case)]
    if any(term.length is None for term in terms):
        raise ValueError(f"a clock takes lengths, not the key of another: {text!r}")
    return terms
