"""Why something is due on this day: the days of a term as a calendar sheet, and what it counts from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import Flask
from flask_babel import lazy_gettext as _

EVENTS = {
    "created": _("任务产生"),
    "today": _("起算当日"),
    "received_at": _("收到投诉举报"),
    "accepted_on": _("受理"),
    "filed_on": _("立案"),
    "supplement_due_on": _("补正期限届满"),
    "consented_on": _("双方同意调解"),
    "agreement_on": _("达成协议"),
    "agreement_applied_on": _("共同申请审查协议"),
    "order_due_on": _("责令改正期限届满"),
    "investigated_on": _("调查终结"),
    "decision_due_on": _("处理决定履行期限届满"),
    "arb_applied_on": _("申请仲裁"),
    "arb_accepted_on": _("仲裁受理"),
    "hearing_on": _("开庭"),
    "award_served_on": _("裁决送达"),
    "served_at": _("文书送达"),
    "transfer_approved_at": _("批准移送"),
    "transfer_reported_on": _("提出移送报告"),
    "police_received_on": _("公安接收"),
    "police_decided_on": _("公安作出决定"),
    "advance_paid_on": _("垫付"),
    "deposit_used_on": _("动用保证金"),
    "permitted_on": _("取得施工许可"),
    "guarantee_until": _("保函到期"),
    "deposit_published_on": _("开始公示"),
    "deposit_applied_on": _("申请返还"),
    "deposit_reviewed_on": _("审核完毕"),
    "award_due_on": _("裁决确定的履行期限届满"),
    "evidence_held_on": _("先行登记保存"),
    "interview_at": _("约谈"),
    "next_instalment_on": _("下一期应付"),
    "notice_published_on": _("公告发布"),
    "police_notified_on": _("公安通知"),
    "publicised_from": _("开始公示"),
    "supplemented_on": _("补正"),
    "handed_over_on": _("移送材料"),
    "court_applied_on": _("递交执行申请"),
    "court_answered_on": _("法院答复"),
    "aid_applied_on": _("申请法律援助"),
    "aid_decided_on": _("决定给予援助"),
    "aid_objected_on": _("提出异议"),
    "aid_objection_decided_on": _("异议审查决定"),
    "credit_applied_on": _("申请提前移出"),
    "credit_decision_issued_on": _("作出列入决定"),
    "credit_early_removal_issued_on": _("决定提前移出"),
    "credit_objection_on": _("提出异议"),
    "credit_order_due_on": _("责令支付指定期满"),
    "credit_restoration_issued_on": _("决定恢复列入"),
    "credit_revocation_issued_on": _("决定撤销列入"),
    "deposit_stored_on": _("存储或者提交保函"),
    "execution_answered_on": _("收到法院执行裁定"),
    "fine_court_answered_on": _("收到法院对罚款的裁定"),
    "fine_court_applied_on": _("申请强制执行罚款"),
    "penalty_hearing_on": _("举行听证"),
    "review_received_on": _("收到复议或者应诉通知"),
    "transfer_signed_on": _("接收机关签收"),
    "incident_found_at": _("发现事件"),
    "naming_revoked_on": _("所依据的决定被撤销或者变更"),
    "opinion_received_on": _("收到检察意见"),
    "penalty_filed_on": _("处罚立案"),
    "review_accepted_on": _("复议或者诉讼受理"),
    "review_ended_on": _("复议决定或者裁判生效"),
    "arb_answered_on": _("收到答辩书"),
    "enforcement_refused_on": _("收到不予执行的裁定"),
    "suit_filed_on": _("法院立案"),
    "suit_contested_on": _("上诉或者提出异议"),
    "suit_due_on": _("生效文书确定的履行期限届满"),
    "task_begins_on": _("任务开始"),
    "police_reconsideration_on": _("公安收到复议意见书"),
    "supervision_proposed_on": _("建议立案监督"),
    "filing_ordered_on": _("公安收到通知立案书"),
    "service_begun_on": _("开始送达"),
    "clock:lawsuit": _("起诉期限届满"),
}


class Cell(NamedTuple):
    """A day of the sheet. ``number``: the how-manieth counted day; None where it does not count."""

    on: date
    weekday: int
    number: int | None
    reason: str


def register(app: Flask) -> None:
    """Let templates draw explanations."""
    app.add_template_global(sheet, "days_sheet")
    app.add_template_global(event, "event_name")


def sheet(days: Iterable[Mapping[str, Any]]) -> list[Cell]:
    """The days in the order of the calendar, those that count numbered in the order of counting."""
    cells, number = [], 0
    for day in days:
        on = date.fromisoformat(day["date"])
        number += bool(day["counted"])
        cells.append(Cell(on, on.isoweekday(), number if day["counted"] else None, day["reason"]))
    return sorted(cells)


def event(name: str) -> str:
    """What a term counts from, in words."""
    bare = name.removeprefix("event:")
    if bare in EVENTS:
        return str(EVENTS[bare])
    if "_served_" in bare:
        return str(EVENTS["served_at"])
    return str(
        _("“%(name)s”期限届满", name=bare.removeprefix("clock:")) if bare.startswith("clock:") else bare
    )
