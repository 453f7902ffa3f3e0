"""flask demo: load it, travel in time."""

import os
from datetime import datetime, timedelta

import click

from app import clock
from app.cli.asking import Group
from app.db import transaction
from app.demo import cases as demo_cases
from app.demo import office

demo = Group("demo", help="The demo: load it, and travel in time.")


@demo.command("load")
def load() -> None:
    """Load the demo; running it again changes nothing."""
    _only_in_demo()
    with transaction():
        office.load_office()
    click.echo(f"演示数据已就绪，新增 {demo_cases.load_cases()} 件案件。")


@demo.command("clock")
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
