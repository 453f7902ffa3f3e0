"""The register of wage deposits (工资保证金台账): what is filed, spent, replenished, returned, and the words for it."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app import clock
from app.cases import journal
from app.cases import queries as case_queries
from app.cases.models import Case, Party
from app.cases.move import Move
from app.cases.rules import ENDED, MATTER
from app.db import db
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.forms.money import format_yuan
from app.law import actions as law
from app.ledgers import deposit as drawing
from app.ledgers import queries
from app.ledgers.models import Deposit
from app.org import queries as org

CASH, GUARANTEE = "CASH", "GUARANTEE"
FIELD_OF = {
    "EXPIRED": "guarantee_until",
    "TOO_SMALL": "amount",
    "BELOW_ONE_YEAR": "guarantee_months",
    "SHORTER_THAN_CONTRACT": "guarantee_months",
}
"""The field that each fault of a guarantee stands beside."""


@answer("deposit.register")
def register(move: Move, answers: dict[str, Any]) -> None:
    """登记: the deposit of the matter's unit enters the register; the outcome says in which form.

    The project, the required amount and the contract's term are facts by then.

    :raises Invalid: a guarantee that does not hold (65号文15、17条), or less money than is required.
    """
    known = case_queries.facts(move.case.id)
    form, required = str(move.outcome), int(known["deposit_required"])
    _enough(move, form, answers | {"contract_months": known["contract_months"]}, required)
    row = Deposit(
        case_id=move.case.id,
        region_code=move.case.region_code,
        contractor=move.case.employer_name,
        uscc=next((party.uscc for party in move.case.parties if party.uscc), None),
        project=known["deposit_project"],
        form=form,
        required=required,
        amount=answers["amount"],
        bank=answers["bank"],
        account=answers["account"],
        state="HELD",
        at=clock.now(),
        by=move.actor,
    )
    row.contract_months = known["contract_months"]
    _guaranteed(row, answers)
    db.session.add(row)
    db.session.flush()
    _note(move, row, "file", row.amount)


@answer("deposit.renew")
def renew(move: Move, answers: dict[str, Any]) -> None:
    """更换或延长保函: outcome ``RENEWED`` gives the guarantee its new term, number and amount.

    :raises Invalid: the new guarantee does not hold.
    """
    row = queries.deposit_of(move.case)
    if move.outcome == "RENEWED" and row:
        _enough(move, GUARANTEE, answers, row.required)
        row.amount, row.account = answers["amount"], answers.get("account") or row.account
        _guaranteed(row, answers)
        _note(move, row, "renew", row.amount)


@answer("deposit.spend")
def spend(move: Move, answers: dict[str, Any]) -> None:
    """动用: what the bank paid out (roster ``payments``) is no longer held."""
    paid = sum(row["amount"] or 0 for row in answers.get("payments", []))
    row = queries.deposit_of(move.case)
    if paid and row:
        row.amount = max(row.amount - paid, 0)
        _note(move, row, "spend", paid)


@answer("deposit.replenish")
def replenish(move: Move, answers: dict[str, Any]) -> None:
    """补足: ``deposit_form`` CASH brings back what was spent, GUARANTEE is a new guarantee of the same amount.

    :raises Invalid: too little (65号文20条), or the new guarantee does not hold (17条).
    """
    form = answers.get("deposit_form")
    if form not in (CASH, GUARANTEE):
        return
    row = queries.deposit_of(move.case)
    least = drawing.spent_of(move.case) if form == CASH else drawing.available(move.case)
    _enough(move, form, answers, least)
    if row:
        row.form = form
        row.amount = answers["amount"] + (row.amount if form == CASH else 0)
        row.account = answers.get("account") or row.account
        row.contract_months = answers.get("contract_months") or row.contract_months
        _guaranteed(row, answers)
        _note(move, row, "replenish", answers["amount"])


@operation("deposit.returned")
def returned(move: Move) -> None:
    """返还: the deposit of the matter's unit is no longer held."""
    if row := queries.deposit_of(move.case):
        row.state = "RETURNED"
        _note(move, row, "return", row.amount)


def _enough(move: Move, form: str, answers: dict[str, Any], least: int) -> None:
    if form == CASH:
        if answers["amount"] < least:
            text = _("应为 %(least)s 元以上，填写的数额不足。请核对银行凭证。", least=format_yuan(least))
            raise Invalid(errors={"amount": [text]})
        return
    asked = {
        "expired": date.fromisoformat(answers["guarantee_until"]) < move.today,
        "amount": answers["amount"],
        "required": least,
        "guarantee_months": answers["guarantee_months"],
        "contract_months": answers["contract_months"],
    }
    decision = law.ask("deposit_guarantee", move.case.region_code, move.today, asked)
    result = decision.outputs.get("result")
    if result in FIELD_OF:
        row = decision.rows[0]
        text = _(
            "%(fault)s（%(article)s）。请施工总承包单位更换保函。", fault=row["text"], article=row["article"]
        )
        raise Invalid(errors={FIELD_OF[result]: [text]})


def _guaranteed(row: Deposit, answers: dict[str, Any]) -> None:
    stated = answers.get("guarantee_until") if row.form == GUARANTEE else None
    row.valid_until = date.fromisoformat(stated) if stated else None
    row.guarantee_months = answers.get("guarantee_months") if stated else None


def _note(move: Move, row: Deposit, verb: str, amount: int) -> None:
    journal.write(move.case, f"money.deposit_{verb}", {"deposit": row.id, "total": amount}, move.actor)


def _held(case: Case, column: str) -> Any:
    row = queries.deposit_of(case)
    value = getattr(row, column) if row else None
    return value.isoformat() if isinstance(value, date) else value


def _register_columns() -> None:
    """``deposit.<column>`` prefills a field with what the register says of the case's deposit."""
    for column in (
        "bank",
        "account",
        "valid_until",
        "guarantee_months",
        "contract_months",
        "project",
        "form",
    ):
        prefill(f"deposit.{column}")(lambda case, column=column: _held(case, column))
    for column in ("amount", "required"):
        prefill(f"deposit.{column}")(
            lambda case, column=column: None if (held := _held(case, column)) is None else format_yuan(held)
        )


_register_columns()


@prefill("deposit.contractor")
def contractor(case: Case) -> str:
    """施工总承包单位: as registered, else of the project, else the party that is liable as such, else the employer."""
    registered = _held(case, "contractor")
    of_project = case.project.contractor_name if case.project else ""
    party = next((each.name for each in case.parties if each.role == "CONTRACTOR"), "")
    return registered or of_project or party or case.employer_name


@prefill("deposit.by_rule")
def by_rule(case: Case) -> str:
    """应存数额: what the rule ``deposit_ratio`` answered last; empty where it gave no amount."""
    amount = (case_queries.fact(case.id, "rule.deposit_ratio") or {}).get("outputs", {}).get("amount")
    return format_yuan(amount) if amount else ""


@prefill("deposit.open_cases")
def open_cases(case: Case) -> str:
    """The numbers of wage cases of this region in which the unit is a party and that are not ended: 未解决的拖欠."""
    unit = next(party for party in case.parties if party.role == "EMPLOYER")
    same = or_(Party.name == unit.name, Party.uscc == unit.uscc) if unit.uscc else Party.name == unit.name
    wanted = select(Case.number).join(Party, Party.case_id == Case.id).where(same, Case.kind != MATTER)
    wanted = wanted.where(Case.state.not_in(ENDED), Case.region_code.in_(org.subtree(case.region_code)))
    wanted = wanted.where(Case.number.is_not(None)).distinct().order_by(Case.number)
    return "、".join(db.session.scalars(wanted))
