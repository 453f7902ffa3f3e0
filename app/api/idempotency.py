"""The same answer to the same request for 24 hours (``Idempotency-Key``)."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, select, text, update

from app import clock
from app.api.models import IdempotencyKey
from app.columns import Instant
from app.db import db
from app.errors import Invalid

KEPT = timedelta(hours=24)
LONGEST = 200
# Whoever comes second waits for the first on both databases, and then finds its row.
TAKE = text(
    "INSERT INTO idempotency_key (digest, body, at) VALUES (:digest, :body, :at) "
    "ON CONFLICT (digest) DO NOTHING RETURNING digest"
).bindparams(bindparam("at", type_=Instant))


class KeyReused(Invalid):
    """The key was used before for something else."""


class Request:
    """One request under a key. ``scope`` says whose key it is: two callers may choose the same."""

    def __init__(self, scope: str, key: str, body: Any) -> None:
        if not 0 < len(key) <= LONGEST:
            message = _("Idempotency-Key 应为 1 到 %(longest)s 个字符。", longest=LONGEST)
            raise Invalid(errors={"Idempotency-Key": [message]})
        self.digest = _hash([scope, key])
        self.body = _hash(body)

    def answered(self) -> dict[str, Any] | None:
        """The answer given before; None: this is the first time.

        :raises KeyReused: the key was used for another body.
        """
        row = db.session.scalar(
            select(IdempotencyKey).where(
                IdempotencyKey.digest == self.digest, IdempotencyKey.at > clock.now() - KEPT
            )
        )
        if row is None:
            return None
        if row.body != self.body:
            message = _("此 Idempotency-Key 已用于另一份内容。新的提交请换一个键。")
            raise KeyReused(errors={"Idempotency-Key": [message]})
        return row.response

    def take(self) -> dict[str, Any] | None:
        """Take the key, in the transaction of what it is for; the answer of whoever was first, if somebody was.

        :raises KeyReused: it was for another body.
        """
        now = clock.now()
        db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at <= now - KEPT))
        taken = db.session.execute(TAKE, {"digest": self.digest, "body": self.body, "at": now})
        return self.answered() if taken.first() is None else None

    def keep(self, response: dict[str, Any]) -> None:
        """Keep the answer with the key, in the same transaction."""
        db.session.execute(
            update(IdempotencyKey).where(IdempotencyKey.digest == self.digest).values(response=response)
        )


def _hash(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
