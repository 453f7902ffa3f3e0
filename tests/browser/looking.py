"""How a page looks to those who cannot see it well, and on a telephone."""

from playwright.sync_api import Page

from app.paths import NODE_MODULES

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
RUN = """async () => {
    const said = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa"]});
    const told = (found) =>
        `${found.id} (${found.impact}): ` + found.nodes.map((node) => node.html.slice(0, 200)).join(" | ");
    return [said.passes.length, said.violations.map(told)];
}"""
WIDTH = "() => [document.documentElement.scrollWidth, window.innerWidth]"


def must_be_accessible(page: Page) -> None:
    """No violation of WCAG 2.1 A and AA that axe-core finds."""
    page.evaluate(AXE)
    passed, found = page.evaluate(RUN)
    assert found == [], f"{page.url}:\n" + "\n".join(found)
    assert passed > 5, f"{page.url}: axe-core found next to nothing to look at"


def must_fit(page: Page) -> None:
    """Nobody has to scroll sideways."""
    wanted, given = page.evaluate(WIDTH)
    assert wanted <= given, f"{page.url} is {wanted} px wide in a window of {given}"
