"""The words that a diagram may say about the case file."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.cases import actions, queries
from app.cases.models import Case, Party
from app.cases.move import Move
from app.engine.operations import answer, operation, prefill
from app.errors import Invalid
from app.forms.money import format_yuan


@operation("case.state")
def state(move: Move, state: str) -> None:
    """Put the case into a state of the life cycle (domain: 状态机)."""
    actions.move_to(move.case, state, move.actor)


@operation("case.filed")
def filed(move: Move, fact: str = "") -> None:
    """立案: the filing date is the given fact's date, or today."""
    stated = queries.fact(move.case.id, fact) if fact else None
    move.case.filed_on = date.fromisoformat(stated[:10]) if stated else move.today
    actions.set_fact(move.case, "filed_on", move.case.filed_on.isoformat(), move.task_id)


@operation("fact.set")
def set_fact(move: Move, name: str, value: str = "today") -> None:
    """Record a fact; ``today`` stands for the date of the step."""
    actions.set_fact(move.case, name, move.today.isoformat() if value == "today" else value, move.task_id)


@operation("fact.read")
def read_fact(move: Move, name: str, default: str = "") -> Any:
    """The newest value of a fact as a scalar, so that a gateway can read it."""
    value = queries.fact(move.case.id, name)
    return default if value is None else value


@operation("case.is_collective")
def is_collective(move: Move, at_least: str) -> bool:
    """集体争议: do at least that many workers claim together (以上含本数)?"""
    return move.case.head_count >= int(at_least)


@operation("case.sued")
def sued(move: Move, value: str) -> None:
    """已起诉 (``true``, ``false``): is a suit about the same matter pending? No inspection beside it (监察条例21条)."""
    move.case.lawsuit_filed = value == "true"


@answer("path.choose")
def choose_path(move: Move, _answers: dict[str, Any]) -> None:
    """选择途径: whoever has sued cannot have the same matter inspected or arbitrated beside the suit.

    :raises Invalid: an outcome that leads to inspection or arbitration while a suit is pending (监察条例21条).
    """
    if move.case.lawsuit_filed and move.outcome in ("INSPECTION", "ARBITRATION", "GUIDE_ARBITRATION"):
        raise Invalid(
            errors={
                "outcome": [
                    _("已就同一事项起诉，不能再立案查处或者仲裁。请选法院程序；撤诉的，先在诉讼跟踪中登记。")
                ]
            }
        )


@answer("case.amend")
def amend(move: Move, answers: dict[str, Any]) -> None:
    """登记核对: take over the corrected particulars of the complaint."""
    case = move.case
    for field in ("employer_name", "narrative", "industry", "continuing", "place_of_work_code"):
        if answers.get(field) is not None:
            setattr(case, field, answers[field])
    for field in ("mediation_filed", "arbitration_filed", "lawsuit_filed", "wants_mediation"):
        if field in answers:
            setattr(case, field, answers[field])
    if answers.get("violation_ended_on"):
        case.violation_ended_on, case.continuing = date.fromisoformat(answers["violation_ended_on"]), False
    if answers.get("natures"):
        case.natures = answers["natures"]
    if answers.get("project_name"):
        case.project = actions.find_project(answers["project_name"], case.place_of_work_code, case.natures)
    employer = _employer(case)
    employer.name = case.employer_name
    for field, column in (
        ("employer_kind", "kind"),
        ("employer_uscc", "uscc"),
        ("employer_id_no", "id_no"),
        ("employer_address", "address"),
        ("employer_legal_rep", "legal_rep"),
    ):
        if answers.get(field):
            setattr(employer, column, answers[field])
    _amend_claims(case, answers.get("workers", []))


def _amend_claims(case: Case, rows: list[dict[str, Any]]) -> None:
    known = {str(claim.serial): claim for claim in case.claims}
    for row in rows:
        worker = worker_of(row)
        if claim := known.get(str(row.get("claim") or "")):
            actions.amend_claim(claim, worker)
        else:
            actions.set_workers(case, [worker])


@answer("claims.accounts")
def accounts(move: Move, answers: dict[str, Any]) -> None:
    """逐人核实: ID number, phone and own account of each worker (roster ``claims``); all else stays as it is."""
    known = {str(claim.serial): claim for claim in move.case.claims}
    for row in answers.get("claims", []):
        if claim := known.get(row["claim"]):
            said = {key: getattr(claim, key) for key in actions.Worker.__dataclass_fields__ if key != "owed"}
            said |= {key: row[key] for key in ("id_no", "phone", "bank_name", "bank_no") if row.get(key)}
            actions.amend_claim(claim, actions.Worker(owed=claim.claimed, **said))


def worker_of(row: dict[str, Any]) -> actions.Worker:
    """A roster row of a form (amounts already in fen) as a worker's statement."""
    fields = {key: row[key] for key in actions.Worker.__dataclass_fields__ if row.get(key) is not None}
    for key in ("period_from", "period_to"):
        if key in fields:
            fields[key] = date.fromisoformat(fields[key])
    return actions.Worker(**fields)


@answer("claims.registered")
def registered(move: Move, _answers: dict[str, Any]) -> None:
    """有申请人: what is accepted (outcome ``ACCEPT``) has a worker who is registered by name.

    :raises Invalid: nobody is, as in a report (举报) in which no worker was found.
    """
    if move.outcome == "ACCEPT" and not move.case.claims:
        raise Invalid(
            errors={
                "outcome": [
                    _("本案没有登记劳动者，没有申请人，不能受理。请不予受理，并告知由劳动者本人申请仲裁。")
                ]
            }
        )


@answer("parties.liable")
def liable(move: Move, answers: dict[str, Any]) -> None:
    """清偿责任认定: who pays, in which order, by which article, up to which amount."""
    by_name = {party.name: party for party in move.case.parties}
    for order, row in enumerate(answers.get("liable", []), start=1):
        party = by_name.get(row["name"])
        if party is None:
            party = Party(role=row["role"], name=row["name"], kind=row.get("kind", "UNIT"))
            move.case.parties.append(party)
        if party.role != "EMPLOYER":  # whoever was complained of stays the employer in every paper
            party.role = row.get("role", party.role)
        party.uscc = row.get("uscc") or party.uscc
        party.id_no = row.get("id_no") or party.id_no
        party.liable_order = row.get("order") or order
        party.liable_article = row.get("article", "")
        party.liable_cap = row.get("cap")


@answer("case.officers")
def officers(move: Move, answers: dict[str, Any]) -> None:
    """指派: who investigates (roster ``officers``: name, certificate_no), for every enforcement paper from now on."""
    actions.set_fact(move.case, "officers", answers["officers"], move.task_id)


@prefill("workers.all")
def workers_all(case: Case) -> list[dict[str, Any]]:
    """Every worker's particulars, for a step that corrects them."""
    return [
        {
            "claim": str(claim.serial),
            "name": claim.name,
            "id_no": claim.id_no,
            "phone": claim.phone,
            "is_migrant": claim.is_migrant,
            "job": claim.job,
            "team_leader": claim.team_leader,
            "period_from": claim.period_from and claim.period_from.isoformat(),
            "period_to": claim.period_to and claim.period_to.isoformat(),
            "months_unpaid": claim.months_unpaid,
            "owed": format_yuan(claim.claimed),
            "bank_name": claim.bank_name,
            "bank_no": claim.bank_no,
            "has_iou": claim.has_iou,
        }
        for claim in case.claims
    ]


@prefill("claims.all")
def claims_all(case: Case) -> list[dict[str, Any]]:
    """A row for each claim, for a step that determines what is owed."""
    return [
        {
            "claim": str(claim.serial),
            "name": claim.name,
            "months_unpaid": claim.months_unpaid,
            "claimed": format_yuan(claim.claimed),
            "verified": format_yuan(claim.claimed if claim.verified is None else claim.verified),
        }
        for claim in case.claims
    ]


@prefill("claims.accounts")
def claims_accounts(case: Case) -> list[dict[str, Any]]:
    """A row for each claim with what a payment to the worker needs."""
    return [
        row
        | {"id_no": claim.id_no, "phone": claim.phone, "bank_name": claim.bank_name, "bank_no": claim.bank_no}
        for row, claim in zip(claims_all(case), case.claims, strict=True)
    ]


@prefill("case.duplicates")
def duplicates(case: Case) -> str:
    """The numbers of other open cases of the same person, employer and period."""
    return "、".join(other.number or "" for other in queries.likely_duplicates(case))


@prefill("parties.all")
def parties_all(case: Case) -> list[dict[str, Any]]:
    """The parties in the order in which they are liable."""
    ordered = sorted(case.parties, key=lambda party: (party.liable_order or 99, party.id))
    return [
        {
            "name": party.name,
            "role": party.role,
            "uscc": party.uscc,
            "article": party.liable_article,
            "cap": None if party.liable_cap is None else format_yuan(party.liable_cap),
        }
        for party in ordered
    ]


def _register_columns() -> None:
    """``case.<column>`` prefills a field with what the case already says."""
    for column in (
        "kind", "employer_name", "narrative", "industry", "continuing", "place_of_work_code", "natures",
        "wants_mediation", "mediation_filed", "arbitration_filed", "lawsuit_filed", "head_count", "number",
    ):  # fmt: skip
        prefill(f"case.{column}")(lambda case, column=column: getattr(case, column))


_register_columns()


@prefill("complaint.narrative")
def complaint_narrative(case: Case) -> str:
    """What was complained of, for papers; of a report (举报) nothing: its words may show who reported."""
    return case.narrative if case.kind == "COMPLAINT" else ""


@prefill("case.project_name")
def project_name(case: Case) -> str:
    """The project's name."""
    return case.project.name if case.project else ""


def _register_employer() -> None:
    """``case.employer_<column>``: who is complained of; that may be a person, or a unit without a credit code."""
    for column in ("kind", "uscc", "id_no", "address"):
        prefill(f"case.employer_{column}")(lambda case, column=column: getattr(_employer(case), column))


def _employer(case: Case) -> Party:
    return next(party for party in case.parties if party.role == "EMPLOYER")


_register_employer()


@prefill("today")
def today(_case: Case) -> str:
    """The date of the step."""
    return clock.today().isoformat()
