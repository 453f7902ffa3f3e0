"""What the API keeps for itself: answers given under an idempotency key."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Instant, SecretJson
from app.db import Model


class IdempotencyKey(Model):
    """An answer that is given again for the same key (``Idempotency-Key``). Encrypted: it holds a query code."""

    __tablename__ = "idempotency_key"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the caller's scope and the key
    body: Mapped[str] = mapped_column(String(64))  # hash of what was sent
    response: Mapped[dict[str, Any] | None] = mapped_column(SecretJson)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
