"""A system with something in every corner that a backup or a new key must not forget."""

from io import BytesIO

from app import clock
from app.cases.models import Case
from app.cases.move import Move
from app.casework import actions
from app.db import db, transaction
from app.documents import actions as documents
from app.documents import files, uploads
from app.inbox import actions as inbox
from app.inbox.models import Task
from app.ledgers import actions as ledgers
from app.notices import actions as notices
from app.notices import texts
from app.org import queries as org
from tests import samples
from tests.casework import bench

CLERK = "hrss_intake@411221"


def fill() -> Case:
    """A case with people, answers, a draft, a paper, an upload, money, a notice and a side run; nothing rendered."""
    with transaction():
        bench.deploy_all()
        case = actions.open_case(samples.complaint("three_workers"), org.user_by_name(CLERK)).case
        report = samples.complaint("report", reporter_name="某举报人", reporter_phone="13900000098")
        actions.open_case(report, None)
    user = org.user_by_name(CLERK)
    assert user
    with transaction():
        task = db.session.query(Task).filter_by(case_id=case.id, step="review").one()
        actions.complete_task(task.id, {"outcome": "ACCEPT", "reason": "齐全"}, user)
    with transaction():
        task = db.session.query(Task).filter_by(case_id=case.id, step="inspect").one()
        inbox.keep_draft(task, user, {"reason": "写到一半"})
        move = Move(
            case=case, run_id=task.run_id, process=task.process, today=clock.today(), by=user, answers={}
        )
        documents.issue(move, "complaint_receipt")
        documents.draw_numbers(case)
        uploads.upload(files.receive(BytesIO(b"%PDF-1.4\nupload")), "凭证.pdf", CLERK)
        ledgers.determine(case, {1: 8500_00, 2: 12000_00}, CLERK)
        ledgers.advance(case, {1: 3000_00}, paid_on=clock.today(), by=CLERK)
        ledgers.pay(case, {1: 8500_00}, source="EMPLOYER", paid_on=clock.today(), by=CLERK)
        notices.queue(case, "SMS", sorted(texts.names())[0], {"number": case.number}, {"key": "13900000001"})
    return case
