"""The database: one model base and one way to write.

Reads need nothing. Writes happen inside ``with transaction():``, which only the edges, the CLI and the jobs open; a
write anywhere else is refused. On SQLite the write transaction is BEGIN IMMEDIATE, and one thread at a time, so that
nobody meets a lock error.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Insert, MetaData, Table, event, insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session

_writing: ContextVar["_Effects | None"] = ContextVar("writing", default=None)
_one_writer = threading.Lock()
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
