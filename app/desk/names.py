"""What codes are called on a page, table by table."""

from flask_babel import lazy_gettext as _

from app.deadlines.rules import FIXED, MINUTES

LAMPS = {
    "green": _("正常"),
    "yellow": _("临期"),
    "red": _("末日"),
    "black": _("超期"),
    "grey": _("未计时"),
}
BOXES = {"todo": _("待签收"), "claimed": _("我在办"), "done": _("我已办")}
TASK_STATES = {"open": _("待签收"), "claimed": _("办理中"), "done": _("已办结"), "withdrawn": _("已撤回")}
CASE_STATES = {
    "DRAFT": _("草稿"),
    "REGISTERED": _("已登记"),
    "TRIAGED": _("已分流"),
    "TRANSFERRED": _("已移交"),
    "MEDIATING": _("调解中"),
    "INSPECTING": _("监察查处中"),
    "ARBITRATING": _("仲裁中"),
    "NOT_ACCEPTED": _("不予受理"),
    "DECIDED": _("已作出决定"),
    "PAID_FULL": _("已全部支付"),
    "PAID_PARTIAL": _("部分支付"),
    "ENFORCING": _("强制执行中"),
    "CRIMINAL": _("已移送公安"),
    "CLOSE_REVIEW": _("销号审核中"),
    "CLOSED": _("已销号"),
    "REOPENED": _("重新启动"),
}
KINDS = {"COMPLAINT": _("投诉"), "REPORT": _("举报"), "MATTER": _("事项")}
CHANNELS = {
    "OWN": _("本机关发起"),
    "PORTAL": _("网上投诉"),
    "WINDOW": _("现场窗口"),
    "PHONE_24H": _("24小时投诉电话"),
    "12333": _("12333热线"),
    "12345": _("12345热线"),
    "NATIONAL_PLATFORM": _("全国线索平台"),
    "PROV_SYSTEM": _("省监管系统"),
    "PETITION": _("信访转来"),
    "PATROL": _("日常巡查"),
    "SPECIAL_INSPECTION": _("专项检查"),
    "WRITTEN_REVIEW": _("书面审查"),
    "SUPERIOR_ASSIGNED": _("上级交办"),
    "UNION": _("工会移交"),
    "LEGAL_AID": _("法律援助机构移交"),
    "COURT": _("法院移送"),
    "MEDIA": _("媒体曝光"),
}
ROLES = {
    "EMPLOYER": _("用人单位"),
    "CONTRACTOR": _("施工总承包单位"),
    "SUBCONTRACTOR": _("分包单位"),
    "OWNER": _("建设单位"),
    "INDIVIDUAL": _("自然人"),
    "SHAREHOLDER": _("股东、实际控制人"),
}
NATURES = {"GOV_INVEST": _("政府投资"), "SOE": _("国企"), "PPP": "PPP", "PRIVATE": _("社会投资")}
INDUSTRIES = {
    "CONSTRUCTION": _("建筑企业"),
    "MANUFACTURING": _("加工制造企业"),
    "OTHER": _("其他用人单位"),
}
FLAGS = {
    "OVER_AGE": _("超过法定退休年龄"),
    "OVER_AGE_OLD": _("超过法定退休年龄（旧规，须法制意见）"),
    "MINOR": _("未成年工"),
    "CHILD": _("疑似童工"),
    "ID_15": _("15位身份证号"),
}
TRANSFERS = {
    "DETERMINE": _("认定"),
    "PAY": _("支付"),
    "ADVANCE": _("周转金垫付"),
    "RECOVER": _("追回垫付"),
    "RETURN": _("退回周转金"),
    "ALLOT": _("拨入周转金"),
    "DEPOSIT_FILE": _("登记工资保证金"),
    "DEPOSIT_RENEW": _("更换或延长保函"),
    "DEPOSIT_SPEND": _("动用工资保证金"),
    "DEPOSIT_REPLENISH": _("补足工资保证金"),
    "DEPOSIT_RETURN": _("返还工资保证金"),
    "REVERSE": _("更正冲销"),
}
SOURCES = {
    "EMPLOYER": _("用人单位"),
    "CONTRACTOR": _("施工总承包单位"),
    "OWNER": _("建设单位"),
    "INVESTOR": _("出资人、股东或实际控制人"),
    "FROZEN": _("冻结账户划转"),
    "GOODS": _("变卖财物所得"),
    "COURT": _("法院执行"),
    "ACCOUNT": _("农民工工资专用账户"),
    "DEPOSIT": _("工资保证金"),
    "LANDLORD": _("出租方等第三方代付"),
    "TOWN": _("乡镇（街道）筹款垫付"),
    "OTHER": _("其他"),
    "FUND": _("应急周转金"),
}
CLOCKS = {
    "running": _("计算中"),
    "suspended": _("已中止"),
    "met": _("已完成"),
    "cancelled": _("已取消"),
}
RUNS = {
    "starting": _("待启动"),
    "open": _("进行中"),
    "incident": _("技术故障"),
    "finished": _("已结束"),
}
UNITS = {
    "WD": _("个工作日"),
    "D": _("日"),
    "M": _("个月"),
    "H": _("小时"),
    MINUTES: _("分钟"),
    FIXED: _("日（指定期满日）"),
}
DAYS = {
    "workday": _("工作日"),
    "make_up": _("调休上班"),
    "weekend": _("休息日"),
    "holiday": _("节假日"),
    "rolled": _("期满日逢休息日，顺延"),
    "suspended": _("中止期间"),
}
DECISIONS = {"decided": _("已有结论"), "needs_decision": _("须由人决定"), "unknown": _("无法判定")}
METHODS = {
    "DIRECT": _("直接送达"),
    "LEFT": _("留置送达"),
    "POSTED": _("邮寄送达"),
    "ELECTRONIC": _("电子送达"),
    "ENTRUSTED": _("委托送达"),
    "PUBLIC_NOTICE": _("公告送达"),
    "POSTED_AND_PHOTOGRAPHED": _("张贴并拍照、录像"),
}
REASONS = {
    "IDENTITY": _("核对身份"),
    "CONTACT": _("联系当事人"),
    "PAYMENT": _("发放工资"),
    "SERVICE": _("制作、送达文书"),
    "REFERRAL": _("移送其他机关"),
}
FIELDS = {"id_no": _("身份证号"), "phone": _("手机"), "bank_no": _("银行账号"), "name": _("姓名")}
REVEALED = {"claim": _("劳动者"), "party": _("当事人"), "reporter": _("举报人")}
ABOUT = {
    "task": _("任务"),
    "paper": _("文书"),
    "clock": _("期限"),
    "money": _("资金"),
    "state": _("状态与流程"),
    "other": _("其他"),
}
REMINDERS = {
    "WARNING": _("期限剩三分之一"),
    "LAST_DAY": _("最后一日"),
    "OVERDUE_1": _("逾期提醒一"),
    "OVERDUE_2": _("逾期提醒二，已报根治欠薪办"),
    "OVERDUE_3": _("逾期提醒三，已报政府督查"),
}
INCIDENTS = {
    "complete": _("办结任务"),
    "wake": _("定时事项"),
    "start": _("发起流程"),
    "deliver": _("传递消息"),
    "assign": _("确定办理部门"),
    "open": _("登记案件"),
}
ACTORS = {"system": _("系统"), "portal": _("投诉人（网上）")}

TABLES = {
    "lamp": LAMPS,
    "box": BOXES,
    "task": TASK_STATES,
    "case": CASE_STATES,
    "kind": KINDS,
    "reminder": REMINDERS,
    "channel": CHANNELS,
    "role": ROLES,
    "nature": NATURES,
    "industry": INDUSTRIES,
    "flag": FLAGS,
    "transfer": TRANSFERS,
    "source": SOURCES,
    "clock": CLOCKS,
    "run": RUNS,
    "unit": UNITS,
    "day": DAYS,
    "decision": DECISIONS,
    "method": METHODS,
    "reason": REASONS,
    "field": FIELDS,
    "revealed": REVEALED,
    "about": ABOUT,
    "incident": INCIDENTS,
}
