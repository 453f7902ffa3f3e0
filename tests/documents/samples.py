"""A case and answers for every paper; all people, firms, numbers and accounts are made up."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.cases import actions as cases
from app.cases.models import Answer, Case, Claim, Party, Project
from app.cases.move import Move
from app.db import db
from app.ledgers import actions as ledgers
from app.org import queries as org
from app.org.models import User

OFFICERS = [
    {"name": "测试员甲", "certificate_no": "16120001001"},
    {"name": "测试员乙", "certificate_no": "16120001002"},
]
NAMES = ("张测试", "李祎", "王喆", "赵堃", "陈玥")
COMPANY = "河南甲测试建筑劳务有限公司"
CONTRACTOR = "河南乙测试建设集团有限公司"


def a_case(workers: int = 5, *, paid: bool = False, bare: bool = False) -> Case:
    """A filed complaint of several workers. ``bare``: a report with nothing but the employer's name."""
    case = Case(
        number="411221202600012",
        kind="REPORT" if bare else "COMPLAINT",
        channel="WINDOW",
        state="INSPECTING",
        region_code="411221",
        origin_code="411221",
        place_of_work_code="411221",
        received_at=datetime(2026, 7, 1, 2, 0, tzinfo=UTC),
        filed_on=None if bare else date(2026, 7, 6),
        employer_name=COMPANY,
        narrative="2026年3月至6月在工地做钢筋工，工资一直没有发。\n多次找班组长和公司，均说工程款没到。",
        head_count=0 if bare else workers,
    )
    case.parties = [Party(role="EMPLOYER", name=COMPANY)]
    if not bare:
        _detail(case, workers)
    db.session.add(case)
    db.session.flush()
    if paid:
        ledgers.pay(case, {1: 5000_00}, source="EMPLOYER", paid_on=date(2026, 7, 20), by="demo", reference="回单0001")
    return case


def _detail(case: Case, workers: int) -> None:
    case.parties[0].uscc, case.parties[0].legal_rep = "91411221MA40000120", "周测试"
    case.parties[0].address = "河南省三门峡市渑池县测试路1号"
    case.parties[0].liable_order, case.parties[0].liable_article = 1, "《保障农民工工资支付条例》第十六条"
    contractor = Party(role="CONTRACTOR", name=CONTRACTOR, uscc="91410000MA40000215", legal_rep="吴测试")
    contractor.address, contractor.liable_order = "河南省郑州市测试大道2号", 2
    contractor.liable_article = "《保障农民工工资支付条例》第三十条"
    case.parties.append(contractor)
    case.project = Project(name="渑池县测试安置房项目一期工程", place_code="411221", contractor_name=CONTRACTOR)
    for serial in range(1, workers + 1):
        name = NAMES[serial - 1] if serial <= len(NAMES) else f"测试工{serial}"
        claim = Claim(serial=serial, name=name, claimed=(8000 + 450 * serial) * 100 + 50, id_type="ID_CARD")
        claim.id_no, claim.phone = f"41122119900101{serial:03}X", f"139000{serial:05}"
        claim.job, claim.team_leader = "钢筋工", "孙测试"
        claim.period_from, claim.period_to, claim.months_unpaid = date(2026, 3, 1), date(2026, 6, 30), 4
        claim.verified, claim.bank_name, claim.bank_no = claim.claimed, "测试银行渑池支行", f"62220000000000{serial:05}"
        case.claims.append(claim)


def answered(case: Case, process: str, step: str, by: str, answers: dict[str, Any]) -> None:
    """Somebody completed a step before."""
    key = f"{step}-{case.id}"
    at = datetime(2026, 7, 25, 2, 0, tzinfo=UTC)
    db.session.add(
        Answer(
            task_id=key[:36], case_id=case.id, process=process, step=step, answers=answers, by=by, at=at,
            outcome=answers.get("outcome"),
        )  # fmt: skip
    )


def officer(group: str = "hrss_inspection") -> User | None:
    """The demo's person in a department of the sample's county."""
    return org.user_by_name(f"{group}@411221")


@dataclass(frozen=True)
class Step:
    """The step that issues a paper: where it stands, its answers, and what must be on the paper."""

    process: str
    step: str
    answers: dict[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    group: str = "hrss_inspection"


def move_of(case: Case, at: Step) -> Move:
    """The move in which the paper is issued."""
    return Move(
        case=case,
        run_id=1,
        process=at.process,
        today=date(2026, 8, 3),
        by=officer(at.group),
        step=at.step,
        task_id="task-1",
        outcome=at.answers.get("outcome"),
        answers=at.answers,
    )


def known(case: Case) -> None:
    """What the case has learnt before: facts and the steps that prepare papers."""
    for name, value in FACTS.items():
        cases.set_fact(case, name, value)
    for process, step, by, answers in EARLIER:
        answered(case, process, step, f"{by}@411221", answers)
    db.session.flush()


def roster(workers: int, **columns: Any) -> list[dict[str, Any]]:
    """A row for each claim."""
    return [{"claim": str(serial), **columns} for serial in range(1, workers + 1)]


FACTS: dict[str, Any] = {
    "officers": OFFICERS,
    "contact": "测试员甲",
    "contact_phone": "0398-0000000",
    "order_due_on": "2026-08-15",
    "decision_due_on": "2026-09-15",
    "mediation_group": "mediation_township",
    "township": "411221901",
    "arb_applied_on": "2026-07-02",
    "arb_accepted_on": "2026-07-03",
    "hearing_on": "2026-08-20T09:30:00+08:00",
    "award": [
        {"claim": "1", "kind": "WAGE", "amount": 845050, "final": True},
        {"claim": "2", "kind": "WAGE", "amount": 890050, "final": True},
        {"claim": "2", "kind": "COMPENSATION", "amount": 3600000, "final": False},
    ],
    "police_received_on": "2026-08-02",
    "advance_paid_on": "2026-07-30",
}
FOUND = (
    "经查，河南甲测试建筑劳务有限公司承接渑池县测试安置房项目一期工程的钢筋作业，2026年3月至6月雇用张测试等5名劳动者施工，"
    "未按月足额支付工资。\n该公司法定代表人承认欠薪事实，称因工程款未到位无力支付。"
)
EVIDENCE = "1. 劳动者询问笔录5份；\n2. 班组长孙测试签字的工资结算单；\n3. 实名制考勤记录；\n4. 工资专用账户流水。"
TRIBUNAL = {
    "arbitrators": [
        {"name": "仲测试", "role": "PRESIDING"},
        {"name": "裁测试", "role": "MEMBER"},
        {"name": "员测试", "role": "MEMBER"},
    ],
    "clerk": "书测试",
}
REQUESTS = "1. 裁决被申请人支付2026年3月至6月工资；\n2. 裁决被申请人支付解除劳动合同的经济补偿。"

EARLIER: list[tuple[str, str, str, dict[str, Any]]] = [
    ("inspection_investigation", "request_filing", "hrss_inspection", {
        "facts_found": FOUND, "opinion": "投诉事项属于劳动保障监察职权范围，建议立案调查。"}),
    ("inspection_investigation", "approve_filing", "hrss_inspection_lead", {"outcome": "APPROVE", "opinion": "情况属实，依法查处。"}),
    ("inspection_investigation", "conclude", "hrss_inspection", {
        "withdrawal_reason": "用人单位已在调查期间付清全部工资。", "opinion": "违法情节轻微且已改正，建议撤销立案。"}),
    ("inspection_investigation", "approve_withdrawal", "hrss_inspection_lead", {"outcome": "APPROVE", "opinion": ""}),
    ("arbitration_green", "receive_application", "arb_registry", {"requests": REQUESTS}),
    ("arbitration_green", "form_panel", "arb_registry", TRIBUNAL),
    ("police_referral", "write_report", "hrss_inspection", {
        "facts_found": FOUND, "evasion": "2026年7月10日起手机关机，将公司账户资金120万元转入个人账户。", "opinion": "涉嫌犯罪，建议移送。"}),
    ("police_referral", "approve_transfer", "hrss_principal", {"outcome": "APPROVE", "opinion": "同意移送。"}),
    ("emergency_fund", "propose_advances", "hrss_inspection", {
        "cause": "用人单位法定代表人失联，劳动者生活困难。", "gap": "工资保证金已全部动用，专用账户余额为零。",
        "deposit_used": 20000000, "standard": "每人不超过欠薪数额的20%，且不超过月最低工资标准",
        "recovery_plan": "向用人单位和总包单位追偿；不归还的申请强制执行。", "opinion": "情况属实，建议垫付。",
        "advances": roster(5, amount=160000)}),
    ("emergency_fund", "confirm_roster", "township_gov", {"outcome": "APPROVE", "opinion": "名册属实，人员均在本镇施工。"}),
    ("emergency_fund", "review_finance", "finance", {"outcome": "APPROVE", "opinion": "周转金余额充足，同意拨付。"}),
    ("emergency_fund", "approve_fund", "gov_leader", {"outcome": "APPROVE", "opinion": "同意。请人社局抓紧追偿。"}),
    ("closing", "request_closing", "hrss_inspection", {
        "outcome": "PAID", "process": "2026年7月6日立案，7月8日发出调查询问书，7月15日认定欠薪数额。",
        "findings": FOUND, "handling": "7月20日制发限期整改指令书，用人单位已在指定期限内付清。"}),
]  # fmt: skip

PAPERS: dict[str, Step] = {
    "complaint_receipt": Step("intake_triage", "register", {"materials": "工资欠条复印件\n身份证复印件"}, ("51,002.50" ,), "hrss_intake"),
    "supplement_notice": Step("intake_triage", "review", {
        "outcome": "SUPPLEMENT", "supplement_items": "1、身份证复印件；\n2、能够证明用工关系的考勤、聊天记录；", "supplement_due_on": "2026-08-20"},
        ("2026年8月20日", "渑人社监补字〔2026〕1号"), "hrss_intake"),
    "non_acceptance": Step("intake_triage", "review", {"outcome": "OVER_TIME", "reason": "违法行为于2023年6月30日终了，2026年7月1日首次投诉。"},
        ("60日内向渑池县人民政府", "6个月"), "hrss_intake"),
    "guidance_notice": Step("intake_triage", "review", {"outcome": "GUIDE_ARBITRATION", "reason": "双方对劳动关系和工资数额争议较大。"},
        ("渑池县劳动人事争议仲裁委员会",), "hrss_intake"),
    "filing_approval": Step("inspection_investigation", "approve_filing", {"outcome": "APPROVE", "opinion": "情况属实，依法查处。"},
        ("2026年7月6日", "建议立案调查"), "hrss_inspection_lead"),
    "inquiry_notice": Step("inspection_investigation", "inquire", {
        "matters": "2026年3月至6月用工人数、工资约定和支付情况\n工程款收取和人工费拨付情况",
        "materials": "劳动合同、职工名册\n工资支付台账和考勤记录\n分包合同和结算资料",
        "appear_at": "2026-08-10T09:00:00+08:00", "place": "渑池县人力资源和社会保障局301室", "reply_due_on": "2026-08-14"},
        ("2026年8月10日9时", "2026年8月14日", "16120001001")),
    "arrears_table": Step("inspection_investigation", "determine_arrears", {
        "claims": roster(5, payable=1600000, paid=700000, deducted=0, verified=845050), "basis": "实名制考勤、班组结算单和询问笔录"},
        ("51,002.50", "赵堃")),
    "rectification_order": Step("labour_inspection", "issue_order", {
        "facts_found": FOUND, "evidence": EVIDENCE, "order_due_on": "2026-08-15", "report_due_on": "2026-08-17"},
        ("渑人社监令字〔2026〕1号", "2026年8月15日", "46,752.50", "肆万陆仟柒佰伍拾贰元伍角整", "第二百七十六条之一")),
    "prior_notice": Step("inspection_decision", "notify_intent", {
        "facts_found": FOUND, "surcharge_percent": 50, "statement_due_on": "2026-08-25", "evidence": EVIDENCE}, ("2026年8月25日", "50%")),
    "decision": Step("inspection_decision", "decide", {
        "outcome": "SIGN", "facts_found": FOUND, "evidence": EVIDENCE, "surcharge_percent": 50, "decision_due_on": "2026-09-15"},
        ("2026年9月15日", "先行清偿", "渑池县人民法院", "60日", "6个月"), "hrss_principal"),
    "proof_of_service": Step("service_of_process", "serve", {
        "method": "DIRECT", "served_on": "2026-08-03", "place": "测试路1号", "receiver": "周测试", "relation": "法定代表人"},
        ("直接送达", "渑人社监令字〔2026〕1号", "法定代表人")),
    "dunning_letter": Step("inspection_enforcement", "dun", {"performance_due_on": "2026-10-15"}, ("第三十五条", "2026年10月15日")),
    "enforcement_application": Step("inspection_enforcement", "apply_court", {"assets": "被执行人在测试银行渑池支行有存款账户。"},
        ("渑池县人民法院", "第五十三条")),
    "withdrawal_approval": Step("inspection_investigation", "approve_withdrawal", {"outcome": "APPROVE"}, ("情节轻微",)),
    "mediation_agreement": Step("mediation", "mediate", {
        "outcome": "AGREED", "dispute": "2026年3月至6月工资的数额和支付时间。", "terms": "被申请人自愿承担调解期间的交通费用。",
        "claims": roster(5, verified=845050), "agreement_on": "2026-08-03", "mediators": [{"name": "调测试"}], "recorder": "记测试",
        "instalments": [{"due_on": "2026-08-31", "amount": 2000000}, {"due_on": "2026-09-30", "amount": 2225250, "note": "余款"}]},
        ("渑池县渑池演示镇劳动争议调解中心", "42,252.50", "2026年8月31日"), "mediation_township"),
    "mediation_end": Step("mediation", "mediate", {"outcome": "FAILED", "end_reason": "双方对欠薪数额分歧较大。", "ended_on": "2026-08-03"},
        ("终止调解",), "mediation_township"),
    "arb_acceptance": Step("arbitration_green", "review_application", {
        "outcome": "ACCEPT", "accepted_on": "2026-08-03", "evidence_due_on": "2026-08-17"}, ("渑劳人仲案字〔2026〕1号",), "arb_registry"),
    "arb_non_acceptance": Step("arbitration_green", "review_application", {
        "outcome": "REJECT", "ground": "NOT_OURS", "reason": "劳动合同履行地和用人单位所在地均不在本委管辖区域。", "competent_office": "测试市劳动人事争议仲裁委员会"},
        ("不予受理",), "arb_registry"),
    "hearing_notice": Step("arbitration_green", "schedule_hearing", {"hearing_at": "2026-08-20T09:30:00+08:00", "place": "第一仲裁庭"},
        ("2026年8月20日9时30分", "首席仲裁员"), "arb_tribunal"),
    "advance_enforcement_award": Step("arbitration_green", "decide_advance", {
        "outcome": "GRANT", "relation_clear": "双方对欠薪事实和数额没有争议。", "hardship": "申请人家中有在读子女，无其他收入来源。",
        "items": roster(5, amount=300000), "court": "渑池县人民法院"}, ("15,000.00", "第四十四条"), "arb_tribunal"),
    "enforcement_transfer": Step("arbitration_green", "decide_advance", {
        "items": roster(5, amount=300000), "court": "渑池县人民法院", "assets": "在测试银行渑池支行有账户。"}, ("贵院", "15,000.00"), "arb_tribunal"),
    "final_award": Step("arbitration_green", "award", {
        "outcome": "BOTH", "defence": "欠薪属实，暂时无力支付。", "dispute_facts": FOUND, "reasoning": "被申请人未足额支付劳动报酬，应当支付。",
        "award_due_on": "2026-09-15"}, ("17,351.00", "三门峡市中级人民法院", "三十日"), "arb_tribunal"),
    "nonfinal_award": Step("arbitration_green", "award", {
        "outcome": "BOTH", "dispute_facts": FOUND, "reasoning": "应当支付经济补偿。", "award_due_on": "2026-09-15"}, ("36,000.00", "十五日"), "arb_tribunal"),
    "arb_mediation": Step("arbitration_green", "mediate", {
        "outcome": "SETTLED", "claims": roster(5, verified=845050), "award_due_on": "2026-09-01", "terms": "双方再无其他争议。"},
        ("第四十二条", "42,252.50"), "arb_tribunal"),
    "interview_notice": Step("joint_interview", "send_notice", {
        "reason": "该项目拖欠5名农民工工资，经责令未支付。", "interview_at": "2026-08-07T15:00:00+08:00", "place": "渑池县政府第二会议室",
        "materials": "工资支付台账\n工程款收支明细", "interviewers": [{"unit": "渑池县住房和城乡建设局", "name": "约测试", "post": "副局长"}]},
        ("2026年8月7日15时",)),
    "interview_minutes": Step("joint_interview", "hold_interview", {
        "outcome": "COMMITTED", "interview_at": "2026-08-07T15:00:00+08:00", "ended_at": "2026-08-07T16:10:00+08:00", "host": "约测试", "recorder": "记测试",
        "attendees": [{"unit": COMPANY, "name": "周测试", "post": "法定代表人"}], "minutes": "约谈人通报了欠薪情况，约谈对象作了说明。",
        "commitments": [{"due_on": "2026-08-20", "amount": 3000000, "source": "总包单位拨付的人工费"}, {"due_on": "2026-08-31", "amount": 1675250, "source": "自有资金"}],
        "commitment_due_on": "2026-08-31"}, ("46,752.50", "总包单位拨付")),
    "transfer_approval": Step("police_referral", "approve_transfer", {"outcome": "APPROVE", "opinion": "同意移送。"},
        ("拒不支付劳动报酬罪", "转入个人账户"), "hrss_principal"),
    "criminal_transfer": Step("police_referral", "transfer_case", {"case_source": "劳动者投诉", "procuratorate_copied": True},
        ("渑池县公安局", "46,752.50", "渑池县人民检察院")),
    "police_receipt": Step("police_referral", "sign_receipt", {"received_on": "2026-08-03", "received_by": "警测试", "receipt_no": "测〔2026〕1号"},
        ("警测试",), "police"),
    "fund_approval": Step("emergency_fund", "approve_fund", {"outcome": "APPROVE", "opinion": "同意。"}, ("8,000.00", "抓紧追偿"), "gov_leader"),
    "payment_roster": Step("emergency_fund", "close_publicity", {
        "advances": roster(5, amount=160000), "paid_on": "2026-08-03", "publicised_from": "2026-07-27", "publicised_to": "2026-07-31"},
        ("8,000.00", "捌仟元整", "6222000000000000001")),
    "recovery_notice": Step("emergency_fund", "demand", {
        "recovery_due_on": "2026-08-18", "account_name": "渑池县农民工工资应急周转金专户", "account_bank": "测试银行渑池支行", "account_no": "1700000000000000"},
        ("2026年8月18日",)),
    "closing_report": Step("closing", "approve_closing", {"outcome": "APPROVE", "opinion": "同意结案。"}, ("付清", "5,000.00"), "hrss_inspection_lead"),
}  # fmt: skip
"""For each paper the step that issues it."""
