"""The demo's regions, departments and people. Production refuses them: their password is far too short for it."""

from sqlalchemy import insert, select

from app import clock
from app.config import ConfigError
from app.db import db
from app.org import actions, passwords
from app.org.groups import GROUPS
from app.org.models import Department, Post, Region, User

PASSWORD = "demo"  # noqa: S105 (public: printed by ./dev run)

REGIONS = tuple(
    dict(zip(("code", "parent", "name", "name_en", "level"), row, strict=True))
    for row in (
        ("000000", "", "全国", "China", "country"),
        ("410000", "000000", "河南省", "Henan", "province"),
        ("411200", "410000", "三门峡市", "Sanmenxia", "city"),
        ("411221", "411200", "渑池县", "Mianchi County", "county"),
        ("411221901", "411221", "渑池演示镇", "Mianchi Demo Township", "township"),
        ("411700", "410000", "驻马店市", "Zhumadian", "city"),
        ("410400", "410000", "平顶山市", "Pingdingshan", "city"),
        ("410482", "410400", "汝州市", "Ruzhou", "county"),
        ("340000", "000000", "安徽省", "Anhui", "province"),
        ("341500", "340000", "六安市", "Lu'an", "city"),
        ("341504", "341500", "叶集区", "Yeji District", "county"),
        ("341504901", "341504", "叶集演示乡", "Yeji Demo Township", "township"),
    )
)


def load() -> None:
    """Make what is missing: regions, departments, and a user ``<group>@<region>`` for each department. May be repeated.

    :raises passwords.WeakPassword: in production.
    """
    passwords.check_strength(PASSWORD, "")
    actions.import_regions(REGIONS)
    actions.make_departments()
    _make_users()


def _make_users() -> None:
    known = set(db.session.scalars(select(User.username)))
    codes = [row["code"] for row in REGIONS]
    departments = db.session.execute(
        select(Department.group, Region.code, Region.name)
        .join(Region, Region.code == Department.region_code)
        .where(Region.code.in_(codes))
        .order_by(Region.path, Department.group)
    )
    stored = passwords.hash_of(PASSWORD)  # once: six hundred hashes would take half a minute
    wanted = {f"{group}@{code}": (group, code, region) for group, code, region in departments}
    missing = {username: post for username, post in wanted.items() if username not in known}
    if not missing:
        return
    db.session.execute(
        insert(User),
        [
            {
                "username": username,
                "name": f"{GROUPS[group].name}·{region}",
                "password_hash": stored,
                "is_demo": True,
                "created_at": clock.now(),
            }
            for username, (group, code, region) in missing.items()
        ],
    )
    found = db.session.execute(select(User.username, User.id).where(User.is_demo)).mappings()
    ids = {row["username"]: row["id"] for row in found}
    db.session.execute(
        insert(Post),
        [
            {"user_id": ids[username], "group": group, "region_code": code}
            for username, (group, code, _) in missing.items()
        ],
    )


def refuse_in_production(environment: str) -> None:
    """Web and worker ask before they serve; the other commands do not, so that an operator can put it right.

    :raises ConfigError: production, and somebody could sign in with the demo's password, or there are no tables yet.
    """
    if environment != "production":
        return
    if not db.inspect(db.engine).has_table(User.__tablename__):
        raise ConfigError("The database has no tables. Make them: flask db upgrade")
    if db.session.scalar(select(User.id).where(User.is_demo, User.active).limit(1)) is not None:
        raise ConfigError(
            "This database holds the demo's users, whose password is public: production does not start with them. "
            "Use a database of its own (DATABASE_URL or DATA_DIR)."
        )
