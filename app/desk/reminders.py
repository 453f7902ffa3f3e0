"""催办: what the user's departments were reminded of and has not been done yet."""

from flask import Blueprint, g, render_template, request

from app import clock
from app.desk import summary
from app.inbox import queries, rules

PAGE = 50

pages = Blueprint("reminders", __name__, url_prefix="/reminders")


@pages.get("")
def show() -> str:
    """The tasks, the longest overdue first."""
    number = min(max(request.args.get("page", 1, int) or 1, 1), 100_000)
    tasks, total = queries.reminders(g.user, offset=(number - 1) * PAGE, limit=PAGE)
    today = clock.today()
    return render_template(
        "desk/reminders.html",
        tasks=[(task, rules.stage_of(task, today)) for task in tasks],
        total=total,
        page=number,
        size=PAGE,
        lamp_of=queries.lamp_of,
        people=summary.people(task.claimed_by_id for task in tasks),
    )
