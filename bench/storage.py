"""Bytes that a finished case leaves in the database, papers aside."""

from app import clock
from app.db import db
from app.demo.player import Player
from bench.figures import Figure
from bench.office import MORNING, Office, scenario

JOURNEYS = {
    "j1_twelve_workers": "J1, twelve workers",
    "mediated_two_instalments": "mediated",
    "inspected": "inspected",
}
ROUNDS = 4
MOST = 40 * 1024


def measure(office: Office) -> list[Figure]:
    """For each kind of case: the size of the vacuumed file with finished cases less its size without them, by case."""
    return [_figure(office, name, called) for name, called in JOURNEYS.items()]


def _figure(office: Office, name: str, called: str) -> Figure:
    with office.copy() as copy, copy.app.app_context(), clock.frozen(MORNING):
        Player(scenario(name)).play()  # the templates of its papers are kept once, not for each case
        before, papers_before = _size(copy), _papers()
        for _round in range(ROUNDS):
            Player(scenario(name)).play()
            db.session.remove()
        papers = _papers() - papers_before
        after = _size(copy)
    each = (after - before - papers) / ROUNDS
    return Figure(
        f"bytes per finished case: {called}",
        ours=f"{each / 1024:.1f} KB",
        budget=f"≤ {MOST // 1024} KB",
        ok=each <= MOST,
        how=(
            f"{ROUNDS} finished cases, VACUUMed SQLite file, indexes included; without issued papers "
            f"({papers / ROUNDS / 1024:.1f} KB a case) and files"
        ),
    )


def _papers() -> int:
    """What issued papers and their templates take: their columns, encrypted as they lie."""
    sizes = (
        "select coalesce(sum(length(facts) + length(title) + length(number) + 400), 0) from document",
        "select coalesce(sum(length(files)), 0) from template_version",
    )
    with db.engine.connect() as connection:
        return sum(int(connection.exec_driver_sql(sql).scalar() or 0) for sql in sizes)


def _size(office: Office) -> int:
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        raw = connection.connection.dbapi_connection
        assert raw is not None
        connection.rollback()
        raw.execute("vacuum")
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    return office.database.stat().st_size
