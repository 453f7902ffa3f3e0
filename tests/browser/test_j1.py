"""J1 in the browser: twelve workers, from the counter to the write-off."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, Open
from tests.browser.driver import BrowserDriver
from tests.journey import Json
from tests.journeys.checks import must_be_settled, must_be_whole
from tests.scenarios import scenario
from tests.system import System

pytestmark = pytest.mark.browser


class Officials(BrowserDriver):
    """Everybody who works on the case; the inspector reads why it may be a crime."""

    def do(self, step: str, by: str, answers: Json, refused: int) -> None:
        """Before it is decided whether to refer, the page says what the threshold found, and why."""
        if step == "decide_referral":
            self.open(step, by)
            advice = self.page.get_by_role("region", name="规则判定")
            expect(advice).to_contain_text("建议移送公安")
            expect(advice).to_contain_text("10人以上累计达到数额；责令支付仍不支付")
            expect(advice).to_contain_text("刑法第276条之一；法释〔2013〕3号第3条第2项")
        super().do(step, by, answers, refused)


def test_j1_in_the_browser(system: System, open_page: Open) -> None:
    journey = Officials(system, scenario("wage_case", "j1_twelve_workers"), open_page(DESKTOP))
    journey.play()
    journey.page.goto(f"/cases/{journey.number}/money")
    expect(journey.page.get_by_role("row").filter(has_text="回单001")).to_contain_text(
        "其中归还周转金 18,000.00"
    )
    journey.page.goto(f"/cases/{journey.number}/documents")
    receipt = journey.page.get_by_role("row").filter(has_text="涉嫌犯罪案件移送书（回执）")
    expect(receipt).not_to_contain_text("监察员")
    must_be_settled(journey.client, journey.number)
    must_be_whole(system, journey.number)
