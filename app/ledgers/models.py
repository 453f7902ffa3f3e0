"""Money, append-only and double entry: what workers are owed and got, and what the emergency fund advanced."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Fen, Instant
from app.db import Model


class Fund(Model):
    """An emergency fund (应急周转金) of a region. Its balance is the sum of its postings and never negative."""

    __tablename__ = "fund"
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    floor: Mapped[int] = mapped_column(Fen, default=0)


class Transfer(Model):
    """One business event in the ledger; its postings sum to zero. Corrections are new transfers."""

    __tablename__ = "transfer"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # PAY, ADVANCE, RECOVER, ALLOT, RETURN, REVERSE
    source: Mapped[str] = mapped_column(
        String(20), default=""
    )  # EMPLOYER, CONTRACTOR, OWNER, DEPOSIT, COURT, OTHER, FUND
    paid_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(120), default="")  # bank receipt or file id
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("transfer.id"), unique=True)
    task_id: Mapped[str | None] = mapped_column(String(36))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
    postings: Mapped[list["Posting"]] = relationship(order_by="Posting.id")


class Posting(Model):
    """One side of a transfer: an amount in fen on an account, for a claim where it concerns one worker."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index("ix_posting_account", "account"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), index=True)
    account: Mapped[str] = mapped_column(String(40))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    amount: Mapped[int] = mapped_column(Fen)
