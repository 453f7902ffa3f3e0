"""What may be done with money: determine, pay, advance, recover, allot, reverse. Append-only; nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.cases import journal
from app.cases.models import Case
from app.db import append_all, db
from app.errors import Conflict, Invalid
from app.forms.money import format_yuan
from app.ledgers import queries, rules
from app.ledgers.models import Fund, Posting, Transfer
from app.ledgers.queries import DEBTORS, REACHED, TREASURY, fund_account
from app.marking import N_

Side = dict[str, Any]  # of a transfer, as the columns of a posting say it


class FundTooLow(Conflict):
    """An emergency fund never goes below zero."""

    title = N_("周转金余额不足")


def determine(
    case: Case, amounts: Mapping[int, int], by: str, months: Mapping[int, int] | None = None
) -> None:
    """欠薪认定: fix what each worker is owed, in fen, by claim serial.

    :raises Invalid: an unknown worker, or less than has reached the worker already.
    """
    known = {standing.serial: standing for standing in queries.standings(case.id)}
    claims = {claim.serial: claim for claim in case.claims}
    errors: dict[str, list[str]] = {}
    for row, (serial, amount) in enumerate(amounts.items()):
        if serial not in known:
            errors[f"claims.{row}.claim"] = [_("本案没有第 %(serial)s 号劳动者。", serial=serial)]
        elif amount < known[serial].reached:
            errors[f"claims.{row}.verified"] = [
                _("认定数额不能低于已支付的 %(paid)s 元。", paid=format_yuan(known[serial].reached))
            ]
    if errors:
        raise Invalid(errors=errors)
    for serial, amount in amounts.items():
        claims[serial].verified = amount
        if months and months.get(serial) is not None:
            claims[serial].months_unpaid = months[serial]
    journal.write(case, "money.determine", {"claims": len(amounts), "total": sum(amounts.values())}, by)


def pay(
    case: Case,
    amounts: Mapping[int, int],
    *,
    source: str,
    paid_on: date,
    by: str,
    reference: str = "",
    task_id: str | None = None,
) -> Transfer | None:
    """Record what a debtor or another source paid, in fen by claim serial. A debtor's money first repays the fund.

    :raises Invalid: an unknown worker, or more than is still payable for one.
    """
    known = {standing.serial: standing for standing in queries.standings(case.id)}
    shares, errors = [], {}
    for row, (serial, amount) in enumerate(amounts.items()):
        if amount == 0:
            continue
        try:
            standing = known[serial]
            share = rules.split(amount, standing, source)
        except KeyError:
            errors[f"payments.{row}.claim"] = [_("本案没有第 %(serial)s 号劳动者。", serial=serial)]
            continue
        except ValueError:
            most = standing.payable if source in rules.REPAYS_FUND_FIRST else standing.outstanding
            errors[f"payments.{row}.amount"] = [
                _(
                    "%(name)s尚可支付 %(most)s 元，填写的数额超出，请核对。",
                    name=standing.name,
                    most=format_yuan(most),
                )
            ]
            continue
        shares.append((standing.claim_id, share))
    if errors:
        raise Invalid(errors=errors)
    if not shares:
        return None
    repaid = any(share.fund for _claim, share in shares)
    fund = fund_account(_locked_fund(case).region_code) if repaid else ""
    postings = [side for claim_id, share in shares for side in _paid(claim_id, share, fund)]
    return _post(
        case, "PAY", postings, by, source=source, paid_on=paid_on, reference=reference, task_id=task_id
    )


def _paid(claim_id: int, share: rules.Split, fund: str) -> list[Side]:
    sides = ((DEBTORS, -(share.fund + share.worker)), (REACHED, share.worker), (fund, share.fund))
    return [_side(account, claim_id, amount) for account, amount in sides if amount]


def advance(
    case: Case,
    amounts: Mapping[int, int],
    *,
    paid_on: date,
    by: str,
    reference: str = "",
    task_id: str | None = None,
) -> Transfer:
    """垫付: the emergency fund pays workers part of what they are owed (条例63条); the state steps into their claim.

    :raises Invalid: more than a worker is still owed, or nothing at all.
    :raises FundTooLow: the fund does not hold that much.
    """
    known = {standing.serial: standing for standing in queries.standings(case.id)}
    errors = {}
    for row, (serial, amount) in enumerate(amounts.items()):
        if serial not in known:
            errors[f"advances.{row}.claim"] = [_("本案没有第 %(serial)s 号劳动者。", serial=serial)]
        elif amount > known[serial].outstanding:
            errors[f"advances.{row}.amount"] = [
                _(
                    "%(name)s尚欠 %(most)s 元，垫付不能超过欠薪余额。",
                    name=known[serial].name,
                    most=format_yuan(known[serial].outstanding),
                )
            ]
    if errors:
        raise Invalid(errors=errors)
    total = sum(amounts.values())
    if total == 0:
        raise Invalid(errors={"advances": [_("请至少填写一名劳动者的垫付数额。")]})
    fund = _locked_fund(case)
    held = queries.fund_balance(fund.region_code)
    if total > held:
        raise FundTooLow(
            _(
                "周转金余额 %(held)s 元，不足以垫付 %(total)s 元。请财政部门补足后再办理。",
                held=format_yuan(held),
                total=format_yuan(total),
            )
        )
    account = fund_account(fund.region_code)
    postings = [
        side
        for serial, amount in amounts.items()
        if amount
        for side in (
            _side(account, known[serial].claim_id, -amount),
            _side(REACHED, known[serial].claim_id, amount),
        )
    ]
    return _post(
        case, "ADVANCE", postings, by, source="FUND", paid_on=paid_on, reference=reference, task_id=task_id
    )


def recover(
    case: Case, amount: int, *, paid_on: date, by: str, reference: str = "", task_id: str | None = None
) -> Transfer:
    """追偿: a debtor gives the fund back what it advanced, claim by claim in order.

    :raises Invalid: more than the fund still has to get back.
    """
    open_ones = [standing for standing in queries.standings(case.id) if standing.to_recover]
    most = sum(standing.to_recover for standing in open_ones)
    if amount <= 0 or amount > most:
        raise Invalid(
            errors={"amount": [_("应追回 %(most)s 元，请填写不超过此数的金额。", most=format_yuan(most))]}
        )
    account = fund_account(_locked_fund(case).region_code)
    postings = []
    for standing in open_ones:
        part = min(amount, standing.to_recover)
        if part:
            postings += [_side(DEBTORS, standing.claim_id, -part), _side(account, standing.claim_id, part)]
            amount -= part
    return _post(
        case,
        "RECOVER",
        postings,
        by,
        source="EMPLOYER",
        paid_on=paid_on,
        reference=reference,
        task_id=task_id,
    )


def allot(region_code: str, amount: int, by: str) -> Transfer:
    """拨入: the treasury puts money into a region's emergency fund, in fen."""
    if db.session.get(Fund, region_code) is None:
        db.session.add(Fund(region_code=region_code, floor=0))
        db.session.flush()
    postings = [_side(fund_account(region_code), None, amount), _side(TREASURY, None, -amount)]
    return _post(None, "ALLOT", postings, by)


def set_floor(region_code: str, floor: int) -> None:
    """规定规模: below this amount, in fen, the treasury is asked to replenish the region's emergency fund."""
    db.session.get_one(Fund, region_code).floor = floor


def reverse(transfer: Transfer, by: str) -> Transfer:
    """冲正: undo a transfer by its opposite (a bank return, a wrong entry), as if it had never been.

    :raises Conflict: it was reversed before, is a reversal itself, or what was built on it would not hold any more.
    :raises FundTooLow: a fund would fall below zero.
    """
    if transfer.reverses_id or db.session.scalar(select(Transfer.id).filter_by(reverses_id=transfer.id)):
        raise Conflict(_("此笔已冲正，或本身就是冲正。请按实际收付重新登记。"), state="reversed")
    for side in transfer.postings:
        if side.account.startswith("fund:") and side.amount > 0:
            region = side.account.partition(":")[2]
            _lock_fund(region)
            if queries.fund_balance(region) < side.amount:
                raise FundTooLow(_("周转金余额不足以冲正此笔。请财政部门补足后再办理。"))
    case = db.session.get(Case, transfer.case_id) if transfer.case_id else None
    if case and transfer.kind == "ADVANCE":
        returned = {side.claim_id: side.amount for side in transfer.postings if side.amount > 0}
        if any(each.to_recover < returned.get(each.claim_id, 0) for each in queries.standings(case.id)):
            raise Conflict(_("此笔垫付已经追回，不能冲正。请先冲正追回的款项。"), state="recovered")
    kind = "RETURN" if transfer.kind == "ADVANCE" else "REVERSE"
    postings = [_side(side.account, side.claim_id, -side.amount) for side in transfer.postings]
    made = _post(case, kind, postings, by, source=transfer.source, paid_on=transfer.paid_on)
    made.reverses_id = transfer.id
    return made


def _locked_fund(case: Case) -> Fund:
    fund = queries.fund_serving(case)
    if fund is None:
        raise FundTooLow(_("本地区及上级均未设立应急周转金。请先由财政部门设立。"))
    _lock_fund(fund.region_code)
    return fund


def _lock_fund(region_code: str) -> None:
    db.session.execute(select(Fund.region_code).filter_by(region_code=region_code).with_for_update())


def _side(account: str, claim_id: int | None, amount: int) -> Side:
    return {"account": account, "claim_id": claim_id, "amount": amount}


def _post(
    case: Case | None,
    kind: str,
    postings: list[Side],
    by: str,
    *,
    source: str = "",
    paid_on: date | None = None,
    reference: str = "",
    task_id: str | None = None,
) -> Transfer:
    assert sum(side["amount"] for side in postings) == 0, "a transfer sums to zero"
    transfer = Transfer(
        case_id=case.id if case else None,
        kind=kind,
        source=source,
        paid_on=paid_on,
        reference=reference,
        task_id=task_id,
        by=by,
        at=clock.now(),
    )
    db.session.add(transfer)
    db.session.flush()
    append_all(Posting, [{"transfer_id": transfer.id, **side} for side in postings])
    if case is not None:
        moved = sum(side["amount"] for side in postings if side["amount"] > 0)
        journal.write(
            case, f"money.{kind.lower()}", {"transfer": transfer.id, "source": source, "total": moved}, by
        )
    return transfer
