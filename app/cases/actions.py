"""The things people do with a case file. Nothing here commits."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, select, text

from app import clock, vault
from app.cases import codes, journal, numbering, search
from app.cases.models import Answer, Case, Claim, Fact, Party, Project, Reporter
from app.cases.move import Move
from app.cases.rules import ENDED, MATTER, OWN, months_between
from app.db import append, append_all, db, of_transaction
from app.errors import Invalid
from app.forms.identity import birth_date, is_female
from app.law import actions as law
from app.law.rules import COUNTRY

TAKE_PART = text(
    'INSERT INTO participation (case_id, "group", region_code) VALUES (:case, :group, :region) ON CONFLICT DO NOTHING'
)
TAKING_PART = "departments known to take part"
LOCKED = select(Case).where(Case.id == bindparam("case")).with_for_update()
LOCKED = LOCKED.execution_options(populate_existing=True)


@dataclass(frozen=True)
class Worker:
    """What one worker asks for, as stated. ``owed`` in fen."""

    name: str
    owed: int
    id_no: str | None = None
    phone: str | None = None
    is_migrant: bool = True
    period_from: date | None = None
    period_to: date | None = None
    months_unpaid: int | None = None
    job: str = ""
    team_leader: str = ""
    bank_name: str = ""
    bank_no: str | None = None
    has_iou: bool = False


@dataclass(frozen=True)
class Complaint:
    """A complaint (投诉) or report (举报) as it came in."""

    kind: str
    channel: str
    region_code: str
    origin_code: str
    place_of_work_code: str
    employer_name: str
    narrative: str
    employer_kind: str = "UNIT"
    employer_uscc: str | None = None
    employer_id_no: str | None = None
    employer_address: str = ""
    project_name: str = ""
    natures: Sequence[str] = ()
    industry: str = "CONSTRUCTION"
    workers: Sequence[Worker] = ()
    wants_mediation: bool = False
    mediation_filed: bool = False
    arbitration_filed: bool = False
    lawsuit_filed: bool = False
    external_ref: str | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None


def lock(case_id: int) -> Case:
    """The case, read anew behind the lock of its row. Whoever moves a case locks it first, then a run of it."""
    return db.session.scalars(LOCKED, {"case": case_id}).one()


def register(complaint: Complaint, by: str) -> Case:
    """Open a case file for a complaint. It has no number yet: :func:`draw_number` gives one, as the last act.

    :raises Invalid: a complaint without a worker and an amount.
    """
    if complaint.kind == "COMPLAINT" and not complaint.workers:
        raise Invalid(
            errors={
                "workers": [_("投诉至少要有一名劳动者的姓名和欠薪数额。若您不是被欠薪的人，请选择“举报”。")]
            }
        )
    case = Case(
        kind=complaint.kind,
        channel=complaint.channel,
        external_ref=complaint.external_ref,
        region_code=complaint.region_code,
        origin_code=complaint.origin_code,
        place_of_work_code=complaint.place_of_work_code,
        received_at=clock.now(),
        employer_name=complaint.employer_name,
        industry=complaint.industry,
        natures=list(complaint.natures),
        narrative=complaint.narrative,
        wants_mediation=complaint.wants_mediation,
        mediation_filed=complaint.mediation_filed,
        arbitration_filed=complaint.arbitration_filed,
        lawsuit_filed=complaint.lawsuit_filed,
        head_count=len(complaint.workers),
        journal_head="",
        journal_length=0,
    )
    case.parties.append(
        Party(
            role="EMPLOYER",
            kind=complaint.employer_kind,
            name=complaint.employer_name,
            uscc=complaint.employer_uscc,
            id_no=complaint.employer_id_no,
            address=complaint.employer_address,
        )
    )
    if complaint.project_name:
        case.project = find_project(complaint.project_name, complaint.place_of_work_code, complaint.natures)
    db.session.add(case)
    set_workers(case, complaint.workers)
    db.session.flush()
    if complaint.reporter_name or complaint.reporter_phone:
        db.session.add(
            Reporter(case_id=case.id, name=complaint.reporter_name, phone=complaint.reporter_phone)
        )
    journal.write(
        case, "case.register", {"kind": case.kind, "channel": case.channel, "claims": len(case.claims)}, by
    )
    return case


def register_matter(subject: str, uscc: str | None, region_code: str, by: str) -> Case:
    """Open a file for what is worked on without a wage case (事项). ``subject``: the unit or thing it is about."""
    case = Case(
        kind=MATTER,
        channel=OWN,
        region_code=region_code,
        origin_code=region_code,
        place_of_work_code=region_code,
        received_at=clock.now(),
        employer_name=subject,
        narrative="",
        natures=[],
        journal_head="",
        journal_length=0,
    )
    case.parties.append(Party(role="EMPLOYER", name=subject, uscc=uscc))
    db.session.add(case)
    db.session.flush()
    journal.write(case, "case.register", {"kind": case.kind, "channel": case.channel, "claims": 0}, by)
    return case


def find_project(name: str, place: str, natures: Sequence[str]) -> Project:
    """The project of that name at that place; a new one if there is none."""
    known = db.session.scalar(db.select(Project).filter_by(name=name, place_code=place))
    return known or Project(name=name, place_code=place, natures=list(natures))


def set_workers(case: Case, workers: Iterable[Worker]) -> None:
    """Append worker claims, numbered in order."""
    for worker in workers:
        case.claims.append(_claim(worker, len(case.claims) + 1))
    case.head_count = len(case.claims)


def _claim(worker: Worker, serial: int) -> Claim:
    claim = Claim(serial=serial, claimed=worker.owed)
    amend_claim(claim, worker)
    return claim


def amend_claim(claim: Claim, worker: Worker) -> None:
    """Take over what a worker states. The month count follows from the period where it is not stated."""
    claim.name = worker.name
    claim.claimed = worker.owed
    claim.id_no = worker.id_no
    claim.id_type = "ID_CARD" if worker.id_no else "NONE"
    claim.id_index = vault.blind_index(worker.id_no) if worker.id_no else None
    claim.phone = worker.phone
    claim.is_migrant = worker.is_migrant
    claim.period_from, claim.period_to = worker.period_from, worker.period_to
    claim.months_unpaid = worker.months_unpaid or months_between(worker.period_from, worker.period_to)
    claim.job, claim.team_leader = worker.job, worker.team_leader
    claim.bank_name, claim.bank_no = worker.bank_name, worker.bank_no
    claim.has_iou = worker.has_iou
    claim.flags = _flags(worker)


def _flags(worker: Worker) -> list[str]:
    """用工年龄提示, at the time of the work: a child, a minor, past retirement. A hint; nobody is turned away."""
    if not worker.id_no or len(worker.id_no) != 18:
        return []
    began = worker.period_from or worker.period_to or clock.today()
    facts = {
        "born_on": birth_date(worker.id_no),
        "worked_from": began,
        "worked_to": worker.period_to or began,
        "female": is_female(worker.id_no),
    }
    flag = law.ask("working_age", COUNTRY, began, facts).outputs.get("flag", "NONE")
    return [] if flag == "NONE" else [flag]


def draw_number(case: Case) -> str:
    """Give the case its number: region 6 + year 4 + serial 5, gapless per region and year. The last act."""
    year = clock.today().year
    region = case.region_code[:6]
    if case.kind == MATTER:
        case.number = numbering.matter_number(region, year, numbering.draw(f"matter:{region}:{year}"))
    else:
        case.number = numbering.case_number(region, year, numbering.draw(f"case:{region}:{year}"))
    search.index(case)
    return case.number


def give_query_code(case: Case) -> str:
    """Make the code with which the complainant follows the case; only its hash is kept."""
    code = codes.new()
    case.query_code_hash = codes.digest(code)
    return code


def set_fact(case: Case, name: str, value: Any, task_id: str | None = None) -> None:
    """Record a dated fact of the case; the newest of a name holds."""
    append(Fact, case_id=case.id, name=name, value=value, task_id=task_id, at=clock.now())


def keep_answers(move: Move, facts: Mapping[str, str]) -> None:
    """Store what a person answered at a step, and the fields of it that are facts of the case.

    :param facts: field name -> fact name, from the form's ``x-fact``.
    """
    answers = move.answers or {}
    assert move.task_id
    append(
        Answer,
        task_id=move.task_id,
        case_id=move.case.id,
        process=move.process,
        step=move.step,
        outcome=move.outcome,
        answers=answers,
        by=move.actor,
        on_behalf_of=move.on_behalf_of,
        at=clock.now(),
    )
    said = {name: answers[field] for field, name in facts.items() if answers.get(field) is not None}
    if said:
        kept = {"case_id": move.case.id, "task_id": move.task_id, "at": clock.now()}
        append_all(Fact, [{"name": name, "value": value, **kept} for name, value in said.items()])


def answers_hash(answers: Mapping[str, Any]) -> str:
    """What the journal keeps of an answer: a hash, from which nothing can be read."""
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def move_to(case: Case, state: str, by: str) -> None:
    """Change the state of a case, with a journal entry."""
    if case.state != state:
        journal.write(case, "case.state", {"from": case.state, "to": state}, by)
        case.state = state
        case.closed_at = clock.now() if state in ENDED else None


def reopen(case: Case, stage: str, by: str) -> None:
    """重新启动: the number and all that happened stay; the case goes on from a stage."""
    case.reopened += 1
    move_to(case, "REOPENED", by)
    journal.write(case, "case.reopen", {"stage": stage}, by)


def takes_part(case: Case, group: str, region_code: str) -> None:
    """That the department takes part is known: it has just done a step."""
    of_transaction().setdefault(TAKING_PART, set()).add((case.id, group, region_code))


def take_part(case: Case, group: str, region_code: str) -> None:
    """Remember that a department takes part, so that its people may see the case from now on."""
    known: set[tuple[int, str, str]] = of_transaction().setdefault(TAKING_PART, set())
    if (case.id, group, region_code) in known:
        return
    known.add((case.id, group, region_code))
    db.session.connection().execute(TAKE_PART, {"case": case.id, "group": group, "region": region_code})
