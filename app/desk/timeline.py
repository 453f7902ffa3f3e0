"""The journal in words: what happened, who did it, to which task, paper or clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.cases import queries
from app.cases.models import Case, Entry
from app.casework import definitions
from app.casework.models import CaseRun
from app.db import db
from app.deadlines import queries as deadlines
from app.desk import labels, names, summary, words
from app.documents import queries as documents
from app.forms.money import display
from app.inbox import queries as inbox
from app.inbox.models import Task

ABOUT = {
    "task": ("task.",),
    "paper": ("document.",),
    "clock": ("clock.",),
    "money": ("money.",),
    "state": ("case.", "run."),
    "other": ("rule.", "personal."),
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline. ``about`` is a key of :data:`ABOUT`."""

    serial: int
    at: datetime
    who: str
    text: str
    about: str
    hash: str


def of_case(case: Case) -> list[Line]:
    """The journal of a case, newest first, in a fixed number of queries."""
    entries = queries.timeline(case.id)
    reader = _Reader(case)
    people = summary.names(entry.by for entry in entries)
    return [
        Line(
            entry.serial,
            entry.at,
            str(names.ACTORS.get(entry.by) or people.get(entry.by) or entry.by),
            reader.text(entry),
            _about(entry.verb),
            entry.hash,
        )
        for entry in reversed(entries)
    ]


def _about(verb: str) -> str:
    return next((name for name, starts in ABOUT.items() if verb.startswith(starts)), "other")


class _Reader:
    """What the entries of one case refer to, looked up once."""

    def __init__(self, case: Case) -> None:
        self.tasks = {task.id: task for task in inbox.of_case(case.id)}
        runs = db.session.execute(select(CaseRun.id, CaseRun.version_id).filter_by(case_id=case.id))
        self.versions = dict(runs.all())
        self.processes = definitions.titles()
        self.clocks = {row.id: row.title for row in deadlines.clocks(case.id)}
        self.papers = {paper.id: paper for paper in documents.of_case(case.id)}

    def text(self, entry: Entry) -> str:
        """A sentence for an entry; verb and contents as they stand where no sentence is known."""
        what = entry.what
        match entry.verb.split("."):
            case ["task", act]:
                return self._task(act, what)
            case ["document", act]:
                return self._paper(act, what)
            case ["clock", act]:
                return self._clock(act, what)
            case ["money", act]:
                return _money(act, what)
            case ["run", "start"]:
                return _("启动流程“%(name)s”", name=self._process(what["process"]))
            case ["run", "finish"]:
                return _("流程“%(name)s”结束", name=self._process(what["process"]))
            case ["rule", "ask"]:
                said = labels.label("decision", what["status"])
                return _("按规则“%(name)s”判定：%(said)s", name=words.rule_title(what["rule"]), said=said)
            case ["personal", "reveal"]:
                return _reveal(what)
            case ["case", act]:
                return _case(act, what)
        return _plain(entry)

    def _process(self, name: str) -> str:
        return _(self.processes.get(name, name))

    def _task(self, act: str, what: dict[str, Any]) -> str:
        task = self.tasks.get(what.get("task", ""))
        name = _(task.name) if task else what.get("step", "")
        match act:
            case "complete":
                text = _("办结“%(name)s”", name=name)
                if what.get("for"):
                    text += _("（代%(party)s登记）", party=labels.department(what["for"]))
                return text + _("：") + self._outcome(task, what["outcome"]) if what.get("outcome") else text
            case "claim":
                return _("签收“%(name)s”", name=name)
            case "release":
                return _("将“%(name)s”退回待办", name=name)
            case "remind":
                return _(
                    "催办“%(name)s”：%(stage)s", name=name, stage=labels.label("reminder", what["stage"])
                )
            case "raised":
                to = labels.department(what.get("group"), what.get("to"))
                return _("本级未设该部门，“%(name)s”转由%(to)s办理", name=name, to=to)
        return _("任务“%(name)s”：%(act)s", name=name, act=act)

    def _outcome(self, task: Task | None, outcome: str) -> str:
        if task is None or task.run_id not in self.versions:
            return outcome
        form = definitions.form(self.versions[task.run_id], task.process, task.step)
        return _(form.outcomes.get(outcome, outcome))

    def _paper(self, act: str, what: dict[str, Any]) -> str:
        paper = self.papers.get(what.get("document", 0))
        title = _("《%(title)s》%(number)s", title=_(paper.title), number=paper.number) if paper else ""
        if act == "issue":
            return _("签发%(title)s", title=title)
        if what.get("on"):
            return _(
                "%(title)s于%(on)s送达（%(method)s）",
                title=title,
                on=what["on"],
                method=labels.label("method", what.get("method")),
            )
        return _("送达%(title)s未成功", title=title)

    def _clock(self, act: str, what: dict[str, Any]) -> str:
        acts = {
            "suspend": _("中止期限"),
            "resume": _("恢复期限"),
            "extend": _("延长期限"),
            "recompute": _("日历调整，重算期限"),
        }
        title = _(self.clocks.get(what.get("clock", 0), what.get("key", "")))
        due = what.get("due") or what.get("to")
        text = f"{acts.get(act, act)}“{title}”"
        return text + (_("，到期日 %(due)s", due=due) if due else "")


def _case(act: str, what: dict[str, Any]) -> str:
    match act:
        case "register":
            channel = labels.label("channel", what.get("channel"))
            kind = labels.label("kind", what.get("kind"))
            return _("登记%(kind)s（%(channel)s）", kind=kind, channel=channel)
        case "number":
            return _("编定案号 %(number)s", number=what.get("number"))
        case "state":
            return _(
                "案件状态：%(before)s → %(after)s",
                before=labels.label("case", what.get("from")),
                after=labels.label("case", what.get("to")),
            )
        case "reopen":
            return _("案件重新启动")
        case "transfer":
            return _(
                "案件移送：%(before)s → %(after)s",
                before=labels.region_name(what.get("from")),
                after=labels.region_name(what.get("to")),
            )
    return f"{act} {what}"


def _money(act: str, what: dict[str, Any]) -> str:
    amount = display(what.get("total", 0))
    if act == "determine":
        return _("认定欠薪合计 %(amount)s 元（%(n)s 人）", amount=amount, n=what.get("claims"))
    name = labels.label("transfer", act.upper())
    source = _("（%(what)s）", what=labels.label("source", what["source"])) if what.get("source") else ""
    return _("%(name)s %(amount)s 元%(source)s", name=name, amount=amount, source=source)


def _reveal(what: dict[str, Any]) -> str:
    return _(
        "查看%(whose)s的%(field)s，理由：%(reason)s",
        whose=labels.label("revealed", what.get("of"))
        + (f" {what['number']}" if what.get("of") == "claim" else ""),
        field=labels.label("field", what.get("field")),
        reason=labels.label("reason", what.get("reason")),
    )


def _plain(entry: Entry) -> str:
    return f"{entry.verb} {entry.what}"


def abouts(lines: Iterable[Line]) -> list[str]:
    """What the lines are about, for the filter."""
    found = {line.about for line in lines}
    return [name for name in ABOUT if name in found]
