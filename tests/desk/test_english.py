"""Whoever switches to English reads English; what stays Chinese was typed by people: names, numbers of papers."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.cases.models import Case
from tests import samples
from tests.desk.conftest import INTAKE, complete, task_of

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
TYPED = re.compile(
    "|".join(
        (
            samples.EMPLOYER,
            *("示例小区二期", "张小满", "在示例小区二期做工，工资一直没有发。"),
            r"[\u3400-\u9fff]+·[\u3400-\u9fff]+",  # people of the demo are called after their posts
            r"[\u3400-\u9fff]+字〔\d+〕\d+号",  # the number of a paper
            r"^(清|中文)$",  # the mark of the product and the switch back
        )
    )
)
PLAIN = (
    "/",
    "/?box=claimed",
    "/?box=done",
    "/cases",
    "/cases/new",
    "/rules",
    "/rules/triage",
    "/profile",
    "/complain",
    "/follow",
)
ANSWERS = {
    "employer_name": samples.EMPLOYER,
    "place_of_work_code": "411221",
    "narrative": "在示例小区二期做工，工资一直没有发。",
}
CASE = ("", "/claims", "/timeline", "/money", "/documents", "/clocks", "/runs")


def shown(page: str) -> Iterator[str]:
    for element in html.fromstring(page).iter("{*}*", "*"):
        if element.tag not in ("script", "style", "textarea"):
            yield from (
                element.text or "",
                *(element.get(name, "") for name in ("title", "placeholder", "aria-label")),
            )
        yield element.tail or ""


def left_in_chinese(client: FlaskClient, address: str, status: int = 200) -> list[str]:
    response = client.get(address, follow_redirects=True)
    assert response.status_code == status, address
    texts = (TYPED.sub("", text.strip()) for text in shown(response.text))
    return [f"{address}: {text}" for text in texts if CHINESE.search(text)]


def test_no_page_of_the_desk_keeps_a_chinese_word(intake: FlaskClient, case: Case) -> None:
    intake.post("/language", data={"language": "en"})
    tasks = [f"/tasks/{task_of(case, 'register').id}"]
    found = [text for address in (*PLAIN, *tasks) for text in left_in_chinese(intake, address)]
    complete(case, "register", INTAKE, ANSWERS)
    tasks += [f"/tasks/{task_of(case, 'review').id}"]
    pages = [f"/cases/{case.number}{part}" for part in CASE]
    found += [text for address in (*tasks, *pages, "/?box=done") for text in left_in_chinese(intake, address)]
    found += left_in_chinese(intake, "/cases/411221209900001", 404) + left_in_chinese(intake, "/board", 403)
    assert found == []


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("admin_system@000000", ("/admin", "/admin/calendar")),
        ("admin_security@000000", ("/admin/people",)),
        ("admin_audit@000000", ("/admin",)),
        ("zhiqian_office@411200", ("/board", "/board/tasks")),
    ],
)
def test_nor_does_administration_or_the_board(
    as_: Callable[[str], FlaskClient], case: Case, who: str, pages: tuple[str, ...]
) -> None:
    client = as_(who)
    client.post("/language", data={"language": "en"})
    assert [text for address in pages for text in left_in_chinese(client, address)] == []
