"""The journal can be added to, and nothing else."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, update

from app import clock
from app.cases import chain, journal
from app.cases.models import Case, Entry
from app.db import db, transaction
from tests.cases.samples import a_case
from tests.org.samples import regions

MONDAY, TUESDAY = date(2026, 8, 3), date(2026, 8, 4)


@pytest.fixture
def case(app: Flask) -> Case:
    """A case with five entries."""
    regions()
    with transaction():
        case = a_case("411221", number="411221202600001")
        add(case, 5)
    return case


def add(case: Case, times: int = 1) -> None:
    for turn in range(times):
        journal.write(
            case, "task.complete", {"task": f"t{turn}", "成果": "受理", "a": [turn, None, True]}, "clerk"
        )


def test_each_entry_follows_from_the_one_before(case: Case) -> None:
    assert case.journal_length == 5
    assert journal.verify(case) is None


def test_the_hash_can_be_computed_by_hand(case: Case) -> None:
    entry = journal.export(case)["entries"][0]
    assert entry["at"] == "2026-08-03T01:00:00.000000+00:00"
    content = {"at": entry["at"], "by": "clerk", "serial": 1, "verb": "task.complete", "what": entry["what"]}
    assert entry["hash"] == chain.link("", content)


def test_an_altered_entry_is_named(case: Case) -> None:
    changes: list[dict[str, object]] = [
        {"by": "somebody"},
        {"verb": "task.release"},
        {"what": {"task": "t9"}},
        {"at": datetime(2026, 8, 2, tzinfo=UTC)},
        {"hash": "0" * 64},
    ]
    for serial, change in zip(range(5, 0, -1), changes, strict=True):
        with transaction():
            db.session.execute(update(Entry).filter_by(case_id=case.id, serial=serial).values(**change))
        assert journal.verify(case) == serial


def test_an_entry_taken_out_is_noticed(case: Case) -> None:
    with transaction():
        db.session.execute(delete(Entry).filter_by(case_id=case.id, serial=2))
    assert journal.verify(case) == 2


def test_an_end_cut_off_is_noticed(case: Case) -> None:
    with transaction():
        db.session.execute(delete(Entry).filter_by(case_id=case.id, serial=5))
    assert journal.verify(case) == 5


def test_a_case_without_entries_is_whole(case: Case) -> None:
    with transaction():
        fresh = a_case("411221")
    assert journal.verify(fresh) is None


def test_personal_numbers_and_free_text_do_not_get_in(case: Case) -> None:
    for what in (
        {"id": "11010519491231002X"},
        {"deep": [{"note": "卡号 6222020000000000 已付"}]},
        {"reason": "字" * 300},
    ):
        with pytest.raises(ValueError, match="journal"), transaction():
            journal.write(case, "task.complete", what, "clerk")


def test_case_numbers_and_hashes_do_get_in(case: Case) -> None:
    with transaction():
        journal.write(case, "case.link", {"case": "411221202600001", "hash": "1" * 64}, "clerk")
    assert journal.verify(case) is None


def test_the_daily_seals_are_a_chain_over_all_cases(case: Case) -> None:
    with transaction():
        add(a_case("410482"), 2)
    with transaction():
        assert journal.seal(MONDAY).heads == 2
    with transaction():
        add(case)
    with transaction():
        assert journal.seal(TUESDAY).heads == 1  # only what has moved
        assert journal.seal(TUESDAY).heads == 1  # sealed once
    assert journal.verify_seals() is None


def test_a_journal_rewritten_from_the_start_breaks_its_seal(case: Case) -> None:
    with transaction():
        journal.seal(MONDAY)
    with transaction():
        db.session.execute(delete(Entry).filter_by(case_id=case.id))
        case.journal_head, case.journal_length = "", 0
        for _ in range(6):
            journal.write(case, "task.complete", {"task": "another story"}, "clerk")
    assert chain.first_bad(journal.export(case)["entries"], case.journal_head, 6) is None  # a good forgery
    assert journal.verify(case) == 5  # but not of what was sealed
    assert journal.verify_seals() == MONDAY


@pytest.mark.parametrize("table", ["seal", "sealed_head"])
def test_an_altered_seal_is_named(case: Case, table: str) -> None:
    with transaction():
        journal.seal(MONDAY)
        add(case)
        journal.seal(TUESDAY)
    field = {"seal": "root", "sealed_head": "head"}[table]
    with transaction() as session:
        session.execute(
            db.metadata.tables[table]
            .update()
            .where(db.metadata.tables[table].c.day == MONDAY)
            .values({field: "00"})
        )
    assert journal.verify_seals() == MONDAY


def test_a_seal_taken_out_is_noticed(case: Case) -> None:
    with transaction():
        journal.seal(MONDAY)
        add(case)
        journal.seal(TUESDAY)
    with transaction() as session:
        for table in ("sealed_head", "seal"):
            rows = db.metadata.tables[table]
            session.execute(rows.delete().where(rows.c.day == MONDAY))
    assert journal.verify_seals() == TUESDAY


def test_an_export_is_checked_offline_by_one_file_of_plain_python(case: Case, tmp_path: Path) -> None:
    with transaction():
        journal.seal(MONDAY)
    export = json.loads(json.dumps(journal.export(case)))
    assert check(export, tmp_path) == ""
    export["entries"][1]["what"]["成果"] = "不予受理"
    assert "entry 2" in check(export, tmp_path)


def check(export: dict[str, object], folder: Path) -> str:
    file = folder / "export.json"
    file.write_text(json.dumps(export), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(chain.__file__), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_the_clock_may_stand_still(case: Case) -> None:
    with clock.frozen(datetime(2026, 8, 3, 9, 0, 0, 1, tzinfo=clock.SHANGHAI)), transaction():
        add(case, 2)
    db.session.expire_all()
    assert journal.verify(case) is None
