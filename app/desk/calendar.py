"""The calendar: which days differ from the plain week. A change is previewed with the terms it moves, then made."""

from datetime import date
from typing import Any

import structlog
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import extract, select
from werkzeug.wrappers import Response

from app import clock
from app.cases.models import Case
from app.casework import terms
from app.db import db, transaction
from app.deadlines import actions, editing
from app.deadlines import queries as deadlines
from app.deadlines.almanac import Change
from app.deadlines.models import CalendarDay, CalendarEdit, CalendarYear
from app.desk import guard, summary
from app.errors import Invalid
from app.org import access

SHOWN = 200
REASON = 200
"""The longest grounds of a change, in characters."""

log = structlog.get_logger()
pages = Blueprint("calendar", __name__, url_prefix="/admin/calendar")
Page = str | Response | tuple[str, int]


@pages.before_request
def _only_system() -> None:
    guard.require(access.is_admin(g.user, "system"))


@pages.get("")
def show() -> str:
    """A year."""
    return _page(_year())


def _year() -> int:
    wanted = request.values.get("year", clock.today().year, int) or 0
    return min(max(wanted, 2000), 2100)


def _page(year: int, **more: Any) -> str:
    in_year = extract("year", CalendarDay.day) == year
    published = set(db.session.scalars(select(CalendarYear.year)))
    begun = {int(each) for each in db.session.scalars(select(extract("year", CalendarDay.day)).distinct())}
    edits = select(CalendarEdit).filter_by(year=year).order_by(CalendarEdit.id.desc())
    edited = list(db.session.scalars(edits.limit(SHOWN)))
    return render_template(
        "desk/admin/calendar.html",
        year=year,
        days=list(
            db.session.scalars(
                select(CalendarDay).where(in_year).order_by(CalendarDay.day, CalendarDay.region_code)
            )
        ),
        years=sorted(published | begun),
        published=year in published,
        edits=edited,
        people=summary.names({row.by for row in edited}),
        missing_year=deadlines.missing_year(clock.today()),
        **{"errors": {}, "typed": {}, "moved": None, **more},
    )


@pages.post("/year")
def import_year() -> Page:
    """Load the published holidays of a year: first what would move, then in earnest."""
    year = _year()
    try:
        change = editing.published(year)
    except Invalid as refusal:
        return _page(year, errors=refusal.errors), refusal.status
    if request.form.get("do") != "confirm":
        return _page(year, moved=_preview(change), pending={"kind": "year", "year": year})
    with transaction():
        actions.import_year(year, g.user.username)
        count = terms.follow_calendar(g.user.username)
    log.info("calendar.import", year=year, by=g.user.username)
    flash(_("%(year)s 年日历已导入，%(count)s 个期限已重算。", year=year, count=count), "success")
    return redirect(url_for("desk.calendar.show", year=year), 303)


@pages.post("/publish")
def publish_year() -> Page:
    """Say that a year entered by hand is complete: first what would move or be final, then in earnest."""
    year, source = _year(), request.form.get("source", "").strip()
    try:
        change = editing.entered(year)
        if not 0 < len(source) <= REASON:
            raise Invalid(errors={"source": [_no_grounds()]})
    except Invalid as refusal:
        return _page(year, errors=refusal.errors, typed={"source": source}), refusal.status
    if request.form.get("do") != "confirm":
        moved = _preview(change)
        return _page(year, typed={"source": source}, moved=moved, pending={"kind": "publish", "year": year})
    with transaction():
        actions.publish_year(year, source, g.user.username)
        count = terms.follow_calendar(g.user.username)
    log.info("calendar.publish", year=year, by=g.user.username)
    flash(_("%(year)s 年日历已发布，%(count)s 个期限已重算。", year=year, count=count), "success")
    return redirect(url_for("desk.calendar.show", year=year), 303)


def _no_grounds() -> str:
    return _("请写明依据，例如国务院办公厅通知的文号，不超过200字。")


@pages.post("/day")
def set_day() -> Page:
    """Say that one day works or not, or was entered by mistake: first what would move, then in earnest."""
    typed = {key: request.form.get(key, "").strip() for key in ("day", "works", "reason", "region")}
    errors = {}
    try:
        day = date.fromisoformat(typed["day"])
    except ValueError:
        day = clock.today()
        errors["day"] = [_("请填写日期。")]
    if not 0 < len(typed["reason"]) <= REASON:
        errors["reason"] = [_no_grounds()]
    if typed["region"] and not (
        typed["region"].isascii() and typed["region"].isdecimal() and len(typed["region"]) == 6
    ):
        errors["region"] = [_("地区是6位行政区划代码；不填即全国。")]
    if errors:
        return _page(day.year, errors=errors, typed=typed), 422
    works, drop = typed["works"] == "yes", typed["works"] == "drop"
    try:
        set_so = Change({day: (works, typed["reason"])}, typed["region"])
        change = editing.dropped(day, typed["region"]) if drop else set_so
    except Invalid as refusal:
        return _page(day.year, errors=refusal.errors, typed=typed), refusal.status
    if request.form.get("do") != "confirm":
        return _page(day.year, typed=typed, moved=_preview(change), pending={"kind": "day"})
    with transaction():
        if drop:
            actions.drop_day(day, typed["reason"], typed["region"], g.user.username)
        else:
            actions.set_day(day, works, typed["reason"], typed["region"], g.user.username)
        count = terms.follow_calendar(g.user.username)
    log.info("calendar.day", day=typed["day"], works=typed["works"], by=g.user.username)
    flash(_("日历已修改，%(count)s 个期限已重算。", count=count), "success")
    return redirect(url_for("desk.calendar.show", year=day.year), 303)


def _preview(change: Change) -> dict[str, Any]:
    """The terms whose last day a change would move, the first of them with their cases; how many become final."""
    touched = actions.preview_recompute(change)
    moved = [(row, old, new) for row, old, new in touched if old != new]
    first = moved[:SHOWN]
    cases = {row.case_id for row, _old, _new in first}
    found = db.session.execute(select(Case.id, Case.number).where(Case.id.in_(cases)))
    final = sum(row.provisional for row, _old, _new in touched) if change.year else 0
    return {
        "count": len(moved),
        "final": final,
        "first": first,
        "numbers": {row.id: row.number for row in found},
    }
