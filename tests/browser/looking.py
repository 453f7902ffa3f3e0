"""How a page looks to those who cannot see it well, and on a telephone."""

from playwright.sync_api import Page

from app.paths import NODE_MODULES

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
RUN = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa"]})).violations
    .map(found => `${found.id} (${found.impact}): ` + found.nodes.map(node => node.html.slice(0, 200)).join(" | "))"""
WIDTH = "() => [document.documentElement.scrollWidth, window.innerWidth]"


def must_be_accessible(page: Page) -> None:
    """No violation of WCAG 2.1 A and AA that axe-core finds."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    assert found == [], f"{page.url}:\n" + "\n".join(found)


def must_fit(page: Page) -> None:
    """Nobody has to scroll sideways."""
    wanted, given = page.evaluate(WIDTH)
    assert wanted <= given, f"{page.url} is {wanted} px wide in a window of {given}"
