"""What an operator runs: the worker, backups, incidents, the journals, the keys."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.cases import journal, search
from app.cases.models import Case
from app.casework import actions as casework
from app.casework import incidents
from app.casework.models import Incident
from app.cli.asking import Command, Group
from app.db import db, transaction
from app.jobs import backup, rotation, worker

faults = Group("incidents", help="What failed for technical reasons.")
journals = Group("journal", help="The hash-chained journals of the cases.")
keys = Group("keys", help="The keys of encrypted fields.")


@faults.command("list")
def list_incidents() -> None:
    """What went wrong and has not been put right."""
    for row in incidents.unresolved():
        at = clock.local(row.opened_at).strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"{row.id}  {at}  {row.action}  run={row.run_id} task={row.task_id}  ×{row.attempts}  {row.error}"
        )


@faults.command("retry")
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


@click.command("worker", cls=Command)
@with_appcontext
def work() -> None:
    """Run the worker in the foreground."""
    worker.run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("backup", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def make_backup(folder: Path) -> None:
    """Write database, files and versions into an empty folder, while the system runs."""
    made = backup.backup(folder, current_app.config["DATA_DIR"] / "files")
    click.echo(f"{sum(made['rows'].values())} 行，{made['files']} 个文件。字段密钥不在备份中，请另行保管。")


@click.command("restore", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_appcontext
def restore(folder: Path) -> None:
    """Read a backup into an empty, migrated database and an empty data folder."""
    made = backup.restore(folder, current_app.config["DATA_DIR"] / "files")
    with transaction():
        search.index_all()
    click.echo(f"已恢复 {sum(made['rows'].values())} 行，{made['files']} 个文件。")


@journals.command("verify")
@click.argument("number", required=False)
def verify_journal(number: str | None) -> None:
    """Recompute the hash chain of one case or of all, and the daily seals; status 1 where one is broken."""
    wanted = db.select(Case).order_by(Case.id)
    if number:
        wanted = wanted.filter_by(number=number)
        if db.session.scalar(wanted) is None:
            raise click.ClickException(f"没有案件 {number}。")
    broken = 0
    for case in db.session.scalars(wanted):
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
