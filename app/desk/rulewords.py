"""Decision tables in words: the cells, the codes in them and the parameters, as people read them."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.forms.definition import every_field
from app.forms.money import display
from app.law import queries
from app.law.rules import PLAIN_NUMBERS

CODES = {
    "NONE": _("无"),
    "NOT_APPLIED": _("当事人未申请"),
    "RIGHTS_UNCLEAR": _("权利义务关系不明确"),
    "NO_HARDSHIP": _("未达到严重影响生活"),
    "OPEN": _("可以销号"),
    "HELD": _("不能销号"),
    "BALANCE": _("余额未付清"),
    "OPEN_RUNS": _("有程序未办结"),
    "RECOVERY": _("周转金未追偿"),
    "COMPLAINANT": _("未告知投诉人"),
    "CREDIT": _("信用事项未启动"),
    "REVIEWER": _("复核人即承办人"),
    "ONE": _("按一人"),
    "ALL": _("按合计"),
    "SERVED": _("已送达"),
    "POSTED": _("已张贴"),
    "EVADING": _("逃避"),
    "ABLE": _("有能力而不付"),
    "MET": _("达到"),
    "NOT_MET": _("未达到"),
    "MISSING": _("尚缺要件"),
    "PROPOSE_TRANSFER": _("建议移送公安"),
    "MAY_NOT_TRANSFER": _("可以不移送"),
    "ORDER_FIRST": _("先下达责令文书"),
    "AWAIT_ORDER": _("等待责令期满"),
    "PROVE_REFUSAL": _("查明逃避或有能力而不付"),
    "BASE": _("基准比例"),
    "FACTOR": _("升降系数"),
    "WAGE": _("劳动报酬"),
    "OVERTIME": _("加班费"),
    "INJURY_MEDICAL": _("工伤医疗费"),
    "COMPENSATION": _("经济补偿"),
    "DAMAGES": _("赔偿金"),
    "DOUBLE_WAGE": _("二倍工资"),
    "OTHER": _("其他"),
    "EMPLOYER": _("用人单位"),
    "LABOUR_USER": _("用工单位"),
    "NAME_LENDER": _("出借名义的单位"),
    "CONTRACTOR": _("施工总承包单位"),
    "INVESTOR": _("出资人"),
    "OWNER": _("建设单位"),
    "UNSETTLED_AMOUNT": _("以未结清的工程款为限"),
    "LABOUR_SUPPLIER": _("派遣劳动者的个人或单位"),
    "INDIVIDUAL": _("个人"),
    "SUBCONTRACTOR": _("分包单位"),
    "TRANSFEREE": _("转包的承接人"),
    "SUPPLEMENT": _("一次性告知补正"),
    "OVER_TIME": _("超过两年，不予受理"),
    "ELSEWHERE": _("移交有管辖权的机关"),
    "GUIDE_ARBITRATION": _("引导仲裁"),
    "GUIDE_COURT": _("已起诉，按诉讼程序办理"),
    "MEDIATION": _("先行调解"),
    "INSPECTION": _("劳动保障监察查处"),
    "NOT_WAGES": _("不属欠薪，不予受理"),
    "LIST": _("应当列入"),
    "NOT": _("不列入"),
    "INCIDENT": _("引发群体性、极端事件"),
    "REACHED": _("达到"),
    "NOT_REACHED": _("未达到"),
    "UNKNOWN": _("标准不明"),
    "ALLOWED": _("可以移出"),
    "REFUSED": _("不得移出"),
    "NOT_CORRECTED": _("尚未改正"),
    "REOFFENDED": _("列入期间再次拖欠"),
    "CRIMINAL": _("涉及刑事责任"),
    "NO_PROMISE": _("没有书面信用承诺"),
    "TOO_EARLY": _("列入未满规定月数"),
    "A": _("A级"),
    "B": _("B级"),
    "C": _("C级"),
    "NO_VIOLATION": _("未因违法被查处"),
    "PUNISHED": _("被查处"),
    "THREE_TIMES": _("多次被查处"),
    "CHILD_OR_FORCED_LABOUR": _("使用童工或强迫劳动"),
    "ORDER_REFUSED": _("拒不履行指令或决定"),
    "OBSTRUCTION": _("抗拒、阻挠监察"),
    "REFUSAL": _("拒不改正、拒不履行处理决定"),
    "NO_REPLY": _("拒不答复询问"),
    "IN_KIND": _("以实物等形式支付工资"),
    "NO_LEDGER": _("没有工资台账或清单"),
    "CARD_HELD": _("扣押工资卡"),
    "NO_ACCOUNT": _("没有开设或使用专用账户"),
    "NO_DEPOSIT": _("没有存储保证金或保函"),
    "NO_REAL_NAME": _("没有实行实名制管理"),
    "SUBCONTRACT": _("分包、总包没有履行编制、公示等义务"),
    "LESS": _("减少日常巡查"),
    "NORMAL": _("正常巡查"),
    "FOCUS": _("约谈、重点巡查"),
    "CONTRACTOR_PAYS": _("责令总包限期清偿"),
    "CONTRACTOR_ADVANCES": _("责令总包先行清偿"),
    "READY": _("可以动用"),
    "NOTHING_OWED": _("工资已付清"),
    "NO_DECISION": _("没有行政处理决定"),
    "ORDER_ONLY": _("只有限期整改指令书"),
    "CONTRACTOR_NOT_ORDERED": _("没有责令总包清偿"),
    "NOT_DUE": _("履行期限未满"),
    "POSTED_ONLY": _("仅张贴送达"),
    "VALID": _("合格"),
    "EXPIRED": _("已到期"),
    "TOO_SMALL": _("担保金额不足"),
    "BELOW_ONE_YEAR": _("有效期不足一年"),
    "SHORTER_THAN_CONTRACT": _("有效期短于合同期"),
    "decided": _("可直接适用"),
    "needs_decision": _("须由人决定"),
    "EMPLOYER_ARREARS": _("用人单位拖欠"),
    "UNQUALIFIED_LABOUR": _("使用个人、无资格单位或无许可派遣的劳动者"),
    "NAME_LENT": _("允许他人以己名义经营（挂靠）"),
    "UNQUALIFIED_CONTRACT": _("转包、分包给无资格的组织或个人"),
    "INVESTOR_LIABLE": _("合伙、个人独资、个体不清偿"),
    "DISSOLVED": _("被吊销、关闭、解散"),
    "DISSOLVED_INVESTOR": _("未清偿即解散，出资人另设单位"),
    "SUBCONTRACTOR_ARREARS": _("分包单位拖欠"),
    "PROJECT_TRANSFERRED": _("工程转包"),
    "OWNER_UNDERPAID": _("建设单位未按约拨付工程款"),
    "ILLEGAL_PROJECT": _("违反规划、建设法规的项目"),
    "QUANTITY_DISPUTE": _("工程量、质量、造价有争议"),
    "GOV_FUNDS_MISSING": _("政府投资资金不到位"),
    "OVER_AGE": _("超过法定退休年龄"),
    "OVER_AGE_OLD": _("超过法定退休年龄（旧规，须法制意见）"),
    "CHILD": _("疑似童工"),
    "MINOR": _("未成年工"),
    "RED": _("红色"),
    "YELLOW": _("黄色"),
    "BLUE": _("蓝色"),
    "ACCOUNT_NOT_FUNDED": _("专户未按月拨付人工费（月数）"),
    "WAGES_NOT_PAID": _("未按月发放工资（月数）"),
    "HEAD_COUNT_GAP": _("考勤人数与发薪人数不符（差额占考勤人数的百分比）"),
    "BALANCE_SHORT": _("专户余额不足（缺口占应付工资的百分比）"),
    "BANK_REPORT": _("开户银行异常报告（填0）"),
    "UTILITY_ARREARS": _("拖欠水电气费（月数）"),
    "TAX_ARREARS": _("欠税或者纳税异常（月数）"),
    "LOAN_ARREARS": _("贷款逾期（月数）"),
    "COMPLAINTS": _("投诉举报频次（近30日件数）"),
    "GUARANTEE_EXPIRING": _("工资保证金保函将到期（距到期日数）"),
    "I": _("Ⅰ级"),
    "II": _("Ⅱ级"),
    "III": _("Ⅲ级"),
    "SUPERVISE": _("建议上报挂牌督办"),
    "SUPERIOR": _("上级交办"),
    "MEDIA": _("媒体关注"),
    "OVERDUE": _("办理期限逾期两次"),
    "PEOPLE": _("人数达到标准"),
    "AMOUNT": _("金额达到标准"),
}
PARAMETERS = {
    "criminal_one": _("刑事数额（一人）"),
    "criminal_ten": _("刑事数额（十人以上）"),
    "minimum_wage": _("月最低工资"),
    "advance_share_percent": _("垫付比例"),
    "advance_months": _("垫付月数"),
    "labour_cost_percent": _("人工费比例"),
    "no_reply_least": _("拒不答复询问的最低罚款"),
    "no_reply_most": _("拒不答复询问的最高罚款"),
    "deposit_base_percent": _("保证金基准比例"),
    "acceptance_workdays": _("受理期限（工作日）"),
    "handling_decision_workdays": _("作出处理决定的期限（工作日）"),
    "deposit_storing_workdays": _("存储工资保证金的期限（工作日）"),
    "deposit_payment_workdays": _("银行支付保证金的期限（工作日）"),
    "deposit_replenish_workdays": _("补足保证金的期限（工作日）"),
    "deposit_reminder_months": _("保函到期前提醒（月）"),
    "warning_yellow_months": _("黄色预警月数"),
    "warning_red_months": _("红色预警月数"),
    "warning_yellow_percent": _("黄色预警比例"),
    "warning_red_percent": _("红色预警比例"),
    "warning_yellow_count": _("黄色预警件数"),
    "warning_red_count": _("红色预警件数"),
    "warning_yellow_days": _("黄色预警日数"),
    "warning_red_days": _("红色预警日数"),
    "warning_complaints_count": _("自动预警的投诉件数"),
    "warning_complaints_days": _("自动预警的期间（日）"),
    "incident_one_count": _("群体性事件Ⅰ级人数"),
    "incident_two_count": _("群体性事件Ⅱ级人数"),
    "incident_first_report_hours": _("首报时限（小时）"),
    "incident_follow_up_hours": _("续报间隔（小时）"),
    "listed_head_count": _("挂牌督办人数"),
    "listed_amount": _("挂牌督办金额"),
}
SIGNS = ((">=", "≥"), ("<=", "≤"), ("==", "="), ("!=", "≠"), (" * ", " × "), (" / ", " ÷ "))
LISTED = re.compile(r"\? in \[(?P<listed>[^\]]*)\]")
QUOTED = re.compile(r'"([^"]*)"')
NAME = re.compile(r"\b[a-z][a-z0-9_]*\b|\b(?:True|False|None)\b")


def register(app: Flask) -> None:
    """Let templates say it."""
    for named in (fact, facts_list, parameter_name, parameter_value):
        app.add_template_global(named)
    for general in (cell, code, missing):
        app.add_template_global(general, f"rule_{general.__name__}")


def code(value: object) -> str:
    """What a code of a decision table is called."""
    return str(CODES.get(str(value), value))


def cell(text: str, columns: Mapping[str, str] | None = None) -> str:
    """A cell as it reads: «? in ["WAGE","OVERTIME"]» → «劳动报酬、加班费»."""
    if text.strip() == "-":
        return str(_("不限"))
    said = LISTED.sub(
        lambda found: gettext("、").join(code(each) for each in QUOTED.findall(found["listed"])), text
    )
    said = QUOTED.sub(lambda found: code(found[1]), said)
    for sign, shown in SIGNS:
        said = said.replace(sign, shown)
    return NAME.sub(lambda found: _word(found[0], columns or {}), said.replace("? ", ""))


def _word(name: str, columns: Mapping[str, str]) -> str:
    if name in ("True", "False", "None"):
        return fact({"True": True, "False": False}.get(name))
    if name.startswith("param_"):
        return f"[{parameter_name(name)}]"
    return gettext(columns[name]) if name in columns else name


def fact(value: Any) -> str:
    """A fact or an answer as it reads."""
    if value is None:
        return str(_("无"))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    return code(value)


def facts_list(rows: list[Any], labels: Mapping[str, str]) -> str:
    """Several answers, one for each item, in a line each."""
    return gettext("；").join(
        gettext("，").join(f"{gettext(labels.get(key, key))} {fact(value)}" for key, value in row.items())
        if isinstance(row, Mapping)
        else fact(row)
        for row in rows
    )


def parameter_name(name: str) -> str:
    """What a parameter of the law is called."""
    bare = name.removeprefix("param_")
    return str(PARAMETERS.get(bare, bare))


def parameter_value(name: str, value: str) -> str:
    """A parameter as it is stored (fen or a number), with its unit."""
    if name.endswith("_percent"):
        return f"{value}%"
    return value if name.endswith(PLAIN_NUMBERS) else display(int(value))


def missing(name: str, facts: list[str]) -> str:
    """The facts and parameters that a rule lacks, as people call them; «workers.0.owed» is the worker's amount."""
    try:
        labels = labels_of(name)
    except queries.NoSuchRule:  # an old decision
        labels = {}
    return gettext("、").join(
        parameter_name(each) if each.startswith("param_") else gettext(labels.get(each.split(".")[-1], each))
        for each in facts
    )


def labels_of(name: str) -> dict[str, str]:
    """What the columns and facts of a rule are called, by name."""
    rule = queries.rule(name)
    asked = {path.split(".")[-1]: field.title for path, field in every_field(rule.form.fields)}
    return asked | {column.name: column.label for column in (*rule.table.inputs, *rule.table.outputs)}
