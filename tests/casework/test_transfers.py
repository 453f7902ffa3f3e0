"""A complaint handed in at one place is handled at another: what stays, what follows, and who sees it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.cases import visibility
from app.cases.models import Case
from app.casework import progress
from app.db import db
from app.deadlines import queries as deadlines
from app.demo.player import Player
from app.documents import queries as documents
from app.errors import NotFound
from app.inbox.models import Task
from app.org import queries as org
from app.paths import PROCESSES

FIRST, THERE = "hrss_intake@341504", "hrss_intake@411221"
REGISTERED = {"employer_name": "渑池县示例建筑有限公司", "narrative": "在渑池县做工。", "continuing": True}
LETTER = {"outcome": "SEND", "reason": "用工所在地在该地区。", "materials": "投诉登记表", "sent_on": "$today"}
SIGNED = {"signed_on": "$today", "signed_by": "接收窗口"}
RETURN = {"outcome": "RETURN", "reason": "不在本地区施工。"}


def step(do: str, by: str, **answers: Any) -> dict[str, Any]:
    return {"do": do, "by": by, "answers": answers}


def played(*steps: dict[str, Any], region: str = "341504", place: str = "411221") -> Player:
    start = {"process": "wage_case", "region": region, "complaint": {"place_of_work_code": place}}
    desk = f"hrss_intake@{region}"
    begun = [
        step("register", desk, place_of_work_code=place, **REGISTERED),
        step("review", desk, outcome="ELSEWHERE", reason="用工所在地在其他地区"),
    ]
    player = Player({"start": start, "steps": [*begun, *steps], "end": {}})
    player.walk()
    return player


def take(player: Player, taken: dict[str, Any]) -> None:
    with clock.frozen(player.now):
        player._take(taken)


def sees(username: str, case: Case) -> bool:
    user = org.user_by_name(username)
    assert user
    try:
        return visibility.find_visible(user, case.number or "") is case
    except NotFound:
        return False


def open_task(case: Case) -> Task:
    return db.session.scalars(db.select(Task).filter_by(case_id=case.id, state="open")).one()


def test_the_case_moves_and_its_number_receipt_and_clock_stay(office: Flask) -> None:
    sent = [step("send_transfer", FIRST, transfer_to="411221", **LETTER), {"travel": "+2D"}]
    player = played(*sent, step("sign_transfer", THERE, **SIGNED))
    case = player.case
    number, received, due = case.number, case.received_at, deadlines.due(case.id, "acceptance")
    assert case.region_code == "341504"
    take(player, step("decide_transfer", THERE, outcome="ACCEPT"))
    assert (case.region_code, case.origin_code, case.number) == ("411221", "341504", number)
    assert case.received_at == received
    assert deadlines.due(case.id, "acceptance") == due
    task = open_task(case)
    assert (task.step, task.region_code, task.due) == ("review", "411221", due)
    assert case.number.startswith("341504")


def test_the_receiving_window_sees_the_case_when_it_is_asked_and_the_first_one_keeps_seeing_it(
    office: Flask,
) -> None:
    case = played(step("send_transfer", FIRST, transfer_to="411221", **LETTER)).case
    assert sees(THERE, case)
    assert not sees("hrss_principal@411221", case)
    case = played(
        step("send_transfer", FIRST, transfer_to="411221", **LETTER),
        step("sign_transfer", THERE, **SIGNED),
        step("decide_transfer", THERE, outcome="ACCEPT"),
    ).case
    for one in (FIRST, "hrss_principal@341504", THERE, "hrss_principal@411221"):
        assert sees(one, case)
    assert not sees("hrss_intake@410482", case)


def test_a_window_signs_within_a_day_and_decides_within_three_working_days(office: Flask) -> None:
    player = played(step("send_transfer", FIRST, transfer_to="411221", **LETTER))
    today = player.now.date()
    assert open_task(player.case).due == today + timedelta(days=1)
    take(player, step("sign_transfer", THERE, **SIGNED))
    assert open_task(player.case).due == today + timedelta(days=3)  # the play begins on a Monday


@pytest.mark.parametrize(
    ("region", "place", "superior"),
    [
        ("411221", "411200", "410000"),  # a county and its city: the province stands above both
        ("411221", "410482", "410000"),
        ("341504", "411221", "340000"),  # two provinces: the ministry is not in this system
    ],
)
def test_the_common_superior_designates(office: Flask, region: str, place: str, superior: str) -> None:
    desk, there = f"hrss_intake@{region}", f"hrss_intake@{place}"
    player = played(
        step("send_transfer", desk, transfer_to=place, **LETTER),
        step("sign_transfer", there, **SIGNED),
        step("decide_transfer", there, **RETURN),
        step("settle_return", desk, outcome="REFER", reason="用工所在地在该地区。"),
        region=region,
        place=place,
    )
    case = player.case
    assert (open_task(case).group, open_task(case).region_code) == ("hrss_principal", superior)
    take(
        player,
        step(
            "designate",
            f"hrss_principal@{superior}",
            transfer_to=region,
            reason="理由",
            designated_on="$today",
        ),
    )
    assert (case.region_code, open_task(case).step, open_task(case).region_code) == (region, "review", region)
    notice = documents.newest(case.id, "designation_notice")
    assert notice
    assert notice.facts["office"]["series"].startswith(f"{superior}:")


def test_the_complainant_reads_who_handles_the_case_now(office: Flask) -> None:
    player = played(step("send_transfer", FIRST, transfer_to="411221", **LETTER))
    said = progress.progress(player.case)
    assert (said["stage"], said["due"]) == ("TRANSFERRED", str(deadlines.due(player.case.id, "acceptance")))
    assert [paper["title"] for paper in said["documents_for_you"]] == ["收件回执", "案件移送函"]
    for taken in (step("sign_transfer", THERE, **SIGNED), step("decide_transfer", THERE, outcome="ACCEPT")):
        take(player, taken)
    said = progress.progress(player.case)
    assert "转由渑池县办理" in [each["text"] for each in said["steps"]]


def test_an_arbitration_begins_its_term_anew_where_it_was_taken_over(office: Flask) -> None:
    """办案规则46条: the term for acceptance is counted from the transfer; 5 working days from Thursday 2026-08-06."""
    path = PROCESSES / "arbitration_green" / "scenarios" / "transferred.json"
    player = Player(json.loads(path.read_text("utf-8")))
    player.walk(until="decide_transfer")
    assert deadlines.due(player.case.id, "arb_acceptance") == date(2026, 8, 10)
    take(player, step("decide_transfer", "arb_registry@411221", outcome="ACCEPT"))
    assert deadlines.due(player.case.id, "arb_acceptance") == date(2026, 8, 13)
    assert open_task(player.case).region_code == "411221"
