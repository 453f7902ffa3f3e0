"""The worker: one process that wakes due runs every second, empties the outbox, sweeps, and renders papers.

As many as wanted may run; what one has taken the others see in its row.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import date

import structlog
from flask import Flask

from app import clock
from app.cases import indexkey
from app.casework import health
from app.db import db, transaction
from app.documents import actions as papers
from app.documents import fonts, render
from app.documents import queries as documents
from app.jobs import queue, rounds
from app.org import demo

log = structlog.get_logger()
BEAT_EVERY = 10.0
RETRY_AFTER = 60.0  # a render that Huey lost is handed out again
MOST_WAITING = 500  # papers that are looked at in one round; those that cannot be drawn must not fill it
Render = Callable[[int], object]


def run(app: Flask) -> None:
    """Work until SIGINT or SIGTERM."""
    with app.app_context():
        demo.refuse_in_production(app.config["APP_ENV"])
        indexkey.refuse_another()
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
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # after Huey has set its own
        signal.signal(number, lambda *_: stop.set())
    log.info("worker started", worker=name())
    try:
        _loop(app, stop, render_paper)
    finally:
        consumer.stop(graceful=True)
        log.info("worker stopped", worker=name())


def name() -> str:
    """Who this worker is, for its heart-beat."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _loop(app: Flask, stop: threading.Event, render_paper: Render) -> None:
    started, beaten = clock.real(), -BEAT_EVERY
    handed: dict[int, float] = {}
    swept: date | None = None
    while not stop.is_set():
        with app.app_context():
            try:
                if time.monotonic() - beaten >= BEAT_EVERY:
                    with transaction():
                        health.beat(name(), started)
                    beaten = time.monotonic()
                swept = _round(swept, handed, render_paper)
            except Exception:  # the worker outlives whatever one round meets; the row is taken up again
                log.exception("round failed")
            db.session.remove()
        stop.wait(1.0)


def _round(swept: date | None, handed: dict[int, float], render_paper: Render) -> date:
    rounds.wake_due()
    rounds.retry_incidents()
    rounds.send_notices()
    hand_out(handed, render_paper)
    if swept != clock.today():
        log.info("swept", **rounds.sweep(clock.today()))
    return clock.today()


def hand_out(handed: dict[int, float], render_paper: Render) -> None:
    """Give Huey the papers that have no PDF yet; again after a while if it lost them."""
    now, waiting = time.monotonic(), documents.unrendered(limit=MOST_WAITING)
    for document_id in handed.keys() - set(waiting):
        del handed[document_id]
    for document_id in waiting:
        if now - handed.get(document_id, -RETRY_AFTER) >= RETRY_AFTER:
            handed[document_id] = now
            render_paper(document_id)
