"""Money, append-only, double entry: what workers are owed and got, what the fund advanced; and wage deposits."""

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


class Deposit(Model):
    """A wage deposit (工资保证金) of a general contractor for a project: money at a bank, or its guarantee (保函)."""

    __tablename__ = "deposit"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)  # the matter that filed it
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    contractor: Mapped[str] = mapped_column(String(200), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    project: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(10))  # CASH, GUARANTEE
    required: Mapped[int] = mapped_column(Fen)  # 应存数额
    amount: Mapped[int] = mapped_column(Fen)  # what it holds or guarantees now
    bank: Mapped[str] = mapped_column(String(200))
    account: Mapped[str] = mapped_column(String(100))  # number of the account or the guarantee
    valid_until: Mapped[date | None] = mapped_column(index=True)  # of a guarantee
    guarantee_months: Mapped[int | None]
    contract_months: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="HELD")  # HELD, RETURNED
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
