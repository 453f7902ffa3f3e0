"""How a case stands, told to the person who complained: plain words, and nobody's name.

Nothing of other workers, officers or the reporter is read here. Which step of the law the case is at follows from its
state; what has happened is read from the journal.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app import clock
from app.cases import queries as case_queries
from app.cases.models import Case, Entry
from app.db import db
from app.deadlines import queries as deadlines
from app.documents import queries as documents
from app.documents.models import Document
from app.inbox.models import Task
from app.org import queries as org

COMPLAINANT = "ext_worker"
"""The group whose steps the complainant takes."""


class Stage(NamedTuple):
    """A state of the case in plain words: now, next, how it reads in the list of steps, and what ends it.

    ``clocks`` are the terms that end it, ``promised`` is the fact that holds the day on which somebody is to pay.
    """

    text: Any
    next_step: Any
    reached: Any
    clocks: tuple[str, ...] = ()
    promised: str = ""


STAGES = {
    "REGISTERED": Stage(
        _("已登记，人社部门正在审查是否受理。"),
        _("人社部门在期限内决定是否受理，并告知您。请保持电话畅通，补充合同、考勤、欠条、聊天记录等材料。"),
        _("已登记"),
        ("acceptance",),
    ),
    "TRIAGED": Stage(
        _("已审查完毕，正在安排办理。"),
        _("承办部门即将开始办理，届时会通知您。"),
        _("已审查，决定了办理方式"),
    ),
    "TRANSFERRED": Stage(
        _("已移交有管辖权的机关。"),
        _("请向告知书或者移送函上写明的机关查询；最先接到投诉的窗口仍负责答复您。"),
        _("已移交有管辖权的机关"),
        ("acceptance",),
    ),
    "MEDIATING": Stage(
        _("正在调解。"),
        _("调解组织会联系双方。调解自愿，您可以随时不同意，改由劳动监察或仲裁处理。"),
        _("开始调解"),
        ("mediation",),
    ),
    "INSPECTING": Stage(
        _("劳动保障监察机构已立案，正在调查处理。"),
        _("监察机构调查核实欠薪数额，责令支付；请配合核对本人的数额和账户。"),
        _("劳动监察立案调查"),
        ("investigation", "decision"),
    ),
    "ARBITRATING": Stage(
        _("正在仲裁，走农民工工资争议快速通道。"),
        _("仲裁委员会受理后会送达开庭通知；请按通知到庭，申请仲裁不收费。"),
        _("进入劳动争议仲裁"),
        ("arb_acceptance", "award"),
    ),
    "NOT_ACCEPTED": Stage(
        _("未予受理，理由写在不予受理通知书里。"),
        _("您可以申请行政复议或提起行政诉讼，也可以申请劳动争议仲裁；法律援助电话12348。"),
        _("决定不予受理"),
    ),
    "DECIDED": Stage(
        _("已作出处理决定、裁决或达成调解协议，等待用人单位支付。"),
        _("用人单位应在期限内支付。到期没有收到的，请告诉承办部门。"),
        _("已作出处理决定、裁决或达成调解协议"),
        ("performance", "order"),
        "next_instalment_on",
    ),
    "PAID_FULL": Stage(
        _("工资已全部支付，正在核实到账。"), _("请核对本人账户；核实后办理结案。"), _("工资已全部支付")
    ),
    "PAID_PARTIAL": Stage(
        _("工资已支付一部分，余款仍在追讨。"),
        _("承办部门继续督促支付余款。"),
        _("工资已支付一部分"),
        promised="next_instalment_on",
    ),
    "ENFORCING": Stage(
        _("用人单位没有按期支付，正在申请法院强制执行。"),
        _("法院受理后由执行法官办理；有财产线索请告诉承办部门。"),
        _("申请法院强制执行"),
    ),
    "CRIMINAL": Stage(
        _("涉嫌拒不支付劳动报酬，已移送公安机关。"),
        _("公安机关审查是否立案；追讨工资的程序同时继续。"),
        _("已移送公安机关"),
    ),
    "CLOSE_REVIEW": Stage(
        _("正在办理结案前的核对。"), _("核对工资是否全部付清；没有付清的不能销号。"), _("进入结案核对")
    ),
    "CLOSED": Stage(
        _("已结案。"),
        _("如有新的情况或对结果有异议，请凭本编号到原受理窗口申请重新启动。"),
        _("已结案"),
    ),
    "REOPENED": Stage(_("已重新启动办理。"), _("承办部门继续办理，并会告知您结果。"), _("重新启动办理")),
}
STAGES["DRAFT"] = STAGES["REGISTERED"]


def progress(case: Case) -> dict[str, Any]:
    """What the complainant is told, as JSON values: the number, the stage in words, what happened, what comes next.

    ``due`` is the last day of what is waited for now (ISO date), or None; ``documents_for_you`` are the papers
    addressed to the complainant: id, title, number, issued_on.
    """
    stage = STAGES[case.state]
    mine = _waiting_for_complainant(case.id)
    papers = [paper for paper in documents.for_complainant(case.id) if paper.number]
    return {
        "number": case.number,
        "kind": case.kind,
        "stage": case.state,
        "stage_text": str(stage.text),
        "steps": list(_steps(case, {paper.id: paper for paper in papers})),
        "next_step": str(_("请您：%(step)s", step=str(_(mine.name)))) if mine else str(stage.next_step),
        "due": _iso(mine.due if mine else _due(case.id, stage)),
        "documents_for_you": [
            {"id": paper.id, "title": paper.title, "number": paper.number, "issued_on": _iso(paper.issued_on)}
            for paper in papers
        ],
    }


def _steps(case: Case, papers: dict[int, Document]) -> Iterator[dict[str, str]]:
    for entry in case_queries.timeline(case.id):
        if text := _told(entry, case.kind, papers):
            yield {"at": clock.local(entry.at).isoformat(timespec="seconds"), "text": text}


def _told(entry: Entry, kind: str, papers: dict[int, Document]) -> str:
    """A journal entry in plain words; empty for what is not the complainant's to read."""
    match entry.verb:
        case "case.register":
            return str(_("收到您的投诉") if kind == "COMPLAINT" else _("收到您的举报"))
        case "case.state" if entry.what["to"] in STAGES:
            return str(STAGES[entry.what["to"]].reached)
        case "case.transfer":
            return str(_("转由%(region)s办理", region=_name_of(entry.what["to"])))
        case "document.issue" if paper := papers.get(entry.what["document"]):
            return str(_("出具《%(title)s》（%(number)s）", title=paper.title, number=paper.number))
    return ""


def _name_of(code: str) -> str:
    region = org.region(code)
    return region.name if region else code


def _waiting_for_complainant(case_id: int) -> Task | None:
    """A step that the complainant owes."""
    return db.session.scalar(
        select(Task)
        .where(Task.case_id == case_id, Task.group == COMPLAINANT, Task.state.in_(("open", "claimed")))
        .order_by(Task.due, Task.id)
        .limit(1)
    )


def _due(case_id: int, stage: Stage) -> date | None:
    """The earliest last day of the running clocks that end the stage, or the day on which payment is promised."""
    clocks = deadlines.clocks(case_id) if stage.clocks else []
    days = [row.due for row in clocks if row.key in stage.clocks and row.state == "running" and row.due]
    promised = case_queries.fact(case_id, stage.promised) if stage.promised else None
    if promised and promised >= clock.today().isoformat():
        days.append(date.fromisoformat(promised))
    return min(days, default=None)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
