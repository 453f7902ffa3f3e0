"""Who sees a case: the one WHERE that every list begins with.

A department sees the cases in which it takes or took part, in its region and those below. A supervisor sees every case
that lies in, or was received in, the regions below.
"""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select, true

from app.cases.models import Case, Participation
from app.db import db
from app.errors import NotFound
from app.org import access, queries
from app.org.models import User


def visible(user: User) -> ColumnElement[bool]:
    """The condition on :class:`Case` under which this user may see a case."""
    scopes = access.scopes(user)
    supervised = sorted({code for root in scopes.supervises for code in queries.subtree(root)})
    if queries.COUNTRY in supervised:
        return true()
    conditions: list[ColumnElement[bool]] = []
    if scopes.participates:
        # IN, not EXISTS: both databases then start from the department's own cases, however many others there are
        conditions.append(Case.id.in_(select(Participation.case_id).where(_takes_part(scopes.participates))))
    if supervised:
        conditions += [Case.region_code.in_(supervised), Case.origin_code.in_(supervised)]
    return or_(*conditions) if conditions else false()


def _takes_part(participates: tuple[tuple[str, tuple[str, ...]], ...]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(Participation.group == group, Participation.region_code.in_(codes))
            for group, codes in participates
        )
    )


def find_visible(user: User, number: str) -> Case:
    """The case of that number, if the user may see it.

    :raises NotFound: there is none, or the user may not see it: the two are not told apart.
    """
    known = number.isascii() and number.isalnum()  # a matter's number has an M
    case = db.session.scalar(select(Case).where(Case.number == number, visible(user))) if known else None
    if case is None:
        raise NotFound(
            _("未找到案件%(number)s：编号有误，或该案件不属于您的查看范围。请核对编号。", number=number[:30])
        )
    return case
