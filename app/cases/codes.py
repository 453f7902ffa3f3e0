"""The query code (查询码) with which a complainant follows a case without signing in.

Ten wrong codes in an hour lock a number until fewer lie within the hour. A failure must outlive the request that it
refuses, and a right code must not write, so an edge does::

    outcome = codes.check(number, code)        # reads only
    if outcome.wrong:
        with db.transaction():
            codes.record(outcome)
    case = outcome.opened()                    # raises the refusal
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app import vault
from app.cases.models import Case
from app.db import db
from app.errors import NotFound, TooMany
from app.org import failures

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
LENGTH = 12
NUMBER = re.compile(r"\d{15}", re.ASCII)
LIMIT = failures.Limit(tries=10, window=timedelta(hours=1))
_AS_READ = str.maketrans("OIL", "011", " -")


@dataclass(frozen=True)
class Outcome:
    """How a try with a query code went. ``retry_after``: seconds for which the number is locked."""

    number: str
    case: Case | None
    retry_after: int | None = None

    @property
    def wrong(self) -> bool:
        """Is this a failure to record?"""
        return self.case is None and self.retry_after is None and NUMBER.fullmatch(self.number) is not None

    def opened(self) -> Case:
        """The case.

        :raises NotFound: wrong code or no such number: the two are not told apart.
        :raises TooMany: the number is locked; details hold ``retry_after`` in seconds.
        """
        if self.retry_after is not None:
            raise TooMany(
                _(
                    "查询码输错次数过多，该编号已暂时锁定。请于%(minutes)s分钟后再试。",
                    minutes=-(-self.retry_after // 60),
                ),
                retry_after=self.retry_after,
            )
        if self.case is None:
            raise NotFound(_("未找到该案件：编号或查询码不正确。请核对收件回执上的编号和查询码。"))
        return self.case


def new() -> str:
    """A fresh code of 60 random bits. Shown once, to the complainant."""
    return "".join(secrets.choice(ALPHABET) for _digit in range(LENGTH))


def digest(code: str) -> str:
    """What is stored of a code: a keyed hash, of the code as people may write it (lower case, hyphens, O for 0)."""
    plain = code.encode("ascii", "replace").decode().upper().translate(_AS_READ)
    return vault.blind_index(f"query code {plain}")


def check(number: str, code: str) -> Outcome:
    """Look whether the code opens the case. Raises nothing and writes nothing: see the module's docstring."""
    if not NUMBER.fullmatch(number):
        return Outcome(number, None)
    retry_after = failures.locked_for(_scope(number), LIMIT)
    if retry_after is not None:
        return Outcome(number, None, retry_after)
    case = db.session.scalar(select(Case).filter_by(number=number))
    stored = case.query_code_hash if case else None
    return Outcome(number, case if hmac.compare_digest(stored or "", digest(code)) else None)


def record(outcome: Outcome) -> None:
    """Store a wrong code as a row."""
    if outcome.wrong:
        failures.record(_scope(outcome.number))


def _scope(number: str) -> str:
    return f"code:{number}"
