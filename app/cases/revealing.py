"""Showing a number that pages mask: for a stated reason, and on record. Nothing here commits."""

from flask_babel import gettext as _

from app.cases import journal
from app.cases.models import Case, Claim, Entry, Party, Reporter
from app.db import db
from app.errors import Invalid, NotAllowed, NotFound
from app.org.models import User

REASONS = ("IDENTITY", "CONTACT", "PAYMENT", "SERVICE", "REFERRAL")
FIELDS = {
    "claim": ("id_no", "phone", "bank_no"),
    "party": ("id_no", "phone"),
    "reporter": ("name", "phone"),
}
VERB = "personal.reveal"
TAKEN = ("task.claim", "task.complete")


def reveal(case: Case, kind: str, number: int, field: str, reason: str, by: User) -> tuple[str, str]:
    """Whose number it is, and the number itself. The journal keeps who looked, at what and why, never the number.

    :param number: the serial of a claim, the id of a party; of no meaning for the reporter.
    :raises Invalid: no such field or no reason.
    :raises NotFound: the case has no such person, or the number is not known.
    :raises NotAllowed: the reporter is only for the intake desk and those who handled the case.
    """
    if field not in FIELDS.get(kind, ()):
        raise Invalid(errors={"field": [_("请选择要显示的内容。")]})
    if reason not in REASONS:
        raise Invalid(errors={"reason": [_("请选择查看理由；查看会记入案件日志。")]})
    row = _row(case, kind, number)
    if kind == "reporter" and not may_see_reporter(case, by):
        raise NotAllowed(_("举报人信息只有受理窗口和本案承办人员可以查看。"), reason="reporter")
    value = getattr(row, field, None)
    if not value:
        raise NotFound(_("没有登记这项内容。"))
    what = {"of": kind, "number": number, "field": field, "reason": reason}
    journal.write(case, VERB, what, by.username)
    return getattr(row, "name", None) or _("举报人"), str(value)


def may_see_reporter(case: Case, user: User) -> bool:
    """Does the user work at the intake desk of the case, or handle it (承办): an officer of human resources who has
    taken one of its steps? Other departments that are asked about a report need not know who made it."""
    here = {case.region_code, case.origin_code}
    if any(post.group == "hrss_intake" and post.region_code in here for post in user.posts):
        return True
    if not any(post.group.startswith("hrss_") for post in user.posts):
        return False
    taken = db.select(Entry.serial).filter_by(case_id=case.id, by=user.username).where(Entry.verb.in_(TAKEN))
    return db.session.scalar(taken.limit(1)) is not None


def has_reporter(case: Case) -> bool:
    """Has the reporter said who they are?"""
    return db.session.get(Reporter, case.id) is not None


def _row(case: Case, kind: str, number: int) -> Claim | Party | Reporter:
    row: Claim | Party | Reporter | None
    if kind == "claim":
        row = next((claim for claim in case.claims if claim.serial == number), None)
    elif kind == "party":
        row = next((party for party in case.parties if party.id == number), None)
    else:
        row = db.session.get(Reporter, case.id)
    if row is None:
        raise NotFound(_("本案没有这个人。"))
    return row


def recent(limit: int = 200) -> list[tuple[Entry, str]]:
    """Who looked at masked numbers, newest first, with the case's number: for the audit."""
    rows = db.select(Entry, Case.number).join(Case, Case.id == Entry.case_id).where(Entry.verb == VERB)
    found = db.session.execute(
        rows.order_by(Entry.at.desc(), Entry.case_id.desc(), Entry.serial.desc()).limit(limit)
    )
    return [(entry, number or "") for entry, number in found]
