"""Names that templates look up: rules, papers, regions, rows of an answered roster."""

from collections.abc import Sequence

from flask import Flask, g
from flask_babel import gettext

from app.cases.models import Party
from app.desk.labels import region_name
from app.documents import kinds
from app.errors import NotFound
from app.forms.view import Control
from app.law import queries as law
from app.org import queries as org


def register(app: Flask) -> None:
    """Let templates ask for them."""
    for function in (rule_title, paper_title, filled, in_order, known_regions):
        app.add_template_global(function)


def rule_title(name: str) -> str:
    """What a rule is called; its name where it is gone."""
    try:
        return gettext(law.rule(name).table.title)
    except NotFound:
        return name


def paper_title(kind: str) -> str:
    """What a paper is called; its name where it is gone."""
    try:
        return gettext(kinds.paper(kind).card.title)
    except NotFound:
        return kind


def filled(rows: Sequence[Sequence[Control]]) -> list[Sequence[Control]]:
    """The rows of a roster in which something stands."""
    return [row for row in rows if any(cell.shown and cell.field.kind != "boolean" for cell in row)]


def in_order(parties: Sequence[Party]) -> list[Party]:
    """The parties in the order in which they are liable; those not determined come last."""
    return sorted(parties, key=lambda party: (party.liable_order is None, party.liable_order or 0, party.id))


def known_regions() -> list[tuple[str, str]]:
    """The regions of the user's provinces, as code and name, for a field that wants a region."""
    provinces = {post.region_code[:2] for post in g.user.posts}
    everywhere = "00" in provinces
    return [
        (code, region_name(code))
        for code in org.subtree(org.COUNTRY)
        if (everywhere or code[:2] in provinces) and code != org.COUNTRY
    ]
