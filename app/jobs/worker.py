"""The worker: one process that wakes due runs every second, empties the outbox, sweeps, and renders papers.

As many as wanted may run; what one has taken the others see in its row.
"""

import os
import signal
import socket
import threading
import time
from datetime import date

import structlog
from flask import Flask

from app import clock
from app.casework import health
from app.db import db, transaction
from app.documents import actions as papers
from app.documents import fonts, render
from app.documents import queries as documents
from app.jobs import queue, rounds

log = structlog.get_logger()
BEAT_EVERY = 10.0
RETRY_AFTER = 60.0  # a render that Huey lost is handed out again


def run(app: Flask) -> None:
    """Work until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    fonts.check()
    huey = queue.of(app.config)

    @huey.task()
    def render_paper(document_id: int) -> None:
        with app.app_context():
            content = render.rendered_pdf(document_id)
            render.keep(content)
            with transaction():
                papers.store(document_id, content)

    consumer = huey.create_consumer(workers=1, periodic=False, check_worker_health=False)
    consumer.start()
    log.info("worker started", worker=name())
    try:
        _loop(app, stop, render_paper)
    finally:
        consumer.stop(graceful=True)
        log.info("worker stopped", worker=name())


def name() -> str:
    """Who this worker is, for its heart-beat."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _loop(app: Flask, stop: threading.Event, render_paper: object) -> None:
    started, beaten = clock.real(), 0.0
    handed: dict[int, float] = {}
    swept: date | None = None
    while not stop.is_set():
        with app.app_context():
            if time.monotonic() - beaten >= BEAT_EVERY:
                beaten = time.monotonic()
                with transaction():
                    health.beat(name(), started)
            try:
                swept = _round(swept, handed, render_paper)
            except Exception:  # the worker outlives whatever one round meets; the row is taken up again
                log.exception("round failed")
            db.session.remove()
        stop.wait(1.0)


def _round(swept: date | None, handed: dict[int, float], render_paper: object) -> date:
    rounds.wake_due()
    rounds.retry_incidents()
    rounds.send_notices()
    hand_out(handed, render_paper)
    if swept != clock.today():
        log.info("swept", **rounds.sweep(clock.today()))
    return clock.today()


def hand_out(handed: dict[int, float], render_paper: object) -> None:
    """Give Huey the papers that have no PDF yet; again after a while if it lost them."""
    now = time.monotonic()
    for document_id in documents.unrendered(limit=20):
        if now - handed.get(document_id, -RETRY_AFTER) >= RETRY_AFTER:
            handed[document_id] = now
            render_paper(document_id)  # type: ignore[operator]
