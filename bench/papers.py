"""Drawing a paper with a roster of fifty workers, against WeasyPrint alone on the same page."""

import statistics
import time
import warnings
from collections.abc import Callable

from app import clock
from app.db import db, transaction
from app.documents import actions, fonts, render
from app.documents.models import Document
from bench.figures import Figure
from bench.office import MORNING, Office
from tests.documents import samples

KIND, WORKERS, ROUNDS = "payment_roster", 50, 7
MOST = 1.15


def measure(office: Office) -> list[Figure]:
    """CPU seconds from frozen facts to PDF/A, in turn with the bare library on the finished HTML."""
    with office.copy() as copy, copy.app.app_context(), clock.frozen(MORNING):
        with transaction():
            case = samples.a_case(WORKERS)
            samples.known(case)
            document_id = actions.issue(samples.move_of(case, samples.PAPERS[KIND]), KIND).id
            actions.draw_numbers(case)
        document = db.session.get_one(Document, document_id)
        page = render.html(document)
        alone_at, ours_at = [], []
        for taken in range(ROUNDS + 1):
            alone, ours = _cpu(lambda: _alone(page)), _cpu(lambda: render.pdf(document))
            if taken:
                alone_at.append(alone)
                ours_at.append(ours)
    ours, alone = statistics.median(ours_at), statistics.median(alone_at)
    return [
        Figure(
            f"PDF with a {WORKERS}-row roster (CPU)",
            floor=f"{alone:.2f} s",
            ours=f"{ours:.2f} s",
            ratio=f"{ours / alone:.2f}×",
            budget=f"≤ {MOST}×",
            ok=ours / alone <= MOST,
            how=f"{KIND}, medians of {ROUNDS} rounds in turn; floor: WeasyPrint on the same HTML, fonts and PDF/A-3b",
        )
    ]


def _cpu(draw: Callable[[], bytes]) -> float:
    begun = time.process_time()
    draw()
    return time.process_time() - begun


def _alone(page: str) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        faces = CSS(filename=str(fonts.STYLE_SHEET), font_config=configuration)
        return bytes(
            HTML(string=page).write_pdf(
                stylesheets=[faces], font_config=configuration, pdf_variant=render.VARIANT
            )
        )
