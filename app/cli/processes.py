"""flask processes: the gate, deployment, layout."""

import sys

import click

from app.casework import definitions, gate
from app.cli.asking import Group, who
from app.db import transaction
from app.engine import catalogue
from app.engine.layout.draw import layout as draw
from app.paths import PROCESSES

processes = Group("processes", help="Check, deploy and lay out the diagrams.")


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
            row = definitions.deploy(name, who())
            click.echo(f"{name}  {row.id[:12]}")


@processes.command("layout")
@click.argument("names", nargs=-1, required=True)
def layout(names: tuple[str, ...]) -> None:
    """Draw lanes, shapes and flows of the named processes anew (DI)."""
    for name in names:
        path = PROCESSES / name / f"{name}.bpmn"
        path.write_bytes(draw(path.read_bytes()))
        click.echo(str(path.name))
