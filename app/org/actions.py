"""What administrators do: people, posts, regions and departments. Each refuses with a sentence that says what to do."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import clock
from app.config import LANGUAGES
from app.db import after_commit, db
from app.errors import Conflict, Invalid
from app.marking import N_
from app.org import passwords, queries
from app.org.groups import ADMINS, GROUPS, LEVELS
from app.org.models import Department, Post, Region, Token, User

USERNAME = re.compile(r"[A-Za-z0-9._@-]{2,80}")
CODE = re.compile(r"\d{6}(\d{3})?", re.ASCII)


class NameTaken(Conflict):
    """Somebody already signs in under that name."""


class NoSuchPost(Invalid):
    """The group is unknown, or does not exist in that region."""


class RolesSeparate(Conflict):
    """One person is not administrator of two kinds (三员分立), nor administrator and officer: administrators see no
    case."""

    title = N_("三员分立")


class BadRegions(Invalid):
    """Rows of a list of regions do not hold; nothing was imported."""


def add_user(username: str, name: str, password: str, language: str = "zh") -> User:
    """Let somebody sign in.

    :raises Invalid: the log-in name, the name, the language or the password does not hold.
    :raises NameTaken: the log-in name exists.
    """
    errors: dict[str, list[str]] = {}
    if not USERNAME.fullmatch(username):
        errors["username"] = [_("用户名须为2至80个字母、数字或 . _ @ -，请修改。")]
    if not 0 < len(name.strip()) <= 60:
        errors["name"] = [_("姓名不能为空，且不超过60个字，请修改。")]
    if language not in LANGUAGES:
        errors["language"] = [_("界面语言只能选中文（zh）或英文（en）。")]
    if errors:
        raise Invalid(errors=errors)
    passwords.check_strength(password, username)
    if queries.user_by_name(username):
        raise NameTaken(_("用户名%(name)s已被使用，请换一个。", name=username))
    user = User(
        username=username,
        name=name.strip(),
        password_hash=passwords.hash_of(password),
        language=language,
        active=True,
        is_demo=False,
        created_at=clock.now(),
        posts=[],
    )
    db.session.add(user)
    db.session.flush()
    return user


def disable_user(user: User) -> None:
    """Shut an account, at once: its tokens are revoked. What the person has done stays under their name."""
    user.active = False
    _revoke_all(user)


def enable_user(user: User) -> None:
    """Open a shut account again, with the password it had."""
    user.active = True


def set_password(user: User, password: str) -> None:
    """Give a new password; every token and desk session of the old one ends.

    :raises passwords.WeakPassword: too short or too easy.
    """
    passwords.check_strength(password, user.username)
    user.password_hash = passwords.hash_of(password)
    _revoke_all(user)


def set_language(user: User, language: str) -> None:
    """Remember in which language a person reads the pages.

    :raises Invalid: not one of ours.
    """
    if language not in LANGUAGES:
        raise Invalid(errors={"language": [_("界面语言只能选中文（zh）或英文（en）。")]})
    user.language = language


def _revoke_all(user: User) -> None:
    db.session.execute(delete(Token).where(Token.user_id == user.id))


def add_post(user: User, group: str, region_code: str) -> Post:
    """Appoint somebody to a department. Already there: nothing changes.

    :raises NoSuchPost: no such group, region or department.
    :raises RolesSeparate: the person is an administrator of another kind already, or would be officer as well.
    """
    held = _post(user, group, region_code)
    if held:
        return held
    admins = set(ADMINS.values())
    if group in admins and any(post.group in admins - {group} for post in user.posts):
        raise RolesSeparate(
            _("系统管理员、安全管理员、审计管理员须由不同的人担任。请先撤销其现有的管理员岗位。"),
            state="admin",
        )
    if any((post.group in admins) != (group in admins) for post in user.posts):
        raise RolesSeparate(
            _("管理员不得兼任办案岗位。请为此人另设账号，或先撤销其现有岗位。"), state="admin"
        )
    region = queries.region(region_code)
    if group not in GROUPS:
        raise NoSuchPost(_("没有候选组%(group)s，请从候选组列表中选择。", group=group))
    if region is None:
        raise NoSuchPost(_("没有行政区划%(code)s，请先导入行政区划。", code=region_code))
    if group not in queries.departments(region_code):
        raise NoSuchPost(
            _(
                "%(region)s没有%(group)s，请另选地区或先设立该部门。",
                region=region.name,
                group=GROUPS[group].name,
            )
        )
    post = Post(group=group, region_code=region_code)
    user.posts.append(post)
    db.session.flush()
    return post


def remove_post(user: User, group: str, region_code: str) -> None:
    """Take a post away. Not held: nothing changes."""
    held = _post(user, group, region_code)
    if held:
        user.posts.remove(held)
        db.session.flush()


def _post(user: User, group: str, region_code: str) -> Post | None:
    return next((post for post in user.posts if (post.group, post.region_code) == (group, region_code)), None)


def import_regions(rows: Iterable[Mapping[str, str]]) -> int:
    """Add regions, or change those whose code is known. All rows or none.

    :param rows: ``code``, ``parent`` (empty for the country), ``name``, ``name_en``, ``level``; a parent stands before
        its children or is known already.
    :return: how many rows were taken over.
    :raises BadRegions: ``errors`` names row and column.
    """
    known = {region.code: region for region in db.session.scalars(select(Region))}
    errors: dict[str, list[str]] = {}
    count = 0
    for number, row in enumerate(rows):
        problems = _problems(row, known)
        if problems:
            errors.update({f"rows.{number}.{column}": [text] for column, text in problems.items()})
            continue
        parent = known.get(row["parent"])
        region = known.setdefault(row["code"], Region(code=row["code"]))
        region.parent_code = parent.code if parent else None
        region.name, region.name_en, region.level = row["name"], row.get("name_en", ""), row["level"]
        region.path = f"{parent.path if parent else '/'}{region.code}/"
        db.session.add(region)
        db.session.flush()
        count += 1
    if errors:
        raise BadRegions(errors=errors)
    _repath(known)
    _tree_changed()
    return count


def _problems(row: Mapping[str, str], known: Mapping[str, Region]) -> dict[str, str]:
    """What is wrong with a row, by column."""
    code, parent, level = row.get("code", ""), row.get("parent", ""), row.get("level", "")
    problems = {}
    if not CODE.fullmatch(code):
        problems["code"] = _("区划代码须为6位或9位数字，请修改。")
    if not 0 < len(row.get("name", "")) <= 60:
        problems["name"] = _("地区名称不能为空，且不超过60个字，请修改。")
    if level not in LEVELS:
        problems["level"] = _("级别须为 %(levels)s 之一，请修改。", levels=_("、").join(LEVELS))
    elif level == "country":
        if parent:
            problems["parent"] = _("国家级没有上级，请留空。")
    elif parent not in known:
        problems["parent"] = _("上级区划%(code)s不存在，请先列出上级。", code=parent)
    elif LEVELS.index(known[parent].level) >= LEVELS.index(level):
        problems["parent"] = _("上级区划%(code)s的级别须高于本级，请核对。", code=parent)
    return problems


def _repath(known: Mapping[str, Region]) -> None:
    """A region that moved takes those below it along."""
    for region in sorted(known.values(), key=lambda region: LEVELS.index(region.level)):
        if region.parent_code:
            region.path = f"{known[region.parent_code].path}{region.code}/"
    db.session.flush()


def make_departments() -> int:
    """Set up every group in every region of its levels, where it is missing; says how many were."""
    present = {
        (group, code) for group, code in db.session.execute(select(Department.group, Department.region_code))
    }
    regions = db.session.execute(select(Region.code, Region.level).order_by(Region.path)).all()
    missing = [
        Department(group=group.id, region_code=code)
        for code, level in regions
        for group in GROUPS.values()
        if level in group.levels and (group.id, code) not in present
    ]
    db.session.add_all(missing)
    db.session.flush()
    _tree_changed()
    return len(missing)


def _tree_changed() -> None:
    """Nobody reads the old tree: in this transaction from now on, in this process from the commit on."""
    db.session.info[queries.CHANGED] = True

    def committed() -> None:
        db.session.info.pop(queries.CHANGED, None)
        queries.forget()

    after_commit(committed)
