"""The English catalogue: collects every text that a screen shows, keeps the .po file, compiles it for Flask-Babel."""

import csv
import io
import json
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click
from babel.messages import extract
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask.cli import AppGroup
from jinja2.ext import babel_extract
from lxml import etree

from app.documents import kinds
from app.engine.notation import parse_articles
from app.engine.xml import BPMN, properties_of, read_xml
from app.paths import DOCUMENTS, ENGLISH, ROOT

KEYWORDS = {**extract.DEFAULT_KEYWORDS, "lazy_gettext": None}
FORM_TEXTS = frozenset({"title", "description", "x-help"})
STEP_TEXTS = ("title", "consequence")
"""Properties of BPMN elements that people read: the name of a clock, what follows when it runs out."""

HEADER = b"""# English texts of Qingqian. flask translate collect keeps this file: do not sort or wrap it by hand.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
translate = AppGroup("translate", help="The English texts.")

_CHINESE = re.compile(r"[\u3400-\u9fff]")
Found = Iterator[tuple[int, None, str, list[str]]]


def _texts(read: Callable[[BinaryIO], Iterator[str | None]]) -> Callable[..., Found]:
    """An extractor as Babel calls it. Names in Latin letters (ids, lanes) are no texts."""

    def extractor(file: BinaryIO, *_rest: Any, **_options: Any) -> Found:
        for text in read(file):
            if text and _CHINESE.search(text):
                yield 0, None, text, []

    return extractor


@_texts
def of_diagram(file: BinaryIO) -> Iterator[str | None]:
    """Names of processes, steps, flows and events, instructions, names of clocks, articles."""
    for element in read_xml(file.read()).iter(f"{{{BPMN}}}*"):
        yield element.get("name")
        yield (element.findtext(f"{{{BPMN}}}documentation") or "").strip()
        properties = properties_of(element)
        yield from (properties.get(name) for name in STEP_TEXTS)
        yield from (article.text for article in parse_articles(properties.get("article")))


@_texts
def of_form(file: BinaryIO) -> Iterator[str | None]:
    """Titles, descriptions, labels of choices and hints."""
    todo: list[Any] = [json.load(file)]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            yield from (text for key, text in node.items() if key in FORM_TEXTS and isinstance(text, str))
            todo += node.values()
        elif isinstance(node, list):
            todo += node


@_texts
def of_table(file: BinaryIO) -> Iterator[str | None]:
    """Names of decisions and of their columns, what the rows say, and the articles they follow."""
    root = etree.parse(file).getroot()
    yield from (element.get("name") for element in root.iter("{*}decision"))
    yield from (element.get("label") for element in root.iter("{*}input", "{*}output"))
    yield from (element.text for element in root.iter("{*}description"))
    yield from (element.findtext("{*}text") for element in root.iter("{*}annotationEntry"))


@_texts
def of_parameters(file: BinaryIO) -> Iterator[str | None]:
    """Where the default parameters of the law come from."""
    yield from (row["source"] for row in csv.DictReader(file.read().decode().splitlines()))


def of_template(file: BinaryIO, *rest: Any, **options: Any) -> Iterator[Any]:
    """The texts of a page; of a paper only its title, as papers are Chinese only."""
    path = Path(file.name)
    if path.parent != DOCUMENTS:
        return babel_extract(file, *rest, **options)
    return iter(()) if path.name.startswith("_") else of_paper(file)


@_texts
def of_paper(file: BinaryIO) -> Iterator[str | None]:
    """The title on a paper's card."""
    card = kinds.card_of(file.name, file.read().decode())
    yield card.title
    yield from (within.get("title") for within in card.within.values())


SOURCES: tuple[tuple[str, Any], ...] = (
    ("app/**/*.py", "python"),
    ("templates/**/*.html", of_template),
    ("processes/*/*.bpmn", of_diagram),
    ("processes/rules/*.dmn", of_table),
    ("processes/rules/*.json", of_form),
    ("processes/rules/parameters.csv", of_parameters),
    ("forms/**/*.json", of_form),
)


def collected() -> Catalog:
    """Every text that a screen shows, not yet translated."""
    catalog = Catalog(locale="en", fuzzy=False)
    for pattern, method in SOURCES:
        for path in ROOT.glob(pattern):
            with path.open("rb") as file:
                for _line, text, _comments, context in extract.extract(method, file, KEYWORDS):
                    catalog.add(text, context=context)
    return catalog


def known() -> Catalog:
    """The catalogue as it is on disk."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def merged() -> bytes:
    """The .po file as it should be: what is used now, with the English that is known; texts out of use are dropped."""
    catalog, old = collected(), known()
    for message in catalog:
        if message.id and (said := old.get(message.id, message.context)):
            message.string = said.string
    out = io.BytesIO(HEADER)
    out.seek(0, os.SEEK_END)
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    return out.getvalue()


@translate.command("collect")
def collect() -> None:
    """Write the .po file anew; list the texts that have no English yet."""
    ENGLISH.write_bytes(merged())
    texts = [message for message in known() if message.id]
    missing = [message for message in texts if not all(english(message))]
    for message in missing:
        click.echo(message.id)
    click.echo(f"{len(texts)} 条文字，{len(missing)} 条尚无英文。")


def english(message: Message) -> list[str]:
    """What the catalogue says in English: two texts if the Chinese one stands for a singular and a plural."""
    said: Any = message.string
    return list(said) if message.pluralizable else [said]


def compile_if_stale() -> None:
    """Make the .mo file that Flask-Babel reads, if it is missing or older than the .po file."""
    compiled = ENGLISH.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= ENGLISH.stat().st_mtime_ns:
        return
    try:
        with tempfile.NamedTemporaryFile(dir=ENGLISH.parent, suffix=".new", delete=False) as file:
            write_mo(file, known())
        os.chmod(file.name, 0o644)
        os.replace(file.name, compiled)
    except OSError as fault:
        logging.getLogger(__name__).warning("The English texts are out of date: %s", fault)
