"""What we owe someone to be told: written in the transaction of the step, sent by the worker afterwards."""

from datetime import timedelta
from typing import Any

from sqlalchemy import or_

from app import clock, faults
from app.cases.models import Case
from app.db import db
from app.notices import texts
from app.notices.channels import CHANNELS
from app.notices.models import Notice

LEASE = timedelta(minutes=2)
BACK_OFF = (1, 5, 30, 240, 1440)  # minutes


def queue(
    case: Case | None, channel: str, template: str, params: dict[str, Any], recipients: dict[str, str]
) -> None:
    """Owe several people the same message, by unique key; those who are owed it already are left out."""
    known = set(db.session.scalars(db.select(Notice.unique_key).where(Notice.unique_key.in_(recipients))))
    now = clock.now()
    for key, recipient in recipients.items():
        if key not in known:
            db.session.add(
                Notice(
                    case_id=case.id if case else None,
                    unique_key=key,
                    channel=channel,
                    recipient=recipient,
                    template=template,
                    params=params,
                    next_try=now,
                    created_at=now,
                )
            )


def tell_complainant(case: Case, template: str, key: str) -> None:
    """首问答复: tell those who complained and left a phone how the case stands. Never the reporter of a 举报."""
    recipients = {
        f"{case.id}:{template}:{key}:{claim.serial}": claim.phone for claim in case.claims if claim.phone
    }
    queue(case, "SMS", template, {"number": case.number}, recipients)


def due(limit: int = 50) -> list[int]:
    """Lease the notices that are to be sent now; a lease that ran out is taken again."""
    now = clock.now()
    rows = db.session.scalars(
        db.select(Notice)
        .where(
            Notice.state == "waiting",
            Notice.next_try <= now,
            or_(Notice.lease_until.is_(None), Notice.lease_until < now),
        )
        .order_by(Notice.next_try)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_until = now + LEASE
    return [row.id for row in rows]


def send(notice_id: int) -> str | None:
    """Call the channel, outside any transaction. Returns the error, None when it went out."""
    try:
        row = db.session.get_one(Notice, notice_id)
        CHANNELS[row.channel](row.recipient, texts.text_of(row.template, row.params), row.template)
    except Exception as fault:  # noqa: BLE001 - whatever a channel raises, the row says so and the worker goes on
        return faults.told(fault)[:300]
    return None


def settle(notice_id: int, error: str | None) -> None:
    """Write down how sending went: sent, another try later, or given up after the last."""
    row = db.session.get_one(Notice, notice_id)
    row.attempts += 1
    row.lease_until = None
    if error is None:
        row.state, row.sent_at, row.error = "sent", clock.now(), ""
        return
    row.error = error
    if row.attempts > len(BACK_OFF):
        row.state = "failed"
    else:
        row.next_try = clock.now() + timedelta(minutes=BACK_OFF[row.attempts - 1])
