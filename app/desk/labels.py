"""How codes, dates, money and departments are written on a page."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext

from app import clock
from app.cases.rules import masked
from app.desk import names
from app.forms.money import display
from app.org import queries as org
from app.org.groups import GROUPS


def register(app: Flask) -> None:
    """Let templates write things the way pages write them."""
    for function in (label, department, region_name):
        app.add_template_global(function)
    app.add_template_filter(yuan, "yuan")
    app.add_template_filter(instant, "instant")
    app.add_template_filter(day, "day")
    app.add_template_filter(masked, "masked")


def label(table: str, code: object) -> str:
    """What a code is called; the code itself where it has no name."""
    return str(names.TABLES[table].get(str(code), code)) if code is not None else ""


def yuan(fen: int | None) -> str:
    """An amount in yuan with separators; a dash where there is none."""
    return "—" if fen is None else display(fen)


def instant(at: datetime | str | None) -> str:
    """An instant as a clock in China shows it, to the minute."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else "—"


def day(on: date | str | None) -> str:
    """A date, ISO."""
    return (on if isinstance(on, str) else on.isoformat()) if on else "—"


def region_name(code: str | None) -> str:
    """The region's name in the reader's language."""
    region = org.region(code) if code else None
    if region is None:
        return code or ""
    return (region.name_en or region.name) if _english() else region.name


def department(group: str | None, region_code: str | None = None) -> str:
    """A department as people say it: 渑池县 · 人社受理窗口."""
    known = GROUPS.get(group or "")
    name = (known.name_en if _english() else known.name) if known else gettext(group) if group else ""
    return f"{region_name(region_code)} · {name}" if region_code else name


def _english() -> bool:
    locale: Any = get_locale()
    return str(locale).startswith("en")
