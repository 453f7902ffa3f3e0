"""Finding a case by number, employer, worker or project, in Chinese, on both databases.

Texts become overlapping pairs of characters (bigrams), because neither database can tell words apart in Chinese:
宏远建设 is 宏远 远建 建设, and 设 for who types the last character alone. The reporter of a case is never indexed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, column, event, false, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.expression import cast

from app.cases.models import Case
from app.db import Base, db

HAN = "々〇㐀-鿿豈-\ufaff\U00020000-\U000323af"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
LONGEST = 60  # characters of a number or foreign word that are indexed
MOST_TERMS = 12  # of a query
LAST_POSITION = 16_000  # PostgreSQL counts positions up to 16,383

_SQLITE = ("CREATE VIRTUAL TABLE IF NOT EXISTS case_search USING fts5(words, tokenize='unicode61')",)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS case_search (case_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_case_search_words ON case_search USING gin (words)",
)
_PUT_POSTGRESQL = text(
    "INSERT INTO case_search (case_id, words) VALUES (:case_id, cast(:words AS tsvector)) "
    "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"
)
_TABLE = table("case_search", column("case_id"), column("rowid"), column("words"), column("case_search"))


def create_index(connection: Connection) -> None:
    """Make the search table; the migration and ``create_all`` call it."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def drop_index(connection: Connection) -> None:
    """Remove the search table."""
    connection.execute(text("DROP TABLE IF EXISTS case_search"))


@event.listens_for(Base.metadata, "after_create")
def _with_the_tables(_target: Any, connection: Connection, **_options: Any) -> None:
    create_index(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_the_tables(_target: Any, connection: Connection, **_options: Any) -> None:
    drop_index(connection)


def index(case: Case) -> None:
    """Make the case findable, again after its number, employer, parties, workers or project have changed."""
    db.session.flush()
    runs = [list(_tokens(run)) for run in _runs(_findable(case))]
    if _on_sqlite():
        words = " ".join(token for run in runs for token in run)
        db.session.execute(text("DELETE FROM case_search WHERE rowid = :case_id"), {"case_id": case.id})
        put = text("INSERT INTO case_search (rowid, words) VALUES (:case_id, :words)")
        db.session.execute(put, {"case_id": case.id, "words": words})
    else:
        db.session.execute(_PUT_POSTGRESQL, {"case_id": case.id, "words": _vector(runs)})


def index_all() -> None:
    """Make the index anew, after a restore."""
    for case in db.session.scalars(select(Case)):
        index(case)


def _findable(case: Case) -> Iterator[str]:
    yield case.number or ""
    yield case.employer_name
    yield from (party.name for party in case.parties)
    yield from (claim.name for claim in case.claims)
    yield case.project.name if case.project else ""


def matching(q: str) -> Select[int]:
    """The ids of the cases that contain every term of a query; none if it has no letter or digit.

    A single character and a number match as a beginning, two and more Chinese characters anywhere.
    """
    terms = _runs([q])[:MOST_TERMS]
    if not terms:
        return select(Case.id).where(false())
    if _on_sqlite():
        phrases = " ".join(_phrase(term) for term in terms)
        return select(_TABLE.c.rowid).where(_TABLE.c.case_search.op("MATCH")(phrases))
    query = " & ".join(_chain(term) for term in terms)
    return select(_TABLE.c.case_id).where(_TABLE.c.words.op("@@")(cast(query, TSQUERY)))


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _runs(texts: Iterable[str]) -> list[str]:
    """The stretches of Chinese characters, and of letters and digits, each once, full-width forms made narrow."""
    plain = (unicodedata.normalize("NFKC", text).casefold() for text in texts)
    return list(dict.fromkeys(run for text in plain for run in RUNS.findall(text)))


def _pairs(run: str) -> list[str]:
    if not re.match(f"[{HAN}]", run):
        return [run[:LONGEST]]
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _tokens(run: str) -> Iterator[str]:
    """What is indexed of a run: its pairs, and the last character, which begins no pair."""
    pairs = _pairs(run)
    yield from pairs
    if pairs[0] != run and re.match(f"[{HAN}]", run):
        yield run[-1]


def _is_prefix(term: str) -> bool:
    return len(term) == 1 or not re.match(f"[{HAN}]", term)


def _phrase(term: str) -> str:
    """A term for FTS5. Terms hold letters and digits only, so quoting is all there is to escape."""
    return f'"{" ".join(_pairs(term))}"' + ("*" if _is_prefix(term) else "")


def _chain(term: str) -> str:
    """The same for PostgreSQL."""
    pairs = [f"'{pair}'" for pair in _pairs(term)]
    return f"{pairs[0]}:*" if _is_prefix(term) else f"({' <-> '.join(pairs)})"


def _vector(runs: list[list[str]]) -> str:
    """Tokens with their positions, written out so that no text-search parser or locale has a say."""
    words, at = [], 0
    for run in runs:
        at = 0 if at + len(run) > LAST_POSITION else at
        for token in run:
            at += 1
            words.append(f"'{token}':{at}")
    return " ".join(words)
