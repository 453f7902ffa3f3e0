"""J2 on a telephone: one worker complains and follows the case to its end; the officials work over the API."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.browser.filling import FILE, fill
from tests.browser.looking import must_be_accessible, must_fit
from tests.journey import Json
from tests.journeys.checks import must_be_settled, must_be_whole
from tests.journeys.driver import ApiDriver
from tests.scenarios import scenario
from tests.system import System

pytestmark = pytest.mark.browser

UNDERWAY = ("review", "mediate", "track_instalment", "review_ledger")
"""Steps after which the worker looks."""


class Phone(ApiDriver):
    """The worker's side goes through the portal."""

    def __init__(self, system: System, scenario: Json, page: Page) -> None:
        super().__init__(system, scenario)
        self.page = page
        self.read: list[str] = []

    def begin(self, complaint: Json) -> None:
        """Complain; write number and code down."""
        self.page.goto("/complain")
        must_fit(self.page)
        asked = {name: value for name, value in complaint.items() if name != "channel" and value}
        asked["workers"] = [
            {name: value for name, value in complaint["workers"][0].items() if value is not None}
        ]
        fill(self.page, asked)
        must_be_accessible(self.page)
        self.page.get_by_role("button", name="提交").click()
        expect(self.page.get_by_role("heading", name="已收到您的投诉")).to_be_visible()
        must_fit(self.page)
        must_be_accessible(self.page)
        self.number = self.page.locator("[data-number]").inner_text()
        self.code = self.page.locator("[data-code]").inner_text()
        self.look()

    def after(self, step: Json) -> None:
        """Look how things stand whenever they have changed."""
        if step.get("do") in UNDERWAY:
            self.look()

    def look(self) -> None:
        """Enter number and code; read."""
        self.page.goto(f"/follow?number={self.number}")
        self.page.get_by_label("查询码").fill(self.code)
        self.page.get_by_role("button", name="查询").click()
        stage = self.page.locator("[data-stage]")
        expect(stage).to_be_visible()
        must_fit(self.page)
        self.read.append(stage.inner_text())


def test_j2_on_a_telephone(system: System, open_page: Open) -> None:
    page = open_page(PHONE)
    journey = Phone(system, scenario("wage_case", "j2_one_worker"), page)
    journey.play()
    assert len(set(journey.read)) == len(journey.read) == 2 + len(UNDERWAY), journey.read

    expect(page.get_by_role("listitem").filter(has_text="已结案")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="调解协议书").click(modifiers=["Alt"])
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_label("照片").set_input_files(FILE)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("凭证.pdf")).to_be_visible()
    must_be_accessible(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    must_be_accessible(page)

    must_be_settled(journey.client, journey.number)
    must_be_whole(system, journey.number)
