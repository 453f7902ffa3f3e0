"""A paper drawn: HTML from frozen facts and sources, and from it a PDF/A-3b, byte for byte the same each time."""

import atexit
import threading
import warnings
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from flask_babel import gettext as _

from app.db import db
from app.documents import files, fonts, kinds
from app.documents.models import Document, TemplateVersion
from app.documents.sandbox import OPEN, Papers, tolerant
from app.errors import Conflict, NotFound

VARIANT = "pdf/a-3b"
_one_at_a_time = (
    threading.Lock()
)  # the engine's font configuration is shared, and drawing fills a core anyway


class NoSuchDocument(NotFound):
    """There is no paper of that id."""


class NotReproducible(Conflict):
    """The fonts or sources that a paper was issued with are not here, and its PDF has not been kept."""


def to_html(sources: Mapping[str, str], kind: str, facts: Mapping[str, Any], *, preview: bool = False) -> str:
    """The paper as a page. A fact that the template misspells is an error; what people left open is not."""
    template = _environment(tuple(sorted(sources.items())), preview).get_template(f"{kind}.html")
    said = {name: tolerant(value) if name in OPEN else value for name, value in facts.items()}
    return template.render(said, preview=preview)


@lru_cache(maxsize=128)
def _environment(sources: tuple[tuple[str, str], ...], preview: bool) -> Papers:
    return Papers(dict(sources), preview)


def to_pdf(html: str) -> bytes:
    """PDF/A-3b of a page. Nothing is fetched but our own faces."""
    from weasyprint import HTML

    page, (faces, configuration) = HTML(string=html, url_fetcher=_nothing()), _faces()
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the library leaves its colour profile open
        return bytes(page.write_pdf(stylesheets=[faces], font_config=configuration, pdf_variant=VARIANT))


@cache
def _faces() -> tuple[Any, Any]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    configuration = FontConfiguration()
    atexit.register(
        _faces.cache_clear
    )  # it removes its folder, which is too late once the interpreter winds down
    fetcher = URLFetcher(allowed_protocols={"file"})
    sheet = CSS(filename=str(fonts.STYLE_SHEET), font_config=configuration, url_fetcher=fetcher)
    return sheet, configuration


def _nothing() -> Any:
    """Fetches no address whatsoever: a paper is its facts, its sources and our faces."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=set())


def html(document: Document) -> str:
    """An issued paper as a page, from what was frozen."""
    version = db.session.get_one(TemplateVersion, document.template_version)
    return to_html(version.files, document.kind, document.facts)


def pdf(document: Document) -> bytes:
    """An issued paper drawn from what was frozen.

    :raises NotReproducible: the fonts here are not those it was issued with.
    """
    version = db.session.get_one(TemplateVersion, document.template_version)
    if kinds.version_of(version.files) != version.hash:
        raise NotReproducible(
            _(
                "本机的字体与签发时不同，无法重新生成这份文书。请恢复 DATA_DIR/files 中保存的 PDF，或装回原来的字体。"
            )
        )
    return to_pdf(to_html(version.files, document.kind, document.facts))


def rendered_pdf(document_id: int) -> bytes:
    """The PDF of a paper: as kept, or drawn now. Reads only; :func:`app.documents.actions.store` keeps it.

    :raises NoSuchDocument: there is none.
    """
    document = db.session.get(Document, document_id)
    if document is None:
        raise NoSuchDocument(_("没有这份文书。"))
    return (document.pdf_hash and files.read(document.pdf_hash)) or pdf(document)


def keep(content: bytes) -> str:
    """Keep the bytes of a PDF on disk; returns their SHA-256."""
    return files.write(content)
