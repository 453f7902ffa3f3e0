"""The words about the periods of a task from a task list (任务分解督办): read from its wording, or set by a person."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.move import Move
from app.deadlines import phrases, queries
from app.deadlines.calendar import DAY
from app.deadlines.phrases import Limit, Period
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid


class EndsBeforeItBegins(Invalid):
    """The last day of a period lies before its first."""


@operation("task.next_period")
def next_period(move: Move) -> bool:
    """下一期: record the period after the one that was accepted; false where it cannot be computed.

    What comes every year comes again, anything else by the cycle that was chosen.
    """
    limit, cycle, _event = _stated(move.case)
    due = case_queries.fact(move.case.id, "task_due_on")
    rolling = limit if limit.kind == phrases.YEARLY else Limit(phrases.ROLLING, cycle=cycle)
    found = phrases.period(
        rolling, date.fromisoformat(due) + DAY, queries.calendar_for(move.case.region_code)
    )
    if found:
        case_actions.set_fact(move.case, "task_begins_on", found.begins.isoformat(), move.task_id)
        case_actions.set_fact(move.case, "task_due_on", found.due.isoformat(), move.task_id)
    return found is not None


@answer("task.period")
def keep_period(_move: Move, answers: dict[str, Any]) -> None:
    """A period as a person set it (fields ``begins_on``, ``due_on``).

    :raises EndsBeforeItBegins: the other way round.
    """
    if answers["due_on"] < answers["begins_on"]:
        raise EndsBeforeItBegins(errors={"due_on": [_("完成期限早于开始日期，请改正其中一个。")]})


@prefill("task.reading")
def reading(case: Case) -> str:
    """How the wording of the time limit was read, for the person who confirms it."""
    limit, _cycle, event_on = _stated(case)
    if limit.kind == phrases.BY:
        return _("写明了期限。") if limit.sure else _("原文只写到年或者月，暂按最后一日，请核对。")
    if limit.kind == phrases.YEARLY:
        return (
            _("每年循环，到除夕的前一日为止。")
            if limit.season
            else _("每年循环，到%(month)s月底为止。", month=limit.month)
        )
    if limit.kind == phrases.ROLLING:
        return _("长期任务，没有截止日期，按周期滚动。")
    if limit.kind == phrases.AFTER:
        return _("从“%(event)s”起算。", event=limit.event) + (
            "" if event_on else _("没有填写该事项的日期，请定期限。")
        )
    return _("原文没有写明时限或者读不懂，请定期限。")


@prefill("task.begins_on")
def begins_on(case: Case) -> str | None:
    """The first day of the period that runs now; today where it cannot be computed."""
    found = _current(case)
    return (found.begins if found else clock.today()).isoformat()


@prefill("task.due_on")
def due_on(case: Case) -> str | None:
    """The last day of the period that runs now; nothing where it cannot be computed."""
    found = _current(case)
    return found.due.isoformat() if found else None


@prefill("task.cycle")
def cycle_of(case: Case) -> str | None:
    """The cycle by which the task rolls, as chosen or as worded."""
    return _stated(case)[1] or None


def _current(case: Case) -> Period | None:
    limit, cycle, event_on = _stated(case)
    calendar = queries.calendar_for(case.region_code)
    return phrases.period(limit, clock.today(), calendar, cycle=cycle, event_on=event_on)


def _stated(case: Case) -> tuple[Limit, str, date | None]:
    """The time limit as it was worded, the cycle, and the date of the event from which it counts."""
    start = case_queries.last_answer(case.id, "start")
    limit = phrases.read(start.get("time_limit", ""))
    cycle = case_queries.fact(case.id, "task_cycle") or start.get("cycle") or limit.cycle
    event_on = start.get("event_on")
    return limit, cycle, date.fromisoformat(event_on) if event_on else None
