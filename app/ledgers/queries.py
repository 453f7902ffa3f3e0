"""Balances and statements, summed from the postings."""

from collections import defaultdict
from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from app.cases import queries as cases
from app.cases.models import Case, Claim
from app.db import db
from app.law import queries as law
from app.ledgers import rules
from app.ledgers.models import Deposit, Fund, Posting, Transfer
from app.ledgers.rules import Standing
from app.org import queries as org

REACHED, DEBTORS, TREASURY = "reached", "debtors", "treasury"
SUMS = (
    select(Posting.claim_id, Posting.account, Transfer.kind, func.sum(Posting.amount))
    .join(Transfer)
    .where(Transfer.case_id == bindparam("case"))
    .group_by(Posting.claim_id, Posting.account, Transfer.kind)
)
CLAIMS = (
    select(Claim.id, Claim.serial, Claim.name, Claim.claimed, Claim.verified)
    .where(Claim.case_id == bindparam("case"))
    .order_by(Claim.serial)
)


def fund_account(region_code: str) -> str:
    """The account of a region's emergency fund."""
    return f"fund:{region_code}"


def standings(case_id: int) -> list[Standing]:
    """How every claim of the case stands, by serial."""
    sums: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = db.session.execute(SUMS, {"case": case_id})
    for claim_id, account, kind, amount in rows:
        total = int(amount)
        key = "fund" if account.startswith("fund:") else account
        sums[claim_id][key] += total
        if key == "fund":
            sums[claim_id]["from_fund" if kind in ("ADVANCE", "RETURN") else "recovered"] += total
    claims = db.session.execute(CLAIMS, {"case": case_id})
    return [
        Standing(
            claim_id=claim.id,
            serial=claim.serial,
            name=claim.name,
            claimed=claim.claimed,
            verified=claim.verified,
            reached=sums[claim.id][REACHED],
            from_fund=-sums[claim.id]["from_fund"],
            recovered=sums[claim.id]["recovered"],
            from_debtors=-sums[claim.id][DEBTORS],
        )
        for claim in claims
    ]


def unpaid_on(case_id: int, day: date | None) -> dict[int, int]:
    """What debtors had not paid of each claim at the end of a day (None: now), in fen by serial.

    What the emergency fund advanced does not lessen what the debtor has failed to pay.
    """
    paid = (
        select(Posting.claim_id, func.sum(-Posting.amount))
        .join(Transfer)
        .where(Transfer.case_id == case_id, Posting.account == DEBTORS)
        .group_by(Posting.claim_id)
    )
    if day is not None:
        paid = paid.where(Transfer.paid_on <= day)
    sums = {claim_id: int(amount) for claim_id, amount in db.session.execute(paid)}
    return {
        standing.serial: standing.owed - sums.get(standing.claim_id, 0) for standing in standings(case_id)
    }


def fund_of(region_code: str) -> Fund | None:
    """The emergency fund that serves a region: its own, or that of the nearest ancestor."""
    for code in [region_code, *org.ancestors(region_code)]:
        if fund := db.session.get(Fund, code):
            return fund
    return None


def fund_serving(case: Case) -> Fund | None:
    """The fund that serves a case: the one that has advanced money in it, else that of its region."""
    advanced = (
        select(Posting.account)
        .join(Transfer)
        .where(Transfer.case_id == case.id, Transfer.kind == "ADVANCE", Posting.amount < 0)
        .limit(1)
    )
    account = db.session.scalar(advanced)
    return fund_of(account.partition(":")[2] if account else case.region_code)


def fund_balance(region_code: str) -> int:
    """What lies in a fund, in fen."""
    total = select(func.coalesce(func.sum(Posting.amount), 0)).filter_by(account=fund_account(region_code))
    return int(db.session.scalar(total) or 0)


def statement(case_id: int) -> list[Transfer]:
    """Every movement of money in a case with its postings, oldest first."""
    wanted = select(Transfer).filter_by(case_id=case_id).order_by(Transfer.id)
    return list(db.session.scalars(wanted.options(selectinload(Transfer.postings))))


def deposit_of(case: Case) -> Deposit | None:
    """The deposit (保证金) of a case: the one that its matter filed, else what its contractor holds for its project."""
    if own := db.session.scalar(
        select(Deposit).filter_by(case_id=case.id).order_by(Deposit.id.desc()).limit(1)
    ):
        return own
    names = {party.name for party in case.parties} | (
        {case.project.contractor_name} if case.project else set()
    )
    codes = {party.uscc for party in case.parties if party.uscc}
    wanted = select(Deposit).filter_by(state="HELD").order_by(Deposit.id.desc())
    wanted = wanted.where(or_(Deposit.contractor.in_(names - {""}), Deposit.uscc.in_(codes)))
    project = cases.fact(case.id, "deposit_project") or (case.project.name if case.project else "")
    if project:
        wanted = wanted.filter_by(project=project)
    return next(
        (each for each in db.session.scalars(wanted) if org.within(case.region_code, each.region_code)), None
    )


REMINDER = "deposit_reminder_months"
"""The parameter that says how long before a guarantee expires its contractor is reminded (65号文17条)."""


def guarantees_expiring(on: date) -> list[Deposit]:
    """保函到期提醒: guarantees still held that have expired or will within the reminder's months, soonest first."""
    wanted = select(Deposit).where(
        Deposit.state == "HELD", Deposit.form == "GUARANTEE", Deposit.valid_until.is_not(None)
    )
    return [
        each
        for each in db.session.scalars(wanted.order_by(Deposit.valid_until, Deposit.id))
        if each.valid_until
        and (reminder := law.parameter(REMINDER, each.region_code, on))
        and each.valid_until <= rules.months_after(on, int(reminder.value))
    ]
