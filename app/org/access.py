"""What a person's posts (岗位) allow. Pure over a user: asks nothing but the posts and the tree of regions."""

from dataclasses import dataclass
from typing import Protocol

from app.org import queries
from app.org.groups import ADMINS, GROUPS
from app.org.models import User


class Takeable(Protocol):
    """What is needed to know of a task to say who may take it."""

    group: str
    region_code: str
    home_group: str | None


@dataclass(frozen=True)
class Scopes:
    """How far a user sees.

    ``participates``: (group, the codes of its region and of all below). ``supervises``: roots of whole subtrees.
    """

    participates: tuple[tuple[str, tuple[str, ...]], ...]
    supervises: tuple[str, ...]


def groups_of(user: User) -> list[tuple[str, str]]:
    """The user's posts as (group, region code)."""
    return [(post.group, post.region_code) for post in user.posts]


def is_supervisor(user: User) -> bool:
    """Does one of the user's posts supervise a region?"""
    return any(_supervises(group) for group, _ in groups_of(user))


def is_admin(user: User, kind: str | None = None) -> bool:
    """Is the user a system, security or audit administrator (三员)? ``kind`` None: any of the three."""
    names = {ADMINS[kind]} if kind else set(ADMINS.values())
    return any(group in names for group, _ in groups_of(user))


def may_take(user: User, task: Takeable) -> bool:
    """Does the user hold the post that the task goes to, or that of the home group of an outside party?"""
    fitting = {task.group, task.home_group}
    return any(region == task.region_code and group in fitting for group, region in groups_of(user))


def scopes(user: User) -> Scopes:
    """How far the user's posts see: what :mod:`app.cases.visibility` is made of."""
    posts = groups_of(user)
    return Scopes(
        participates=tuple((group, tuple(queries.subtree(region))) for group, region in posts),
        supervises=tuple(dict.fromkeys(region for group, region in posts if _supervises(group))),
    )


def _supervises(group: str) -> bool:
    return group in GROUPS and GROUPS[group].supervisor
