"""举报人保密: who reported stands in one row, and nowhere else, whatever happens to the case (条例, domain: 举报)."""

import contextlib
import json
import zlib
from collections.abc import Iterator
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import text

from app.cases import search
from app.cases.models import Reporter
from app.casework import progress
from app.casework.models import CaseRun
from app.db import Base, db
from app.documents import render
from app.documents.models import Document
from app.jobs import rounds
from app.paths import PROCESSES
from tests.scenarios import Player

NAME, PHONE = "欧阳不留名", "13912345670"
SCENARIO = PROCESSES / "wage_case" / "scenarios" / "report_found.json"


def everything() -> Iterator[tuple[str, Any]]:
    """Every value of every table, decrypted and decoded."""
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(db.select(*table.columns)):
            for column, value in zip(table.columns, row, strict=True):
                if isinstance(value, bytes):
                    value = _unpacked(value)
                yield f"{table.name}.{column.name}", value


def _unpacked(value: bytes) -> str:
    with contextlib.suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")


def holding(secret: str) -> set[str]:
    return {place for place, value in everything() if secret in str(value)}


def test_a_reporters_name_and_phone_are_nowhere_but_in_their_own_row(office: Flask) -> None:
    scenario = json.loads(SCENARIO.read_text("utf-8"))
    told = {"reporter_name": NAME, "reporter_phone": PHONE}
    scenario["start"]["complaint"] = scenario["start"].get("complaint", {}) | told
    with structlog.testing.capture_logs() as logs:
        player = Player(scenario)
        player.play()
        rounds.send_notices()
    assert db.session.get_one(Reporter, player.case.id).name == NAME
    for secret, column in ((NAME, "reporter.name"), (PHONE, "reporter.phone")):
        assert holding(secret) == {column}
        assert secret not in str(logs)
        assert secret not in json.dumps(progress.progress(player.case), ensure_ascii=False)
        assert db.session.scalars(search.matching(secret)).all() == []
        for paper in db.session.query(Document):
            assert secret not in render.html(paper)
    assert db.session.query(Document).count() > 0


def test_the_test_above_would_find_a_name_that_leaked(office: Flask) -> None:
    """Employers are not secret: they are found wherever they stand, in what is encrypted and compressed too."""
    scenario = json.loads(SCENARIO.read_text("utf-8"))
    scenario["steps"] = []
    scenario["end"] = {}
    scenario["start"]["complaint"] = scenario["start"].get("complaint", {}) | {"employer_name": NAME}
    player = Player(scenario)
    player.play()
    assert {"case.employer_name", "task.employer_name", "party.name"} <= holding(NAME)
    assert db.session.scalars(search.matching(NAME)).all() == [player.case.id]
    run = db.session.query(CaseRun).filter_by(case_id=player.case.id).one()
    assert '"case_id"' in _unpacked(run.state or b"")


def test_at_rest_nothing_of_it_is_readable(office: Flask) -> None:
    scenario = json.loads(SCENARIO.read_text("utf-8"))
    scenario["start"]["complaint"] = scenario["start"].get("complaint", {}) | {"reporter_name": NAME}
    scenario["steps"], scenario["end"] = [], {}
    Player(scenario).play()
    (stored,) = db.session.execute(text("select name from reporter")).scalars()
    assert NAME.encode() not in bytes(stored)
