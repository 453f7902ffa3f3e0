"""What is done to clocks: started, met, cancelled, suspended, resumed, extended. Nothing here commits.

Each action returns the ``(case id, key)`` whose due date or state it changed; :func:`take_changed` gives all of a
transaction, so that whoever moved the case can tell the engine's timers and the inbox.
"""

from datetime import date, datetime

from flask_babel import gettext as _

from app import clock
from app.cases import journal
from app.cases.models import Case
from app.cases.move import SYSTEM
from app.db import db
from app.deadlines import almanac, queries
from app.deadlines.editing import apply as apply
from app.deadlines.editing import drop_day as drop_day
from app.deadlines.editing import import_days as import_days
from app.deadlines.editing import import_year as import_year
from app.deadlines.editing import preview_recompute as preview_recompute
from app.deadlines.editing import publish_year as publish_year
from app.deadlines.editing import recompute as recompute
from app.deadlines.editing import set_day as set_day
from app.deadlines.models import Clock, ClockPeriod
from app.deadlines.rules import UNBROKEN
from app.deadlines.standing import Changed, changed, reckoned, settle
from app.deadlines.standing import take_changed as take_changed
from app.errors import Conflict


class NoClock(Conflict):
    """There is no open clock of that key (or none that counts in that unit)."""


class TooLate(Conflict):
    """The term has run out: an extension must be approved before (期满前批准)."""


def start(
    case: Case,
    key: str,
    *,
    title: str,
    length: int,
    unit: str,
    started_on: date,
    started_at: datetime | None = None,
    article: str = "",
    from_event: str = "",
    run_id: int | None = None,
    direction: str = "forward",
    extension: str = "",
    consequence: str = "",
) -> Changed:
    """Start a clock (起算). The day it starts from is not counted; hours and minutes run from ``started_at``.

    :param extension: how the law lets it be extended, as ``30WD:hrss_principal:1`` (by how much, who approves, how
        often): said to whoever reads the clock; an extension itself is :func:`extend`.
    :param consequence: what follows when it runs out (逾期后果), one sentence.
    """
    row = Clock(
        case_id=case.id,
        run_id=run_id,
        key=key,
        title=title,
        article=article,
        extension=extension,
        consequence=consequence,
        length=length,
        unit=unit,
        direction=direction,
        region_code=case.region_code,
        started_on=started_on,
        started_at=started_at if unit in UNBROKEN else None,
        from_event=from_event,
        extended_by=0,
        state="running",
        created_at=clock.now(),
    )
    queries.started(row)
    db.session.add(row)
    settle(row, reckoned(row, almanac.current()))
    return changed([row])


def meet(case: Case, key: str, on: date) -> Changed:
    """Stop the open clocks of a key: what they asked for was done on that day (完成)."""
    rows = _open(case, key)
    for row in rows:
        row.state, row.met_on = "met", on
    return changed(rows)


def cancel(case: Case, key: str) -> Changed:
    """Stop the open clocks of a key: what they asked for is no longer owed, or the term begins anew (重新起算)."""
    rows = _open(case, key)
    for row in rows:
        row.state = "cancelled"
    return changed(rows)


def suspend(case: Case, key: str, reason: str, approver: str, from_day: date) -> Changed:
    """Stop counting from a day on (中止), that day included. A term that has run out by then stays so."""
    rows = [row for row in _open(case, key) if row.state == "running" and row.direction == "forward"]
    rows = [row for row in rows if row.due is None or row.due >= from_day]
    for row in rows:
        row.periods.append(_period("suspension", from_day, reason, approver))
        row.state = "suspended"
        settle(row, reckoned(row, almanac.current()))
        _write(case, "clock.suspend", row, approver)
    return changed(rows)


def ensure_suspendable(case: Case, key: str) -> list[Clock]:
    """The clocks of a key that may be suspended now.

    :raises NoClock: none runs.
    :raises TooLate: all have run out.
    """
    rows = [row for row in _open(case, key) if row.state == "running" and row.direction == "forward"]
    if not rows:
        raise NoClock(
            _("没有正在计时的期限“%(key)s”，无从中止。请先核对该期限是否已完成或尚未起算。", key=key)
        )
    rows = [row for row in rows if row.due is None or row.due >= clock.today()]
    if not rows:
        raise TooLate(_("期限已届满，不能中止。请按逾期处理，并在案卷中说明原因。"))
    return rows


def resume(case: Case, key: str, on: date, by: str = SYSTEM) -> Changed:
    """Count again from a day on (恢复): that day is counted. What had run before the suspension is kept."""
    rows = [row for row in _open(case, key) if row.state == "suspended"]
    for row in rows:
        for period in row.periods:
            if period.kind == "suspension" and period.ends_on is None:
                period.ends_on = max(on, period.begins_on)
        row.state = "running"
        settle(row, reckoned(row, almanac.current()))
        _write(case, "clock.resume", row, by)
    return changed(rows)


def extend(
    case: Case,
    key: str,
    amount: int,
    reason: str,
    approver: str,
    unit: str | None = None,
    times: int | None = None,
) -> Changed:
    """Extend the open clocks of a key by an amount in their own unit (延长); those that have run out stay so.

    :param unit: only the clocks that count in this unit: double clocks are extended each in its own.
    :param times: how often a clock may be extended at all.
    :raises NoClock: no open clock of the key counts in that unit.
    :raises TooLate: all have run out, or were extended that often.
    """
    rows = extendable(case, key, unit, times)
    for row in rows:
        period = _period("extension", clock.today(), reason, approver)
        period.amount = amount
        row.periods.append(period)
        row.extended_by += amount
        settle(row, reckoned(row, almanac.current()))
        _write(case, "clock.extend", row, approver)
    return changed(rows)


def extendable(case: Case, key: str, unit: str | None = None, times: int | None = None) -> list[Clock]:
    """The clocks of a key that may still be extended; parameters and refusals as of :func:`extend`."""
    rows = [row for row in _open(case, key) if unit in (None, row.unit)]
    if not rows:
        raise NoClock(
            _("没有正在计时的期限“%(key)s”，无从延长。请先核对该期限是否已完成或尚未起算。", key=key)
        )
    rows = [row for row in rows if row.due is None or row.due >= clock.today()]
    if not rows:
        raise TooLate(_("期限已届满，延长须在届满前批准。请按逾期处理，并在案卷中说明原因。"))
    rows = [row for row in rows if times is None or sum(p.kind == "extension" for p in row.periods) < times]
    if not rows:
        raise TooLate(_("该期限已延长 %(times)s 次，不能再延长。请在现有期限内办结。", times=times))
    return rows


def _open(case: Case, key: str) -> list[Clock]:
    return queries.open_of_key(case.id, key)


def _period(kind: str, begins_on: date, reason: str, approver: str) -> ClockPeriod:
    return ClockPeriod(kind=kind, begins_on=begins_on, reason=reason, approved_by=approver, at=clock.now())


def _write(case: Case, verb: str, row: Clock, by: str) -> None:
    db.session.flush()  # the journal names the clock by its id
    journal.write(case, verb, {"clock": row.id, "key": row.key, "due": row.due and row.due.isoformat()}, by)
