"""A few cases on their way, so that a newcomer's inbox, board and diagrams show something. Played, not faked."""

import json
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.cases.models import Case
from app.db import db
from app.demo.player import Player
from app.forms.identity import uscc_check_digit
from app.paths import PROCESSES

CHANNEL = "SUPERIOR_ASSIGNED"  # an outside reference marks what the demo has made
CASES = (
    # scenario, up to which step, how many days ago it began, employer, project
    ("wage_case/inspected", "register", 0, "渑池县晨光装饰有限公司", "示例商业街装修"),
    ("wage_case/inspected", "review", 4, "渑池县远山市政有限公司", "示例路改造"),
    ("wage_case/inspected", "approve_filing", 9, "渑池县青禾劳务有限公司", "示例小区一期"),
    ("wage_case/inspected", "determine_arrears", 40, "渑池县恒石建设有限公司", "示例学校扩建"),
    ("wage_case/inspected", "check_order", 30, "渑池县示例建筑有限公司", "示例小区二期"),
    ("wage_case/mediated_two_instalments", "mediate", 8, "渑池县稻香食品有限公司", ""),
    ("wage_case/mediated_two_instalments", "track_instalment", 25, "渑池县青山服饰有限公司", ""),
    ("wage_case/arbitrated", "hear", 35, "渑池县云帆物流有限公司", ""),
    ("wage_case/inspected", "review_ledger", 60, "渑池县丰年农机有限公司", ""),
    ("wage_case/mediated_two_instalments", "", 100, "渑池县小满餐饮有限公司", ""),
)


def load_cases() -> int:
    """Play the cases that are not there yet, each from its day on; returns how many."""
    made = 0
    for index, (name, until, days, employer, project) in enumerate(CASES):
        reference = f"DEMO-{index + 1:02d}"
        if db.session.scalar(select(Case.id).filter_by(channel=CHANNEL, external_ref=reference)) is None:
            db.session.rollback()
            _play(name, until, days, index, employer, project, reference)
            made += 1
    return made


def _play(name: str, until: str, days: int, index: int, employer: str, project: str, reference: str) -> None:
    process, _, scenario = name.partition("/")
    read = json.loads((PROCESSES / process / "scenarios" / f"{scenario}.json").read_text("utf-8"))
    body = f"91411221MA9DEM{index:03d}"
    more = read["start"].get("complaint", {})
    read["start"]["complaint"] = more | {
        "channel": CHANNEL,
        "external_ref": reference,
        "employer_name": employer,
        "employer_uscc": body + uscc_check_digit(body),
        "project_name": project,
        "narrative": "做工多月，工资一直没有发齐，请帮助追讨。",
    }
    for step in read["steps"]:
        if step.get("do") == "register":
            step["answers"] = {
                "employer_name": employer,
                "place_of_work_code": "411221",
                "narrative": "拖欠工资。",
            }
    morning = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    player = Player(read)
    player.now = morning - timedelta(days=days)
    player.walk(until)
