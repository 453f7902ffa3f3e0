"""督办看板: what is due and overdue in the regions one supervises, down to the single task."""

from collections.abc import Iterable

from flask import Blueprint, g, render_template, request

from app.desk import guard, summary
from app.inbox.queries import LAMPS, lamp_of
from app.org import access
from app.oversight import queries
from app.oversight.queries import Load

PAGE = 50

pages = Blueprint("board", __name__, url_prefix="/board")


@pages.before_request
def _only_supervisors() -> None:
    guard.require(access.is_supervisor(g.user))


@pages.get("")
def show() -> str:
    """Counts by region and by department; the numbers lead to the tasks."""
    loads = queries.loads(g.user)
    return render_template(
        "desk/board.html",
        loads=loads,
        regions=_summed(loads, "region_code", queries.supervised(g.user)),
        groups=_summed(loads, "group", sorted({load.group for load in loads})),
        total=_sum(loads),
    )


def _summed(loads: list[Load], by: str, order: list[str]) -> list[tuple[str, dict[str, int]]]:
    """Sums for each region or department that has something open, in the given order."""
    present = {getattr(load, by) for load in loads}
    return [
        (key, _sum(load for load in loads if getattr(load, by) == key)) for key in order if key in present
    ]


def _sum(loads: Iterable[Load]) -> dict[str, int]:
    listed = list(loads)
    sums = {colour: sum(load.lamps[colour] for load in listed) for colour in LAMPS}
    return {"total": sum(load.total for load in listed), **sums}


@pages.get("/tasks")
def tasks() -> str:
    """The tasks behind a number."""
    args = {key: request.args[key][:40] for key in ("region", "group", "lamp") if request.args.get(key)}
    number = min(max(request.args.get("page", 1, int) or 1, 1), 100_000)
    found = queries.tasks(g.user, **args, offset=(number - 1) * PAGE, limit=PAGE)
    return render_template(
        "desk/board_tasks.html",
        args=args,
        found=found,
        page=number,
        size=PAGE,
        lamp_of=lamp_of,
        people=summary.people(task.claimed_by_id for task in found.items),
    )
