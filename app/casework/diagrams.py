"""The diagram of a run as it stands: what was gone through, where it is now, what is overdue."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import get_locale
from flask_babel import gettext as _
from lxml import etree

from app.casework import definitions
from app.casework.models import CaseRun
from app.engine.xml import BPMN, read_xml
from app.inbox import queries as inbox
from app.inbox.models import Task
from app.org.groups import GROUPS


@dataclass(frozen=True)
class Drawing:
    """One process of a run, its XML in the reader's language. ``done``, ``active``, ``overdue``: element ids."""

    run_id: int
    process: str
    version: str
    title: str
    xml: str
    done: list[str]
    active: list[str]
    overdue: list[str]


def of_run(row: CaseRun, process: str, tasks: Iterable[Task]) -> Drawing:
    """A process of a run, its own or one that it calls.

    :param tasks: the tasks of the case; those of other runs are passed over.
    :raises KeyError: the run's version has no such process.
    """
    definition = definitions.definition(row.version_id)
    active = [element for where, element in row.here if where == process]
    here = set(active)
    late = {
        task.step
        for task in tasks
        if task.run_id == row.id
        and task.process == process
        and task.state in ("open", "claimed")
        and inbox.lamp_of(task) == "black"
    }
    return Drawing(
        run_id=row.id,
        process=process,
        version=row.version_id,
        title=_(definition.titles[process].get(process) or process),
        xml=_translated(row.version_id, process, str(get_locale() or "zh")[:2]),
        done=[element for element in row.passed.get(process, []) if element not in here],
        active=active,
        overdue=sorted(late),
    )


def processes_of(row: CaseRun) -> list[str]:
    """The processes of a run that it has entered, its own first."""
    entered = [process for process in row.passed if process != row.process]
    waiting = [process for process, _element in row.here if process not in (row.process, *entered)]
    return [row.process, *entered, *dict.fromkeys(waiting)]


@lru_cache(maxsize=200)
def _translated(version_id: str, process: str, language: str) -> str:
    """The file with lanes called by their group's name, and all names in the reader's language (the current one)."""
    root = read_xml(definitions.definition(version_id).xml(process))
    for lane in root.iter(f"{{{BPMN}}}lane"):
        if group := GROUPS.get(str(lane.get("name"))):
            lane.set("name", group.name_en if language == "en" else group.name)
    if language != "zh":
        for element in root.iter("{*}*"):
            if name := element.get("name"):
                element.set("name", _(name))
    return etree.tostring(root, encoding="unicode")
