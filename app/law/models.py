"""The law's parameters by region and date: minimum wages, provincial amounts, cap shares."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Instant
from app.db import Model


class Parameter(Model):
    """A number of the law that differs by region and date. Amounts in fen, shares in percent; the name says which."""

    __tablename__ = "parameter"
    __table_args__ = (UniqueConstraint("name", "region_code", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    region_code: Mapped[str] = mapped_column(String(9))  # "CN" for the whole country; the longest prefix wins
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    value: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(12))  # verified, unconfirmed (the legal office is to confirm)
    source: Mapped[str] = mapped_column(String(300))
    set_by: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime] = mapped_column(Instant)
