"""A task of a task list (任务分解督办): its period is proposed from the wording, and the next follows the last."""

from collections.abc import Callable
from typing import Any

import pytest

from app import clock
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.models import Answer, Case
from app.cases.move import Move
from app.db import transaction
from app.engine.operations import find


@pytest.fixture
def task(new_case: Callable[[str], Case]) -> Callable[..., Case]:
    """A matter opened with these answers; ``due`` is the last day of the period that was accepted."""

    def make(time_limit: str, due: str = "", **answers: Any) -> Case:
        case = new_case("411221")
        with transaction() as session:
            said = {"time_limit": time_limit, **answers}
            session.add(
                Answer(
                    task_id="t",
                    case_id=case.id,
                    process="p",
                    step="start",
                    answers=said,
                    by="x",
                    at=clock.now(),
                )
            )
            if due:
                case_actions.set_fact(case, "task_due_on", due)
        return case

    return make


def proposed(case: Case) -> tuple[Any, Any, str]:
    begins, due, reading = (
        find("prefill", f"task.{word}").function(case) for word in ("begins_on", "due_on", "reading")
    )
    return begins, due, reading


@pytest.mark.parametrize(
    ("wording", "more", "begins", "due", "reading"),
    [
        ("2026年10月底前", {}, "2026-08-03", "2026-10-31", "写明了期限。"),
        ("2026年", {}, "2026-08-03", "2026-12-31", "原文只写到年或者月，暂按最后一日，请核对。"),
        ("长期", {"cycle": "QUARTER"}, "2026-07-01", "2026-09-30", "长期任务，没有截止日期，按周期滚动。"),
        ("长期", {}, "2026-08-03", None, "长期任务，没有截止日期，按周期滚动。"),
        ("每年4月底前", {}, "2027-01-01", "2027-04-30", "每年循环，到4月底为止。"),
        ("每年12月至春节前", {}, "2026-12-01", "2027-02-04", "每年循环，到除夕的前一日为止。"),
        ("开工后1个月内", {"event_on": "2026-07-20"}, "2026-07-20", "2026-08-20", "从“开工”起算。"),
        ("开工后1个月内", {}, "2026-08-03", None, "从“开工”起算。没有填写该事项的日期，请定期限。"),
        ("尽快", {}, "2026-08-03", None, "原文没有写明时限或者读不懂，请定期限。"),
    ],
)
def test_the_period_is_proposed_from_the_wording(
    task: Callable[..., Case], wording: str, more: dict[str, str], begins: str, due: str | None, reading: str
) -> None:
    assert proposed(task(wording, **more)) == (begins, due, reading)


@pytest.mark.parametrize(
    ("wording", "cycle", "accepted", "following"),
    [
        ("长期", "MONTH", "2026-12-31", ("2027-01-01", "2027-01-31")),
        ("2026年8月底前", "HALF", "2026-08-31", ("2026-07-01", "2026-12-31")),
        ("每年4月底前", "", "2026-04-30", ("2027-01-01", "2027-04-30")),
        ("每年12月至春节前", "", "2026-02-15", ("2026-12-01", "2027-02-04")),
        ("2026年8月底前", "", "2026-08-31", None),
        ("每年12月至春节前", "", "2040-02-10", None),
    ],
)
def test_the_next_period_follows_the_accepted_one(
    task: Callable[..., Case],
    wording: str,
    cycle: str,
    accepted: str,
    following: tuple[str, str] | None,
) -> None:
    case = task(wording, accepted, **({"cycle": cycle} if cycle else {}))
    with transaction():
        computed = find("operation", "task.next_period").function(Move(case, 1, "p", clock.today()))
    found = tuple(case_queries.fact(case.id, name) for name in ("task_begins_on", "task_due_on"))
    assert computed is (following is not None)
    assert found == (following or (None, accepted))
