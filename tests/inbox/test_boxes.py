"""Boxes are disjoint, counted exactly, scoped to the user's posts, sorted and searched; and cost the same when full."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event

from app import clock
from app.cases.actions import Worker
from app.db import db, transaction
from app.inbox import actions, queries
from app.inbox.models import Task
from app.org import actions as people
from app.org import queries as org
from app.org.models import User
from tests.inbox.conftest import a_case, a_task

Make = Callable[..., list[Task]]


def clerk(name: str = "hrss_intake@411221") -> User:
    found = org.user_by_name(name)
    assert found
    return found


def listed(user: User, box: str, **wanted: Any) -> list[str]:
    return [task.id for task in queries.page(user, box, **wanted).items]


@contextmanager
def statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_task_lies_in_one_box_of_one_person_at_a_time(tasks: Make) -> None:
    me = clerk()
    (task,) = tasks({})
    lying = [{box: listed(me, box) for box in queries.BOXES}]
    with transaction():
        actions.claim(task, me)
    lying.append({box: listed(me, box) for box in queries.BOXES})
    with transaction():
        task.state, task.done_by_id, task.done_at = "done", me.id, clock.now()
    lying.append({box: listed(me, box) for box in queries.BOXES})
    assert lying == [
        {"todo": [task.id], "claimed": [], "done": []},
        {"todo": [], "claimed": [task.id], "done": []},
        {"todo": [], "claimed": [], "done": [task.id]},
    ]


def test_counts_are_exact_and_what_the_pages_say(tasks: Make) -> None:
    me = clerk()
    tasks(
        *[{}] * 7,
        *[{"state": "claimed", "claimed_by_id": me.id}] * 3,
        *[{"state": "done", "done_by_id": me.id, "done_at": clock.now()}] * 2,
        {"state": "withdrawn"},
        {"state": "claimed", "claimed_by_id": clerk("hrss_legal@411221").id},
    )
    assert queries.counts(me) == {"todo": 7, "claimed": 3, "done": 2}
    assert {box: queries.page(me, box, limit=2).total for box in queries.BOXES} == queries.counts(me)


def test_only_what_ones_posts_may_take_is_shown(tasks: Make) -> None:
    mine, _, _, behalf = tasks(
        {},
        {"region_code": "411200"},
        {"group": "hrss_legal"},
        {"group": "ext_worker", "home_group": "hrss_intake"},
    )
    assert set(listed(clerk(), "todo")) == {mine.id, behalf.id}
    assert listed(clerk("hrss_intake@341504"), "todo") == []


def test_two_posts_two_pools(tasks: Make) -> None:
    both = [task.id for task in tasks({}, {"group": "hrss_legal"})]
    with transaction():
        people.add_post(clerk(), "hrss_legal", "411221")
    assert sorted(listed(clerk(), "todo")) == sorted(both)


def test_nobody_without_a_post_sees_anything(tasks: Make) -> None:
    tasks({})
    with transaction():
        idle = people.add_user("idle", "无岗位", "geheim-genug")
    assert queries.counts(idle) == {"todo": 0, "claimed": 0, "done": 0}


def test_pages_follow_each_other_without_gap_or_repeat(tasks: Make) -> None:
    made = [task.id for task in tasks(*[{"due": date(2026, 8, 10 + n % 3)} for n in range(11)])]
    seen, offset = [], 0
    while offset is not None:
        page = queries.page(clerk(), "todo", offset=offset, limit=4)
        seen += [task.id for task in page.items]
        assert page.total == 11
        offset = page.next_offset
    assert sorted(seen) == sorted(made)
    assert len(set(seen)) == 11


def test_the_most_urgent_first_and_what_has_no_date_last(tasks: Make) -> None:
    never, late, soon = (task.id for task in tasks({}, {"due": date(2026, 9, 1)}, {"due": date(2026, 8, 4)}))
    assert listed(clerk(), "todo") == [soon, late, never]
    assert listed(clerk(), "todo", sort="-due") == [late, soon, never]


def test_every_promised_order_is_kept(tasks: Make) -> None:
    tasks({"due": date(2026, 9, 1)}, {"due": date(2026, 8, 4)}, employer_name="A")
    tasks({"name": "Z", "created_at": clock.now() - timedelta(days=1)}, employer_name="B")
    for field in queries.SORTS:
        column = {"case": "case_number", "employer": "employer_name"}.get(field, field)
        for sort in (field, f"-{field}"):
            values = [getattr(task, column) for task in queries.page(clerk(), "todo", sort=sort).items]
            said = sorted((value for value in values if value is not None), reverse=sort.startswith("-"))
            assert values == said + [None] * (3 - len(said)), sort


def test_search_finds_by_worker_employer_project_and_number(tasks: Make) -> None:
    tasks({}, sample="one_worker", employer_name="别家公司", project_name="别的工地")
    (wanted,) = tasks({}, sample="three_workers", employer_name="宏远示例公司")
    for q in ("王芒种", "芒种", "宏远", "示例小区", "411221202600002"):
        assert listed(clerk(), "todo", q=q) == [wanted.id], q
    assert len(listed(clerk(), "todo", q="41122120260")) == 2


def test_a_name_of_two_characters_is_found(tasks: Make) -> None:
    (wanted,) = tasks({}, workers=(Worker(name="吴用", owed=100_00),))
    tasks({})
    assert listed(clerk(), "todo", q="吴用") == [wanted.id]
    assert listed(clerk(), "todo", q="无用") == []


def test_filters_narrow_and_count_alike(tasks: Make) -> None:
    with transaction():
        people.add_post(clerk(), "hrss_legal", "411200")
    today = clock.today()
    _, legal, black = tasks(
        {},
        {"group": "hrss_legal", "region_code": "411200"},
        {"due": today - timedelta(days=1)},
    )
    assert listed(clerk(), "todo", group="hrss_legal") == [legal.id]
    assert listed(clerk(), "todo", group="hrss_legal@411200") == [legal.id]
    assert listed(clerk(), "todo", group="hrss_legal@411221") == []
    assert listed(clerk(), "todo", lamp="black") == [black.id]
    assert queries.page(clerk(), "todo", lamp="grey").total == 2


def test_a_full_inbox_costs_no_more_statements_than_an_empty_one(office: Flask) -> None:
    me = clerk()

    def cost() -> int:
        db.session.rollback()
        db.session.expire_all()
        with statements() as sent:
            page = queries.page(me, "todo", lamp="grey", q="示例", limit=200)
            [(task.name, task.due, queries.lamp_of(task)) for task in page.items]
            queries.counts(me)
        return len(sent)

    with transaction():
        case = a_case()
        a_task(case)
    nearly_empty = cost()
    with transaction():
        for _ in range(60):
            a_task(case)
    assert cost() == nearly_empty
