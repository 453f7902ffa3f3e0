"""Wrong passwords and query codes as rows, so that a lock holds across processes."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import delete, func, select

from app import clock
from app.db import db
from app.org.models import Failure

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """``tries`` failures within ``window`` lock a scope: for ``lock`` from the last, or until fewer lie within."""

    tries: int
    window: timedelta
    lock: timedelta | None = None


def locked_for(scope: str, limit: Limit) -> int | None:
    """For how many more seconds a scope is locked; None: it is not."""
    newest_first = select(Failure.at).filter_by(scope=scope).order_by(Failure.at.desc()).limit(limit.tries)
    last = db.session.scalars(newest_first).all()
    if len(last) < limit.tries or last[0] - last[-1] >= limit.window:
        return None
    until = last[0] + limit.lock if limit.lock else last[-1] + limit.window
    left = (until - clock.now()).total_seconds()
    return ceil(left) if left > 0 else None


def record(scope: str) -> None:
    """Store one failure."""
    db.session.add(Failure(scope=scope, at=clock.now()))


def locked(start: str, limit: Limit) -> dict[str, int]:
    """The scopes beginning so that are locked now, with the seconds left."""
    often = (
        select(Failure.scope)
        .where(Failure.scope.startswith(start, autoescape=True), Failure.at > clock.now() - KEPT)
        .group_by(Failure.scope)
        .having(func.count() >= limit.tries)
        .order_by(Failure.scope)
    )
    found = {scope: locked_for(scope, limit) for scope in db.session.scalars(often)}
    return {scope: left for scope, left in found.items() if left}


def forget(scope: str) -> None:
    """Unlock a scope."""
    db.session.execute(delete(Failure).filter_by(scope=scope))


def sweep() -> None:
    """Delete failures that no lock counts any more."""
    db.session.execute(delete(Failure).where(Failure.at < clock.now() - KEPT))
