"""Taking a task, giving it back, keeping what was typed: behind the lock of the case, with what the diagram forbids."""

from collections.abc import Mapping
from typing import Any

from app.casework import steps
from app.inbox import actions as inbox
from app.inbox.models import Task
from app.org.models import User


def claim(task_id: str, user: User) -> Task:
    """签收: take a task out of the department's pool. Claiming one's own again changes nothing.

    :raises AlreadyHandled: it is done, withdrawn, or held by another.
    :raises NotYours: another department's, or separated from this person's earlier steps (回避).
    """
    task = inbox.lock_task(task_id)
    return inbox.claim(task, user, inbox.separated(task, steps.of_task(task).not_by))


def release(task_id: str, user: User) -> Task:
    """退回待办: put a claimed task back into the pool.

    :raises AlreadyHandled: it is done or withdrawn.
    :raises NotYours: it is held by another, or by nobody.
    """
    return inbox.release(inbox.lock_task(task_id), user)


def keep_draft(task_id: str, user: User, answers: Mapping[str, Any]) -> Task:
    """暂存: keep what the person has typed, without validation.

    :raises AlreadyHandled: it is done, withdrawn, or held by another.
    :raises NotYours: another department's.
    """
    task = inbox.lock_task(task_id)
    inbox.ensure_may_act(task, user)
    inbox.keep_draft(task, user, answers)
    return task
