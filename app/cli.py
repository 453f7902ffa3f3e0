"""The flask command's own words: thin, each opens its transaction."""

import csv
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TextIO

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app import clock, translating
from app.cases import journal, search
from app.cases.models import Case
from app.casework import actions as casework
from app.casework import definitions, gate, incidents
from app.casework.models import Incident
from app.db import db, transaction
from app.deadlines import actions as deadlines
from app.deadlines import queries as deadline_queries
from app.demo import cases as demo_cases
from app.demo import office
from app.engine import catalogue
from app.engine.layout.draw import layout as draw
from app.errors import AppError, Invalid
from app.jobs import backup, rotation, worker
from app.law import actions as law
from app.org import actions as org
from app.org import queries as org_queries
from app.org.models import User
from app.paths import PROCESSES

processes = AppGroup("processes", help="Check, deploy and lay out the diagrams.")
demo_commands = AppGroup("demo", help="The demo: load it, and travel in time.")
users = AppGroup("users", help="People and their posts.")
regions = AppGroup("regions", help="The tree of regions.")
calendar = AppGroup("calendar", help="Holidays and make-up working days.")
law_commands = AppGroup("law", help="Parameters of the law by region and date.")
incident_commands = AppGroup("incidents", help="What failed for technical reasons.")
journal_commands = AppGroup("journal", help="The hash-chained journals of the cases.")
keys = AppGroup("keys", help="The keys of encrypted fields.")

GROUPS = (
    processes,
    demo_commands,
    users,
    regions,
    calendar,
    law_commands,
    incident_commands,
    journal_commands,
    keys,
    translating.translate,
)


class Refused(click.ClickException):
    """A refusal, said to the operator as to everybody else."""

    def __init__(self, refusal: AppError) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        lines = [f"{path}: {'；'.join(texts)}" for path, texts in errors.items()]
        super().__init__("\n".join(lines) or refusal.message)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for group in GROUPS:
        app.cli.add_command(group)
    for command in (work, make_backup, restore):
        app.cli.add_command(command)


def _who() -> str:
    return f"cli:{os.environ.get('USER') or os.getuid()}"


@processes.command("check")
def check() -> None:
    """The deployment gate: every fault with its element; status 1 where there is one."""
    faults = gate.faults()
    for fault in faults:
        click.echo(f"{fault.file}  {fault.element}  [{fault.kind}]  {fault.sentence}")
    click.echo(f"{len(catalogue.names(PROCESSES))} 个流程，{len(faults)} 处问题。")
    sys.exit(1 if faults else 0)


@processes.command("deploy")
def deploy() -> None:
    """Gate, store and activate what is on disk, all in one transaction."""
    faults = gate.faults()
    if faults:
        raise click.ClickException(f"{len(faults)} 处问题，未部署。请运行 flask processes check 查看。")
    with transaction():
        for name in catalogue.names(PROCESSES):
            row = definitions.deploy(name, _who())
            click.echo(f"{name}  {row.id[:12]}")


@processes.command("layout")
@click.argument("names", nargs=-1, required=True)
def layout(names: tuple[str, ...]) -> None:
    """Draw lanes, shapes and flows of the named processes anew (DI)."""
    for name in names:
        path = PROCESSES / name / f"{name}.bpmn"
        path.write_bytes(draw(path.read_bytes()))
        click.echo(str(path.name))


@demo_commands.command("load")
def load() -> None:
    """Load the demo; running it again changes nothing."""
    _only_in_demo()
    with transaction():
        office.load_office()
    click.echo(f"演示数据已就绪，新增 {demo_cases.load_cases()} 件案件。")


@demo_commands.command("clock")
@click.argument("to")
def travel(to: str) -> None:
    """Travel: +15D, +4H, or =2026-12-01T09:00 (Asia/Shanghai)."""
    _only_in_demo()
    if to.startswith("="):
        target = datetime.fromisoformat(to[1:]).replace(tzinfo=clock.SHANGHAI)
        clock.travel(clock.offset() + (target - clock.now()))
    else:
        units = {"D": "days", "H": "hours", "M": "minutes"}
        clock.travel(clock.offset() + timedelta(**{units[to[-1].upper()]: int(to[:-1])}))
    click.echo(clock.local(clock.now()).isoformat(timespec="minutes"))


def _only_in_demo() -> None:
    if os.environ.get("APP_ENV") not in ("demo", "test"):
        raise click.ClickException("只在 APP_ENV=demo 下可用。")


@users.command("add")
@click.argument("username")
@click.argument("name")
@click.option("--post", "posts", multiple=True, help="<group>@<region>, may be repeated")
@click.password_option()
def add_user(username: str, name: str, posts: tuple[str, ...], password: str) -> None:
    """Add a person with posts."""
    with transaction():
        user = org.add_user(username, name, password)
        for post in posts:
            org.add_post(user, *post.split("@", 1))


@users.command("disable")
@click.argument("username")
def disable_user(username: str) -> None:
    """Take a person's access away at once; what they did stays."""
    with transaction():
        org.disable_user(_user(username))


@users.command("password")
@click.argument("username")
@click.password_option()
def set_password(username: str, password: str) -> None:
    """Give a person a new password."""
    with transaction():
        org.set_password(_user(username), password)


@users.command("post")
@click.argument("username")
@click.argument("post")
@click.option("--remove", is_flag=True)
def post(username: str, post: str, remove: bool) -> None:
    """Give a person a post <group>@<region>, or take it away."""
    with transaction():
        (org.remove_post if remove else org.add_post)(_user(username), *post.split("@", 1))


def _user(username: str) -> User:
    user = org_queries.user_by_name(username)
    if user is None:
        raise click.ClickException(f"没有用户 {username}。")
    return user


@regions.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def import_regions(file: TextIO) -> None:
    """Import regions from CSV: code,parent,name,name_en,level."""
    with transaction():
        click.echo(f"{org.import_regions(csv.DictReader(file))} 个地区。")


@calendar.command("import")
@click.argument("year", type=int)
def import_year(year: int) -> None:
    """Load a published year; open clocks are recomputed."""
    with transaction():
        deadlines.import_year(year)
        changed = deadlines.recompute(_who())
        casework.follow_clocks()
    click.echo(f"{year} 年日历已导入，重算 {len(changed)} 个期限。")


@calendar.command("check")
def check_calendar() -> None:
    """Say whether next year's calendar is missing; status 1 from 1 November on."""
    year = deadline_queries.missing_year(clock.today())
    if year:
        raise click.ClickException(
            f"{year} 年的日历尚未导入：涉及该年的期限均为暂定。请运行 flask calendar import {year}。"
        )
    click.echo("日历齐全。")


@law_commands.command("set")
@click.argument("name")
@click.argument("region")
@click.argument("value")
@click.option("--from", "valid_from", required=True, type=date.fromisoformat)
@click.option("--to", "valid_to", type=date.fromisoformat)
@click.option("--status", type=click.Choice(["verified", "unconfirmed"]), default="unconfirmed")
@click.option("--source", required=True, help="title and number of the document it comes from")
def set_parameter(
    name: str, region: str, value: str, valid_from: date, valid_to: date | None, status: str, source: str
) -> None:
    """Set a parameter of the law for a region from a date on."""
    with transaction():
        law.set_parameter(name, region, value, valid_from, valid_to, status, source, _who())


@law_commands.command("load")
def load_parameters() -> None:
    """Load the default parameters; what somebody has set stays."""
    with transaction():
        law.load_parameters()


@incident_commands.command("list")
def list_incidents() -> None:
    """What went wrong and has not been put right."""
    for row in incidents.unresolved():
        at = clock.local(row.opened_at).strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"{row.id}  {at}  {row.action}  run={row.run_id} task={row.task_id}  ×{row.attempts}  {row.error}"
        )


@incident_commands.command("retry")
@click.argument("number", type=int)
def retry(number: int) -> None:
    """Give a frozen run another try."""
    with transaction():
        row = db.session.get(Incident, number)
        if row is None:
            raise click.ClickException(f"没有故障 {number}。")
        incidents.thaw(row)
        run_id, task_id, action = row.run_id, row.task_id, row.action
    if action == "wake" and run_id is not None:
        with incidents.moving(action, run_id=run_id):
            casework.wake(run_id)
    elif action == "assign" and task_id is not None:
        with incidents.moving(action, task_id=task_id):
            casework.assign_again(task_id)
    click.echo("已放行；任务可重新办理。")


@click.command("worker")
@with_appcontext
def work() -> None:
    """Run the worker in the foreground."""
    worker.run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def make_backup(folder: Path) -> None:
    """Write database, files and versions into an empty folder, while the system runs."""
    made = backup.backup(folder, current_app.config["DATA_DIR"] / "files")
    click.echo(f"{sum(made['rows'].values())} 行，{made['files']} 个文件。字段密钥不在备份中，请另行保管。")


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_appcontext
def restore(folder: Path) -> None:
    """Read a backup into an empty, migrated database and an empty data folder."""
    made = backup.restore(folder, current_app.config["DATA_DIR"] / "files")
    with transaction():
        search.index_all()
    click.echo(f"已恢复 {sum(made['rows'].values())} 行，{made['files']} 个文件。")


@journal_commands.command("verify")
@click.argument("number", required=False)
def verify_journal(number: str | None) -> None:
    """Recompute the hash chain of one case or of all, and the daily seals; status 1 where one is broken."""
    wanted = db.select(Case).order_by(Case.id)
    broken = 0
    for case in db.session.scalars(wanted.filter_by(number=number) if number else wanted):
        serial = journal.verify(case)
        if serial is not None:
            broken += 1
            click.echo(f"{case.number}：第 {serial} 条与其后的链不符。")
    sealed = journal.verify_seals()
    if sealed is not None:
        broken += 1
        click.echo(f"封存链在 {sealed} 处不符。")
    click.echo("日志完整。" if not broken else f"{broken} 处不符，请立即报告审计管理员。")
    sys.exit(1 if broken else 0)


@keys.command("rotate")
def rotate_keys() -> None:
    """Encrypt everything anew with the first of FIELD_KEYS. The last key must stay: the index is made with it."""
    click.echo(f"已用新密钥重新加密 {rotation.rotate()} 个字段。")
