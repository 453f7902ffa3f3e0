"""Which regions, departments and people there are. The tree of regions is small and kept in memory."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select

from app.db import db, is_writing
from app.org.models import Department, Post, Region, User

CHANGED = "regions_changed"
COUNTRY = "000000"
PLACE = re.compile(r"\d{6,12}", re.ASCII)  # counties have 6 digits, townships 9, villages 12


@dataclass(frozen=True)
class _Tree:
    """Regions and departments as they were when read; the regions belong to no session."""

    regions: dict[str, Region] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, frozenset[str]] = field(default_factory=dict)

    def lineage(self, code: str) -> list[str]:
        """The region and those above it, nearest first."""
        found = self.regions.get(code)
        return [*reversed(found.path.strip("/").split("/"))] if found else []

    def subtree(self, code: str) -> list[str]:
        """The region and all below it, from the top down."""
        codes = [code] if code in self.regions else []
        for known in codes:
            codes += self.children.get(known, [])
        return codes

    def holding(self, group: str, code: str) -> str | None:
        """The nearest region at or above that has the department."""
        return next((above for above in self.lineage(code) if group in self.groups.get(above, ())), None)


# Keyed by the connection pool: what was read through a pool is forgotten with it.
_trees: WeakKeyDictionary[Pool, _Tree] = WeakKeyDictionary()


def _tree() -> _Tree:
    pool = db.engine.pool
    kept = _trees.get(pool)
    if kept is None or _changed_here():
        kept = _read()
        if not _changed_here():
            _trees[pool] = kept
    return kept


def _changed_here() -> bool:
    return is_writing() and bool(db.session.info.get(CHANGED))


def _read() -> _Tree:
    tree = _Tree()
    columns = Region.__table__.columns
    for row in db.session.execute(select(*columns).order_by(Region.path)).mappings():
        tree.regions[row["code"]] = Region(**row)
        if row["parent_code"]:
            tree.children[row["parent_code"]].append(row["code"])
    groups: dict[str, set[str]] = defaultdict(set)
    for group, code in db.session.execute(select(Department.group, Department.region_code)):
        groups[code].add(group)
    tree.groups.update((code, frozenset(names)) for code, names in groups.items())
    return tree


def forget() -> None:
    """Read the tree again when it is next asked for. Another process learns of new regions when it misses one."""
    _trees.pop(db.engine.pool, None)


def region(code: str) -> Region | None:
    """The region of that code. It belongs to no session: for reading only."""
    found = _tree().regions.get(code)
    if found is None and db.session.scalar(select(Region.code).filter_by(code=code)):
        forget()
        found = _tree().regions.get(code)
    return found


def ancestors(code: str) -> list[str]:
    """The regions above, nearest first."""
    return _tree().lineage(code)[1:]


def subtree(code: str) -> list[str]:
    """The region and all regions below it; empty if it is unknown."""
    return _tree().subtree(code)


def places() -> list[Region]:
    """The cities, counties and townships that a complainant may name as the place of work, in the order of the tree."""
    tree = _tree()
    return [
        tree.regions[code]
        for code in tree.regions
        if tree.regions[code].level in {"city", "county", "township"}
    ]


def within(code: str, region_code: str) -> bool:
    """Does a place lie in a region? An unknown place lies where its nearest known ancestor does."""
    known = region_for_place(code)
    return known is not None and (known == region_code or region_code in ancestors(known))


def departments(code: str) -> frozenset[str]:
    """The groups that exist in a region."""
    return _tree().groups.get(code, frozenset())


def nearest_holding(group: str, code: str) -> str | None:
    """The nearest region at or above ``code`` in which the group exists."""
    return _tree().holding(group, code)


def wanted(group: str, level: str, case_region: str, origin_region: str | None = None) -> str:
    """The region in which a step's ``level`` looks for its department first; see :func:`resolve`.

    :raises ValueError: no such level.
    """
    tree = _tree()
    if level == "case":
        return case_region
    if level == "origin":
        return origin_region or case_region
    if level == "parent":
        return next(iter(tree.lineage(case_region)[1:]), case_region)
    if level == "township":
        return _township(tree, group, case_region, origin_region)
    if level in {"county", "city"}:
        levels = {tree.regions[above].level: above for above in tree.lineage(case_region)}
        return levels.get(level, case_region)
    raise ValueError(f"unknown level {level!r}")


def _township(tree: _Tree, group: str, case_region: str, origin_region: str | None) -> str:
    """The case's own township: where it lies, where it was received, or the only one there is to choose."""
    below = [code for code in tree.subtree(case_region) if tree.regions[code].level == "township"]
    if origin_region in below:
        return str(origin_region)
    holding = [code for code in below if group in tree.groups.get(code, ())]
    return holding[0] if len(holding) == 1 else case_region


def resolve(group: str, level: str, case_region: str, origin_region: str | None = None) -> str | None:
    """The region whose department ``group`` gets a step of that ``level``, or the nearest one above that has it.

    None: no department up to the country holds the group. It differs from :func:`wanted` if an ancestor stepped in.
    """
    return nearest_holding(group, wanted(group, level, case_region, origin_region))


def region_for_place(code: str) -> str | None:
    """The region that answers for a place: itself, or the nearest known one above by the digits of the code.

    An unknown 411225 belongs to 411200, an unknown 411221100 to 411221. None: not even its province is known.
    """
    if not PLACE.fullmatch(code):
        return None
    candidates = (code[:9], code[:6], f"{code[:4]}00", f"{code[:2]}0000")
    return next((known for known in candidates if known != COUNTRY and region(known)), None)


def holders(group: str, code: str) -> list[User]:
    """The active people who hold a post in the group's department in that region."""
    posts = select(Post.user_id).filter_by(group=group, region_code=code)
    return list(
        db.session.scalars(select(User).where(User.id.in_(posts), User.active).order_by(User.username))
    )


def user_by_id(user_id: int) -> User | None:
    """The user of that id, active or not."""
    return db.session.get(User, user_id)


def user_by_name(username: str) -> User | None:
    """The user of that log-in name, active or not."""
    return db.session.scalar(select(User).filter_by(username=username))


def usernames(ids: Collection[int]) -> dict[int, str]:
    """The log-in names of users, by id."""
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.username).where(User.id.in_(ids)))
    return {row.id: row.username for row in rows}


def people(q: str = "", offset: int = 0, limit: int = 50) -> tuple[list[User], int]:
    """The users whose log-in name or name contains a text, by log-in name, and how many there are."""
    rows = select(User)
    if q:
        rows = rows.where(User.username.contains(q, autoescape=True) | User.name.contains(q, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    return list(db.session.scalars(rows.order_by(User.username).offset(offset).limit(limit))), total
