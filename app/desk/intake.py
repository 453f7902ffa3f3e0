"""登记投诉: what comes in by counter, telephone, letters and other platforms; rosters are read from files."""

import secrets
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _

from app.cases import rosters
from app.casework import complaints, incidents
from app.desk import guard, labels
from app.errors import AppError, Invalid
from app.forms import answers

pages = Blueprint("intake", __name__, url_prefix="/cases/new")
Page = str | tuple[str, int]


@pages.before_request
def _only_counters() -> None:
    guard.require(complaints.may_register(g.user))


@pages.get("")
def show() -> str:
    """The empty form; the place is the counter's own until somebody says otherwise."""
    values = answers.first_values(complaints.form())
    regions = [post.region_code for post in g.user.posts if post.group in complaints.RECEIVING]
    return _page(values | {"place_of_work_code": regions[0]})


@pages.post("")
def submit() -> Page:
    """Another row, a roster to read, or the complaint itself."""
    values = answers.from_html(complaints.form(), request.form)
    if "_add" in request.form:
        return _page(values, add=request.form["_add"])
    if request.form.get("do") == "import":
        return _import(values)
    if request.form.get("do") != "register":
        return _page(values)
    try:
        with incidents.moving("open"):
            opened = complaints.register(values, g.user, request.form.get("_once", "")[:60])
            case, code, others = opened.case, opened.query_code, opened.duplicates
    except AppError as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) and refusal.errors else {}
        return _page(values, errors=errors or {answers.WHOLE_FORM: [refusal.message]}), refusal.status
    return render_template("desk/registered.html", case=case, code=_grouped(code), duplicates=others)


def _import(values: dict[str, Any]) -> Page:
    """The rows of a file behind those that stand there already; what does not hold is said row by row."""
    file = request.files.get("roster")
    if file is None or not file.filename:
        problem = _("请先选择花名册文件（XLSX 或 CSV），再按“导入”。")
        return _page(values, report={"refused": problem}), 422
    try:
        roster = rosters.read(file.stream.read(rosters.MOST_BYTES + 1))
    except AppError as refusal:
        return _page(values, report={"refused": refusal.message}), refusal.status
    before = values.get("workers", [])
    values["workers"] = [*before, *(_usual(row.values) for row in roster.rows)]
    errors = _wrong_rows(values)
    problems = list(roster.problems)
    said = {(problem.line, problem.column) for problem in problems}
    for path, texts in errors.items():
        number, column = _place(path)
        line = roster.rows[number - len(before)].line if number >= len(before) else 0
        if line and (line, column) not in said:
            problems += [rosters.Problem(line, column, text) for text in texts]
    problems.sort(key=lambda problem: problem.line)
    titles = {name: _(title) for name, title in rosters.TITLES.items()}
    report = {
        "count": len(roster.rows),
        "problems": problems,
        "ignored": roster.ignored,
        "titles": titles,
    }
    return _page(values, errors=errors, report=report)


def _usual(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a file, with the form's first values where the file has no such column."""
    roster = next(field for field in complaints.form().fields if field.name == "workers")
    return {field.name: field.default for field in roster.fields if field.default is not None} | row


def _wrong_rows(values: dict[str, Any]) -> dict[str, list[str]]:
    """What does not hold in the workers' rows; the rest of the form has not been sent yet."""
    try:
        answers.check(complaints.form(), values)
    except Invalid as refusal:
        return {path: texts for path, texts in refusal.errors.items() if path.startswith("workers.")}
    return {}


def _place(path: str) -> tuple[int, str]:
    """Row and column of a dotted path: «workers.3.id_no»."""
    _workers, row, *column = path.split(".")
    return int(row), ".".join(column)


@pages.get("/roster.xlsx")
def template() -> Response:
    """An empty roster to fill in."""
    response = Response(
        rosters.template(), mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{_('花名册')}.xlsx")
    return response


def _grouped(code: str) -> str:
    """A code in groups of four, as it is read aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _page(
    values: dict[str, Any],
    *,
    errors: dict[str, list[str]] | None = None,
    add: str = "",
    report: dict[str, Any] | None = None,
) -> str:
    return render_template(
        "desk/intake.html",
        form=complaints.form(),
        values=values,
        errors=errors or {},
        add=add,
        report=report,
        counter=[
            labels.department(post.group, post.region_code)
            for post in g.user.posts
            if post.group in complaints.RECEIVING
        ],
        once=request.form.get("_once") or secrets.token_urlsafe(12),
    )
