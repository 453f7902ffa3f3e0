"""The database: one model base, one way to write, a few column types.

Reads need nothing. Writes happen inside ``with transaction():``, which only the edges, the CLI and the jobs open; a
write anywhere else is refused. On SQLite the write transaction is BEGIN IMMEDIATE, and one thread at a time, so that
nobody meets a lock error.
"""

import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import BigInteger, DateTime, Insert, LargeBinary, MetaData, Table, Text, event, insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app import vault

_writing: ContextVar["_Effects | None"] = ContextVar("writing", default=None)
_one_writer = threading.Lock()
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
OF_TRANSACTION = "of this transaction"


@dataclass
class _Effects:
    """What is to be done when the open transaction ends."""

    before: list[Callable[[], None]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)


class Base(DeclarativeBase):
    """The base of every table; constraints have predictable names."""

    #: Rows that a transaction need not read again: who is asking has just been established.
    lasting: ClassVar[bool] = False

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _refuse_stray(statement: Any) -> None:
    if getattr(statement, "is_dml", False) and _writing.get() is None:
        raise RuntimeError("a write outside db.transaction()")


class _Guarded(FlaskSession):
    """Refuses to write outside a transaction. (An event would make every statement be prepared twice.)"""

    def execute(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_stray(statement)
        return super().execute(statement, *args, **kwargs)

    def scalar(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_stray(statement)
        return super().scalar(statement, *args, **kwargs)

    def scalars(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_stray(statement)
        return super().scalars(statement, *args, **kwargs)


db = SQLAlchemy(model_class=Base, session_options={"class_": _Guarded, "expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base  # what mypy can see of it: db.Model is made at run time
else:
    Model = db.Model


class Instant(TypeDecorator[datetime]):
    """An aware instant, UTC in the database and in Python. Naive values are refused.

    SQLite has no such type: there it is the whole number of microseconds since 1970, a third of the text's size.
    """

    impl = DateTime(timezone=True).with_variant(BigInteger(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: use app.clock.now()")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return EPOCH + value * MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)


class Digest(TypeDecorator[str]):
    """A hash: hexadecimal in Python, half of that in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else bytes(value).hex()


class Json(TypeDecorator[Any]):
    """JSON kept as text, in the order it was given. Never jsonb: that reorders keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else json.loads(value)


class PackedJson(TypeDecorator[Any]):
    """JSON that grows and is only read whole, kept compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        if value is None:
            return None
        return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else json.loads(zlib.decompress(value))


class Secret(TypeDecorator[str]):
    """A text that is encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else vault.encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else vault.decrypt(bytes(value))


class SecretJson(TypeDecorator[Any]):
    """JSON that is encrypted at rest: answers, drafts and the facts of papers hold ID numbers."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        if value is None:
            return None
        return vault.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else json.loads(vault.decrypt(bytes(value)))


Fen = BigInteger  # money: integer fen (分)


def init_app(app: Flask) -> None:
    """Bind the database to the application and lay down how it is opened."""
    uri = app.config["SQLALCHEMY_DATABASE_URI"]
    options: dict[str, Any] = dict(app.config.get("SQLALCHEMY_ENGINE_OPTIONS") or {})
    options.setdefault("hide_parameters", True)  # an error that quotes a statement must not quote its values
    options.setdefault(
        "pool_use_lifo", True
    )  # the connection last used still has the pages and statements at hand
    if uri.startswith("sqlite"):
        options.setdefault("connect_args", {"timeout": 15, "cached_statements": 1000})
    else:
        options.setdefault("pool_pre_ping", True)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        # pysqlite must not open or commit transactions by itself
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        opened = connection.connection.driver_connection
        assert opened is not None
        opened.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing: commits at the end, rolls back on any exception. Opened at an edge, never nested.

    What was read before is forgotten, so that the decision rests on what is true inside the transaction; and so is
    what was read inside, once it is over.
    """
    if _writing.get() is not None:
        raise RuntimeError("a transaction is already open: only the edges open one")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        session.rollback()
    session.commit()  # ends the reading
    _forget(session)
    sqlite = db.engine.dialect.name == "sqlite"
    effects = _Effects()
    token = _writing.set(effects)
    if sqlite:
        _one_writer.acquire()
    try:
        session.connection(execution_options={"writes": True})
        yield session
        for effect in effects.before:
            effect()
        session.commit()
        _forget(session)
    except BaseException:
        session.rollback()
        raise
    finally:
        if sqlite:
            _one_writer.release()
        _writing.reset(token)
    for effect in effects.after:
        effect()


def _forget(session: Session) -> None:
    for row in list(session):
        if not getattr(row, "lasting", False):
            session.expire(row)


def append(model: type[Base], **values: Any) -> None:
    """Add a row that is never changed (journal, facts, answers), without the bookkeeping that objects need."""
    append_all(model, [values])


def append_all(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """The same for several rows, all of which name the same columns."""
    if _writing.get() is None:
        raise RuntimeError("a write outside db.transaction()")
    db.session.connection().execute(_insert(model), rows)


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(cast(Table, model.__table__)).inline()


def after_commit(effect: Callable[[], None]) -> None:
    """Run something once the open transaction has been committed; never if it is rolled back."""
    _open_effects().after.append(effect)


def before_commit(effect: Callable[[], None]) -> None:
    """Run something as the last act of the open transaction; never if it is rolled back."""
    _open_effects().before.append(effect)


def _open_effects() -> _Effects:
    effects = _writing.get()
    if effects is None:
        raise RuntimeError("no transaction is open")
    return effects


def of_transaction() -> dict[str, Any]:
    """What is remembered for as long as the present transaction lasts, reading or writing, and not a moment longer."""
    session = db.session()
    begun = session.get_transaction() or session.begin()
    known, kept = session.info.get(OF_TRANSACTION, (None, {}))
    if known is not begun:
        kept = {}
        session.info[OF_TRANSACTION] = (begun, kept)
    return cast(dict[str, Any], kept)


def is_writing() -> bool:
    """Is a write transaction open here?"""
    return _writing.get() is not None


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, *_: Any) -> None:
    if _writing.get() is None and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a write outside db.transaction()")
