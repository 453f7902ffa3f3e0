"""flask calendar, flask law: what is counted by, and what is decided by."""

import csv
from datetime import date
from typing import TextIO

import click

from app import clock
from app.casework import terms
from app.cli import tracing
from app.cli.asking import Group, who
from app.db import transaction
from app.deadlines import actions as deadlines
from app.deadlines import queries as deadline_queries
from app.law import actions as law

calendar = Group("calendar", help="Holidays and make-up working days.")
parameters = Group(
    "law", help="Parameters of the law by region and date, and where each article is followed."
)


@calendar.command("import")
@click.argument("year", type=int)
@click.option("--file", type=click.File("r", encoding="utf-8-sig"), help="CSV: day,works,reason")
@click.option("--source", default="", help="the State Council's notice that the file follows")
def import_year(year: int, file: TextIO | None, source: str) -> None:
    """Load a published year, from a file where the installed data ends; open clocks are recomputed."""
    with transaction():
        if file is None:
            deadlines.import_year(year, who())
        else:
            deadlines.import_days(year, csv.DictReader(file), source or file.name, who())
        moved = terms.follow_calendar(who())
    click.echo(f"{year} 年日历已导入，重算 {moved} 个期限。")


@calendar.command("check")
def check_calendar() -> None:
    """Say whether next year's calendar is missing; status 1 from 1 November on."""
    year = deadline_queries.missing_year(clock.today())
    if year:
        raise click.ClickException(
            f"{year} 年的日历尚未导入：涉及该年的期限均为暂定。请运行 flask calendar import {year}。"
        )
    click.echo("日历齐全。")


@parameters.command("set")
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
        law.set_parameter(name, region, value, valid_from, valid_to, status, source, who())


@parameters.command("load")
def load_parameters() -> None:
    """Load the default parameters; what somebody has set stays."""
    with transaction():
        law.load_parameters()


@parameters.command("trace")
def trace() -> None:
    """Write docs/law.md anew from docs/law/articles.csv, the diagrams and the tables; status 1 where a row is wrong."""
    tracing.PAGE.write_text(tracing.page(), encoding="utf-8")
    found = tracing.faults()
    for fault in found:
        click.echo(fault)
    click.echo(f"{len(tracing.rows())} 条规则，{len(found)} 处问题。")
    if found:
        raise click.exceptions.Exit(1)
