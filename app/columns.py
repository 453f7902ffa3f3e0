"""What our columns hold that a database has no type for: instants, hashes, JSON, and what is encrypted at rest."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from app import vault
from app.packing import pack, unpack

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


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
        return pack(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else json.loads(unpack(value))


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
