"""Which cases have something to work off in this transaction: a run was asked for, a message was sent, or a run awaits
what it did not await before. A move that did none of this need not look."""

from app.db import of_transaction

MEMO = "cases with something to work off"


def mark(case_id: int) -> None:
    """Something may have to be started or delivered in this case before the move ends."""
    of_transaction().setdefault(MEMO, set()).add(case_id)


def take(case_id: int) -> bool:
    """Was the case marked? It is not any more."""
    marked: set[int] = of_transaction().get(MEMO, set())
    if case_id not in marked:
        return False
    marked.remove(case_id)
    return True
