"""flask demo: load it, travel in time."""

import os
import re
from datetime import datetime, timedelta
from typing import Any

import click

from app import clock
from app.cli.asking import Group
from app.db import transaction
from app.demo import cases as demo_cases
from app.demo import office

UNITS = {"D": "days", "H": "hours", "M": "minutes"}

demo = Group("demo", help="The demo: load it, and travel in time.")


@demo.command("load")
def load() -> None:
    """Load the demo; running it again changes nothing."""
    _only_in_demo()
    with transaction():
        office.load_office()
    click.echo(f"演示数据已就绪，新增 {demo_cases.load_cases()} 件案件。")


class Instant(click.ParamType):
    """How far from the real time the demo shall be, said as a distance from its present time or as a time."""

    name = "+15D|+4H|=2026-12-01T09:00"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The new offset."""
        if isinstance(value, timedelta):
            return value
        if by := re.fullmatch(r"\+(\d{1,5})([DHM])", value):
            return clock.offset() + timedelta(**{UNITS[by[2]]: int(by[1])})
        try:
            target = datetime.fromisoformat(value.removeprefix("=")).replace(tzinfo=clock.SHANGHAI)
        except ValueError:
            self.fail(f"{value!r} 不是时间。例如 +15D、+4H、+30M 或 =2026-12-01T09:00。", param, ctx)
        return clock.offset() + (target - clock.now())


@demo.command("clock")
@click.argument("to", type=Instant())
def travel(to: timedelta) -> None:
    """Travel: +15D, +4H, or =2026-12-01T09:00 (Asia/Shanghai)."""
    _only_in_demo()
    clock.travel(to)
    click.echo(clock.local(clock.now()).isoformat(timespec="minutes"))


def _only_in_demo() -> None:
    if os.environ.get("APP_ENV") not in ("demo", "test"):
        raise click.ClickException("只在 APP_ENV=demo 下可用。")
