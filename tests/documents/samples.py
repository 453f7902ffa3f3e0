"""A case and answers for every paper; all people, firms, numbers and accounts are made up."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.cases import actions as cases
from app.cases.models import Answer, Case, Claim, Party, Project
from app.cases.move import Move
from app.db import db, transaction
from app.documents import actions
from app.documents.models import Document
from app.ledgers import actions as ledgers
from app.org import queries as org
from app.org.models import User
from tests.samples import USCC, id_number

NAMES = ("张测试", "李祎", "王喆", "赵堃", "陈玥")
COMPANY = "河南甲测试建筑劳务有限公司"
CONTRACTOR = "河南乙测试建设集团有限公司"


def a_case(workers: int = 5, *, paid: bool = False, bare: bool = False, serial: int = 12) -> Case:
    """A filed complaint of several workers. ``bare``: a report with nothing but the employer's name."""
    case = Case(
        number=f"4112212026{serial:05}",
        kind="REPORT" if bare else "COMPLAINT",
        channel="WINDOW",
        state="INSPECTING",
        region_code="411221",
        origin_code="411221",
        place_of_work_code="411221",
        received_at=datetime(2026, 7, 1, 2, 0, tzinfo=UTC),
        filed_on=None if bare else date(2026, 7, 6),
        employer_name=COMPANY,
        narrative="2026年3月至6月在工地做钢筋工，工资一直没有发。\n多次找班组长和公司，均说工程款没到。",
        head_count=0 if bare else workers,
    )
    case.parties = [Party(role="EMPLOYER", name=COMPANY)]
    if not bare:
        _detail(case, workers)
    db.session.add(case)
    db.session.flush()
    if paid:
        ledgers.pay(
            case, {1: 5000_00}, source="EMPLOYER", paid_on=date(2026, 7, 20), by="demo", reference="回单0001"
        )
    return case


def _detail(case: Case, workers: int) -> None:
    case.parties[0].uscc, case.parties[0].legal_rep = USCC, "周测试"
    case.parties[0].address = "河南省三门峡市渑池县测试路1号"
    case.parties[0].liable_order, case.parties[0].liable_article = 1, "《保障农民工工资支付条例》第十六条"
    contractor = Party(role="CONTRACTOR", name=CONTRACTOR, legal_rep="吴测试")
    contractor.address, contractor.liable_order = "河南省郑州市测试大道2号", 2
    contractor.liable_article = "《保障农民工工资支付条例》第三十条"
    case.parties.append(contractor)
    case.project = Project(
        name="渑池县测试安置房项目一期工程", place_code="411221", contractor_name=CONTRACTOR
    )
    for serial in range(1, workers + 1):
        name = NAMES[serial - 1] if serial <= len(NAMES) else f"测试工{serial}"
        claim = Claim(serial=serial, name=name, claimed=(8000 + 450 * serial) * 100 + 50, id_type="ID_CARD")
        claim.id_no, claim.phone = id_number(serial), f"139000{serial:05}"
        claim.job, claim.team_leader = "钢筋工", "孙测试"
        claim.period_from, claim.period_to, claim.months_unpaid = date(2026, 3, 1), date(2026, 6, 30), 4
        claim.verified, claim.bank_name, claim.bank_no = (
            claim.claimed,
            "测试银行渑池支行",
            f"62220000000000{serial:05}",
        )
        case.claims.append(claim)


def answered(case: Case, process: str, step: str, by: str, answers: dict[str, Any]) -> None:
    """Somebody completed a step before."""
    key = f"{step}-{case.id}"
    at = datetime(2026, 7, 25, 2, 0, tzinfo=UTC)
    db.session.add(
        Answer(
            task_id=key[:36],
            case_id=case.id,
            process=process,
            step=step,
            answers=answers,
            by=by,
            at=at,
            outcome=answers.get("outcome"),
        )
    )


def officer(group: str = "hrss_inspection") -> User | None:
    """The demo's person in a department of the sample's county."""
    return org.user_by_name(f"{group}@411221")


@dataclass(frozen=True)
class Step:
    """The step that issues a paper: where it stands, its answers, and what must be on the paper."""

    process: str
    step: str
    answers: dict[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    group: str = "hrss_inspection"


def move_of(case: Case, at: Step) -> Move:
    """The move in which the paper is issued."""
    return Move(
        case=case,
        run_id=1,
        process=at.process,
        today=date(2026, 8, 3),
        by=officer(at.group),
        step=at.step,
        task_id="task-1",
        outcome=at.answers.get("outcome"),
        answers=at.answers,
    )


def known(case: Case) -> None:
    """What the case has learnt before: facts and the steps that prepare papers."""
    for name, value in FACTS.items():
        cases.set_fact(case, name, value)
    for done in EARLIER:
        answered(case, done["process"], done["step"], f"{done['group']}@411221", done["answers"])
    db.session.flush()


_DATA = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
FACTS: dict[str, Any] = _DATA["facts"]
EARLIER: list[dict[str, Any]] = _DATA["earlier"]
PAPERS: dict[str, Step] = {kind: Step(**step) for kind, step in _DATA["papers"].items()}
"""For each paper the step that issues it."""


def stored(serial: int = 12, region: str = "411221", **given: Any) -> int:
    """A case in the database with all that papers may ask: its id."""
    with transaction():
        case = a_case(serial=serial, **given)
        case.region_code = case.origin_code = region
        known(case)
        return case.id


def issue(case_id: int, *kinds: str, **more: Any) -> list[Document]:
    """Papers of a stored case, issued and numbered in one transaction."""
    with transaction():
        case = db.session.get_one(Case, case_id)
        made = [actions.issue(move_of(case, PAPERS[kind]), kind, **more) for kind in kinds]
        actions.draw_numbers(case)
    return made
