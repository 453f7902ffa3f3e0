"""Every kind of page, wide and on a telephone: accessible, silent in the console, in one column where it must be."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.browser.looking import must_be_accessible, must_fit
from tests.journey import PASSWORD, Client
from tests.system import System

pytestmark = pytest.mark.browser

INSPECTOR = "hrss_inspection@411221"
TABS = ("", "/claims", "/timeline", "/money", "/documents", "/clocks", "/runs", "/start/emergency_fund")


def addresses(client: Client) -> Iterator[tuple[str, list[str]]]:
    """Who looks at what; nobody has to sign in for the first."""
    yield "", ["/login", "/complain", "/follow"]
    task = client.tasks(INSPECTOR)[0]
    case = f"/cases/{task['case']}"
    yield INSPECTOR, ["/", "/?box=done", "/cases", f"/tasks/{task['id']}", *(case + tab for tab in TABS)]
    yield "hrss_intake@411221", ["/cases/new", "/rules", "/rules/criminal_threshold", "/profile"]
    yield "zhiqian_office@411200", ["/board", "/board/tasks"]
    yield "admin_system@000000", ["/admin", "/admin/calendar"]
    yield "admin_security@000000", ["/admin/people"]
    yield "admin_audit@000000", ["/admin"]


def sign_in(page: Page, user: str) -> None:
    page.goto("/login")
    page.fill("#username", user)
    page.fill("#password", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "telephone"])
def test_every_kind_of_page(system: System, open_page: Open, size: tuple[int, int]) -> None:
    page = open_page(size)
    for user, paths in addresses(Client(system.base)):
        if user:
            sign_in(page, user)
        for path in paths:
            answer = page.goto(path)
            assert answer
            assert answer.status == 200, path
            if path.endswith("/runs"):
                expect(page.locator("#diagram .djs-container .is-done").first).to_be_visible()
            must_be_accessible(page)
            must_fit(page)
        if user:
            page.get_by_role("button", name="退出").click()
            expect(page.get_by_text("您已退出登录")).to_be_visible()


def test_the_language_changes_where_one_stands(system: System, open_page: Open) -> None:
    page = open_page(DESKTOP)
    sign_in(page, INSPECTOR)
    page.goto("/?box=done&sort=case")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(f"{system.base}/?box=done&sort=case")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Cases", exact=True)).to_be_visible()
    must_be_accessible(page)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("link", name="案件", exact=True)).to_be_visible()


def test_a_refused_form_says_what_is_wrong_and_leads_there(system: System, open_page: Open) -> None:
    page = open_page(PHONE)
    page.goto("/complain")
    page.get_by_role("button", name="提交").click()
    problems = page.get_by_role("alert")
    expect(problems).to_be_focused()
    must_be_accessible(page)
    must_fit(page)
    problems.get_by_role("link", name="用工所在地").click()
    expect(page.locator("#f-place_of_work_code")).to_be_in_viewport()
    expect(page.get_by_label("用工所在地")).to_have_attribute("aria-invalid", "true")


def test_without_javascript_rows_are_added_and_complaints_registered(system: System, open_page: Open) -> None:
    page = open_page(PHONE, scripts=False)
    page.goto("/complain")
    page.get_by_role("button", name="增加一行").click()
    expect(page.locator("#f-workers-4-name")).to_be_visible()
    page.fill("#f-place_of_work_code", "411221")
    page.fill("#f-employer-name", "渑池县示例餐饮有限公司")
    page.fill("#f-narrative", "做了三个月，工资没有发。")
    for row, name in ((0, "张小满"), (4, "李立夏")):
        page.fill(f"#f-workers-{row}-name", name)
        page.fill(f"#f-workers-{row}-owed", "4200.00")
    page.get_by_role("button", name="提交").click()
    number = page.locator("[data-number]").inner_text()
    claims = Client(system.base).get(f"/cases/{number}/claims", "hrss_intake@411221")["items"]
    assert [claim["name"] for claim in claims] == ["张小满", "李立夏"]
