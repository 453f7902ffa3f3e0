"""The papers there are. A paper is a template that begins with its card; adding one needs no Python."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from flask_babel import gettext as _

from app.documents import fonts, sandbox
from app.errors import NotFound
from app.paths import DOCUMENTS

ADDRESSEES = (
    "complainant",
    "employer",
    "liable",
    "police",
    "court",
    "procuratorate",
    "hrss",
    "named",
    "file",
)
_CARD = re.compile(r"\A\{#-?\s*(\{.*?\})\s*-?#\}", re.DOTALL)


class NoSuchPaper(NotFound):
    """There is no template of that name."""


@dataclass(frozen=True)
class Card:
    """What a template says about itself; see docs/papers.md."""

    title: str
    organ: str
    series: str
    to: str
    organ_from: str = ""
    level: str = ""
    region_from: str = ""
    to_from: str = ""
    also: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    for_complainant: bool = False
    within: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def in_process(self, process: str) -> "Card":
        """The card as it reads when a step of that process issues the paper."""
        return replace(self, **self.within.get(process, {}))

    @property
    def other_steps(self) -> list[str]:
        """The steps under ``also``, in order."""
        return [step.strip() for step in self.also.split(";") if step.strip()]


@dataclass(frozen=True)
class Paper:
    """A kind of paper (文书种类): its card, its sources, what it reads and its version.

    The version is a hash of the sources and the fonts: with the facts it determines the PDF.
    """

    kind: str
    card: Card
    files: Mapping[str, str]
    reads: Mapping[str, frozenset[str]]
    version: str


def names() -> list[str]:
    """The names of all papers."""
    return sorted(path.stem for path in DOCUMENTS.glob("[!_]*.html"))


@cache
def paper(kind: str) -> Paper:
    """A kind of paper as the template on disk says it; read once, a new template comes with a new start.

    :raises NoSuchPaper: there is none.
    :raises ValueError: the card is missing or wrong. A mistake of the template.
    """
    name = f"{kind}.html"
    sources = _sources()
    if not re.fullmatch("[a-z][a-z_]*", kind) or name not in sources:
        raise NoSuchPaper(_("没有名为「%(kind)s」的文书。", kind=kind))
    files = sandbox.needed(name, sources)
    return Paper(kind, card_of(name, sources[name]), files, sandbox.names_read(files), version_of(files))


def version_of(files: Mapping[str, str]) -> str:
    """The hash of a paper's sources and of the fonts it is drawn with."""
    content = json.dumps([sorted(files.items()), fonts.fingerprint()], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def _sources() -> dict[str, str]:
    found = {path.name: path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.html"))}
    return found | {path.name: path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.css"))}


def card_of(name: str, source: str) -> Card:
    """The card that a template begins with.

    :raises ValueError: it is missing or wrong. A mistake of the template.
    """
    match = _CARD.match(source)
    if match is None:
        raise ValueError(f"{name} does not begin with a card: {{# {{…}} #}}")
    try:
        said: dict[str, Any] = json.loads(match[1])
        card = Card(**said)
    except (ValueError, TypeError) as fault:
        raise ValueError(f"{name}: {fault}") from None
    if card.to not in ADDRESSEES:
        raise ValueError(f"{name}: «to» is one of {', '.join(ADDRESSEES)}")
    return card
