"""Plays a scenario through the officials' pages: signs in, opens the task in the inbox, fills in its form, submits."""

from functools import cache
from io import BytesIO
from typing import Any

from lxml import etree
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from app.paths import PROCESSES
from tests.browser.filling import fill
from tests.browser.looking import must_be_accessible
from tests.journey import PASSWORD, Json
from tests.journeys.driver import COUNTER, Driver
from tests.system import System

ROSTER = {
    "name": "姓名", "id_no": "身份证号码", "phone": "联系电话", "owed": "欠薪金额（元）", "months_unpaid": "欠薪月数",
    "period_from": "欠薪起始日期", "period_to": "欠薪截止日期", "bank_name": "开户行", "bank_no": "账号",
}  # fmt: skip


@cache
def names_of_steps() -> dict[str, set[str]]:
    """What people see instead of a step's id."""
    found: dict[str, set[str]] = {}
    for path in PROCESSES.glob("*/*.bpmn"):
        for task in etree.parse(path).iter("{*}userTask"):
            found.setdefault(task.get("id", ""), set()).add(task.get("name", ""))
    return found


def roster(workers: list[Json]) -> bytes:
    """The workers as a spreadsheet."""
    book = Workbook()
    book.active.append(list(ROSTER.values()))
    for worker in workers:
        book.active.append([worker[name] for name in ROSTER])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class BrowserDriver(Driver):
    """One window for everybody's sessions in turn."""

    def __init__(self, system: System, scenario: Json, page: Page) -> None:
        super().__init__(system, scenario)
        self.page = page
        self.sessions: dict[str, Any] = {}

    def be(self, user: str) -> None:
        """Be in the inbox as somebody, who signs in unless their session still runs."""
        self.page.context.clear_cookies()
        if user in self.sessions:
            self.page.context.add_cookies(self.sessions[user])
            self.page.goto("/")
            return
        self.page.goto("/login")
        self.page.fill("#username", user)
        self.page.fill("#password", PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="登录").click()
        self.page.wait_for_url("**/")
        self.sessions[user] = self.page.context.cookies()

    def travel(self, to: str) -> None:
        """Travel; the sessions run out."""
        super().travel(to)
        self.sessions.clear()

    def begin(self, complaint: Json) -> None:
        """At the counter, with the workers' roster from a file."""
        self.be(f"{COUNTER}@{self.scenario['start']['region']}")
        self.page.get_by_role("link", name="登记投诉").click()
        self.page.wait_for_url("**/cases/new")
        workers = complaint["workers"]
        fill(self.page, {name: value for name, value in complaint.items() if name != "workers" and value})
        file = {"name": "花名册.xlsx", "mimeType": "application/octet-stream", "buffer": roster(workers)}
        self.page.set_input_files("#roster", file)
        self.page.get_by_role("button", name="导入").click()
        expect(self.page.get_by_text(f"已读入 {len(workers)} 人")).to_be_visible()
        self.page.get_by_role("button", name="登记", exact=True).click()
        expect(self.page.get_by_role("heading", name="已登记")).to_be_visible()
        must_be_accessible(self.page)
        self.number, self.code = self.page.locator(".receipt-lines dd.num-plain").all_inner_texts()[:2]

    def do(self, step: str, by: str, answers: Json, refused: int) -> None:
        """Find the task in the inbox, fill in its form, submit."""
        assert not refused, "what is refused is tried over the API"
        self.open(step, by)
        fill(self.page, self.given(answers, by))
        self.page.locator('button[name="do"][value="complete"]').click()
        self.expect_done("#result", step)

    def open(self, step: str, by: str) -> None:
        """Go to the task from the inbox."""
        self.be(by)
        rows = self.page.locator("tr", has=self.page.locator(f'a[href="/cases/{self.number}"]'))
        rows.first.wait_for()
        links = rows.locator('.main-cell a[href^="/tasks/"]')
        shown = links.all_inner_texts()
        place = next((n for n, name in enumerate(shown) if name in names_of_steps()[step]), None)
        assert place is not None, f"{step} is not in the inbox of {by}: {shown}"
        links.nth(place).click()
        self.page.wait_for_url("**/tasks/*")

    def run(self, process: str, by: str, answers: Json) -> None:
        """Start a side procedure from the page of the case."""
        self.be(by)
        self.page.goto(f"/cases/{self.number}")
        self.page.locator(f'a[href$="/start/{process}"]').click()
        self.page.wait_for_url(f"**/start/{process}")
        fill(self.page, self.given(answers, by))
        self.page.locator('button[name="do"][value="start"]').click()
        self.expect_done(".alert-success", process)

    def expect_done(self, sign: str, what: str) -> None:
        """The page that says so; if it is the form again, what is wrong with it."""
        self.page.locator(f"{sign}, [role=alert]").first.wait_for()
        if not self.page.locator(sign).count():
            raise AssertionError(f"{what}: {self.page.locator('[role=alert]').all_inner_texts()}")

    def upload(self, by: str) -> Any:
        """A file is chosen in the form itself."""
        return "file"
