"""待办: the boxes of the signed-in user with exact counts, and taking a task from the list."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.casework import claiming, definitions
from app.db import transaction
from app.desk import guard, labels, tasks
from app.inbox import queries
from app.inbox.models import Task

PAGE = 50

pages = Blueprint("inbox", __name__)


@pages.get("/")
def show() -> str:
    """One box, filtered and sorted."""
    args = _wanted()
    number = max(request.args.get("page", 1, int) or 1, 1)
    found = queries.page(
        g.user,
        args["box"],
        lamp=args.get("lamp"),
        group=args.get("group"),
        q=args.get("q", ""),
        sort=args.get("sort", ""),
        offset=(min(number, 100_000) - 1) * PAGE,
        limit=PAGE,
    )
    return render_template(
        "desk/inbox.html",
        args=args,
        sort=args.get("sort") or ("-done_at" if args["box"] == "done" else "due"),
        filtered=bool(args.keys() & {"lamp", "group", "q"}),
        page=number,
        size=PAGE,
        found=found,
        counts=queries.counts(g.user),
        lamp_of=queries.lamp_of,
        said=_said(found.items),
        departments={
            place: labels.department(*place) for place in {(t.group, t.region_code) for t in found.items}
        },
        groups=sorted({(post.group, post.region_code) for post in g.user.posts}),
    )


def _said(rows: list[Task]) -> dict[str, str]:
    """The names of the tasks and of their processes in the reader's language, each looked up once."""
    processes = definitions.titles()
    names = {name: _(name) for name in {row.name for row in rows}}
    return names | {name: _(processes.get(name, name)) for name in {row.process for row in rows}}


def _wanted() -> dict[str, Any]:
    """The filters that make sense; what does not is left out rather than refused."""
    given = {key: request.args[key].strip() for key in ("lamp", "group", "q", "sort") if key in request.args}
    box = request.args.get("box", "todo")
    wanted: dict[str, Any] = {"box": box if box in queries.BOXES else "todo"}
    if given.get("lamp") in queries.LAMPS:
        wanted["lamp"] = given["lamp"]
    if given.get("sort", "").removeprefix("-") in queries.SORTS:
        wanted["sort"] = given["sort"]
    return wanted | {key: given[key][:100] for key in ("group", "q") if given.get(key)}


@pages.get("/inbox/counts")
def counts() -> str:
    """How many tasks lie in each box now: what the page asks again every minute."""
    box = request.args.get("box", "todo")
    return render_template("desk/_boxes.html", counts=queries.counts(g.user), box=box)


@pages.post("/inbox/claim/<task_id>")
def claim(task_id: str) -> Response:
    """签收 from the list; the task opens."""
    task: Task = tasks.found(task_id)
    with transaction():
        claiming.claim(task.id, g.user)
    flash(_("已签收“%(name)s”。", name=_(task.name)), "success")
    if request.form.get("next"):
        return redirect(guard.local_path(request.form["next"]), 303)
    return redirect(tasks.address(task), 303)
