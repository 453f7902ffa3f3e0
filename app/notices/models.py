"""What we owe someone to be told: an outbox, written in the transaction of the step, sent by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Instant, Secret, SecretJson
from app.db import Model


class Notice(Model):
    """One message to one recipient (通知). ``unique_key`` makes writing it again harmless."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state_next", "state", "next_try"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    unique_key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(10))  # SMS, MAIL, DESK, WEBHOOK
    # Decrypted only where they are sent: one that cannot be read must not hold up the others.
    recipient: Mapped[str] = mapped_column(Secret, deferred=True, deferred_group="said")
    template: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(SecretJson, deferred=True, deferred_group="said")
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting, sent, failed
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
