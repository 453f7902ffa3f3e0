"""The law's rules as tables to read, and a form to try them."""

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _

from app import clock
from app.desk import rulewords
from app.errors import Invalid
from app.forms import answers
from app.forms.definition import Definition
from app.law import actions as law
from app.law import queries

pages = Blueprint("rules", __name__, url_prefix="/rules")


@pages.get("")
def listing() -> str:
    """Every rule, and the numbers of the law that differ by place."""
    return render_template("desk/rules.html", rules=queries.rules(), parameters=queries.parameters())


@pages.get("/<name>")
def show(name: str) -> str:
    """A rule as a table, with the articles its rows rest on, and an empty form to try it."""
    form = queries.rule(name).form
    return _page(name, form, answers.first_values(form))


@pages.post("/<name>")
def ask(name: str) -> str | tuple[str, int]:
    """What the rule says to the facts as typed. Nothing is stored."""
    form = queries.rule(name).form
    values = answers.from_html(form, request.form)
    if request.form.get("_add"):
        return _page(name, form, values, add=request.form["_add"])
    try:
        said = law.evaluate(name, request.form.get("region", "").strip(), _day(), values)
    except Invalid as refusal:
        errors = {path.removeprefix("inputs."): texts for path, texts in refusal.errors.items()}
        return _page(name, form, values, errors=errors), refusal.status
    return _page(name, form, values, said=said)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        raise Invalid(errors={"on": [_("请填写日期，例如 2026-08-03。")]}) from None


def _page(
    name: str,
    form: Definition,
    values: dict[str, Any],
    *,
    said: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
    add: str = "",
) -> str:
    return render_template(
        "desk/rule.html",
        table=queries.table(name),
        labels=rulewords.labels_of(name),
        form=form,
        values=values,
        said=said,
        errors=errors or {},
        add=add,
        region=request.form.get("region") or (g.user.posts[0].region_code if g.user.posts else ""),
        on=request.form.get("on") or clock.today().isoformat(),
    )
