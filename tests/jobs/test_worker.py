"""The worker: lives beside the web, does what fell due, and ends when it is told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.cases.models import Seal
from app.casework import health
from app.casework.models import Heartbeat
from app.db import db, transaction
from app.documents import files
from app.documents import queries as documents
from app.documents.models import Document, Upload
from app.inbox.models import Task
from app.jobs import rounds, worker
from app.notices.models import Notice
from app.paths import ROOT
from tests.jobs import filled
from tests.stores import Store

PATIENCE = 40


@pytest.fixture
def running(
    office: Flask, stores: dict[str, Store], dialect: str, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    """A worker on the database of the test."""
    db.session.remove()
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": stores[dialect].url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi:app", "worker"]
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def wait_for(process: subprocess.Popen[str], done: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        db.session.rollback()
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until, f"not in {PATIENCE} s: {done.__name__}"
        time.sleep(0.1)
    db.session.rollback()


def test_it_works_off_what_waits_and_stops_when_told(running: subprocess.Popen[str], own_files: Path) -> None:
    def lives() -> bool:
        return health.worker_lives()

    def drawn() -> bool:
        return documents.unrendered() == []

    def sent() -> bool:
        return db.session.scalars(db.select(Notice.state)).all() == ["sent"]

    def swept() -> bool:
        return db.session.scalar(db.select(Seal.day)) is not None

    filled.fill()
    for done in (lives, sent, drawn, swept):
        wait_for(running, done)
    paper = db.session.scalars(db.select(Document)).one()
    assert paper.pdf_hash
    content = files.read(paper.pdf_hash)
    assert content
    assert content.startswith(b"%PDF-")
    assert len(content) == paper.pdf_size
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0, said
    assert "worker stopped" in said
    assert "13900000001" not in said


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_ctrl_c_stops_it_too(running: subprocess.Popen[str]) -> None:
    wait_for(running, health.worker_lives)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=PATIENCE) == 0


class TestHandingOut:
    """Huey may lose what it was given; the rows tell what is still to be drawn."""

    def test_every_paper_without_a_pdf_is_handed_out_once_and_again_if_it_was_lost(
        self, office: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        filled.fill()
        now = [1000.0]
        monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])
        given: list[int] = []
        handed: dict[int, float] = {}
        (paper,) = documents.unrendered()
        for later in (0, 1, 1, worker.RETRY_AFTER):
            now[0] += later
            worker.hand_out(handed, given.append)
        assert given == [paper, paper]
        with transaction():
            db.session.get_one(Document, paper).pdf_hash = "0" * 64
        worker.hand_out(handed, given.append)
        assert (given, handed) == ([paper, paper], {})


def test_a_timer_long_due_fires_once(office: Flask) -> None:
    filled.fill()
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert rounds.wake_due() == 1  # the report's term to accept; the complaint has been accepted
        assert rounds.wake_due() == 0
        assert db.session.query(Task).filter_by(step="remind").count() == 1


def test_the_sweep_seals_and_forgets(office: Flask, own_files: Path) -> None:
    filled.fill()
    kept = db.session.query(Upload).one().sha256
    today = clock.today()
    first = rounds.sweep(today)
    assert first == {"silent_runs": 0, "unused_files": 0, "messages": 0, "reminded": 0, "warnings": 0}
    assert db.session.scalars(db.select(Seal.day)).all() == [today - timedelta(days=1)]
    assert rounds.sweep(today) == first
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert rounds.sweep(clock.today())["unused_files"] == 1
    assert db.session.query(Upload).count() == 0
    assert not files.path_of(kept).exists()


def test_a_round_that_fails_is_not_the_end(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database was away for a moment."""
    rounds_done: list[int] = []
    stop = worker.threading.Event()

    def failing() -> int:
        rounds_done.append(1)
        if len(rounds_done) == 1:
            raise ConnectionError("gone")
        stop.set()
        return 0

    monkeypatch.setattr(worker.rounds, "wake_due", failing)
    monkeypatch.setattr(stop, "wait", lambda _seconds: None)
    worker._loop(office, stop, lambda _document: None)
    assert len(rounds_done) == 2
    assert db.session.query(Heartbeat).count() == 1
    assert db.session.scalars(db.select(Seal.day)).all() == [date(2026, 8, 2)]
