"""Fills in a form as a person does: by what the page shows, never by what the server would take."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

from app.demo.player import PDF

FILE = {"name": "凭证.pdf", "mimeType": "application/pdf", "buffer": PDF}
CHOSEN = ("radio", "checkbox", "select-one")
KINDS = (
    "() => Object.fromEntries([...document.querySelectorAll('[name]')].map((one) => [one.name, one.type]))"
)


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Choose first, since a choice shows and hides; then write."""
    rosters = {name: rows for name, rows in answers.items() if is_roster(rows)}
    for name, rows in rosters.items():
        make_room(page, name, rows)
    flat = dict(flattened(page, answers))
    kinds: dict[str, str] = page.evaluate(KINDS)
    unknown = [name for name in flat if name not in kinds]
    assert not unknown, f"the page does not ask {unknown}; it asks {sorted(kinds)}"
    for name, value in flat.items():
        if kinds[name] in CHOSEN:
            choose(page, name, kinds[name], value)
    for name, value in flat.items():
        if kinds[name] not in (*CHOSEN, "hidden"):
            write(page.locator(f'[name="{name}"]').last, kinds[name], value)


def is_roster(value: Any) -> bool:
    """Whether an answer is rows of answers."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def make_room(page: Page, name: str, rows: list[dict[str, Any]]) -> None:
    """Press the button until there are enough rows."""
    body = page.locator(f'table[data-roster="{name}"] tbody tr')
    for _row in range(body.count(), len(rows)):
        page.locator(f'[data-roster-add="{name}"]').click()


def flattened(page: Page, answers: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Answers by the names that inputs have. Rows that stand there are found by the number of their claim."""
    for name, value in answers.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            yield from flattened(page, value, f"{path}-")
        elif is_roster(value):
            shown = page.locator(f'[name^="{path}-"][name$="-claim"]')
            places = {shown.nth(n).input_value(): n for n in range(shown.count())}
            for number, row in enumerate(value):
                yield from flattened(page, row, f"{path}-{places.pop(row.get('claim', ''), number)}-")
            for place in places.values():
                yield f"{path}-{place}-amount", ""
        else:
            yield path, value


def choose(page: Page, name: str, kind: str, value: Any) -> None:
    """A tick, one of several, or some of several."""
    found = page.locator(f'[name="{name}"]')
    if kind == "select-one":
        found.select_option(plain(value))
    elif kind == "checkbox" and isinstance(value, bool):
        found.set_checked(value)
    else:
        for one in value if isinstance(value, list) else [value]:
            page.locator(f'[name="{name}"][value="{plain(one)}"]').check()


def write(place: Locator, kind: str, value: Any) -> None:
    """A text, an amount, a date, a file."""
    match kind:
        case "file":
            place.set_input_files([FILE] * len(value) if isinstance(value, list) else FILE)
        case "datetime-local":
            place.fill(value[:16])
        case _:
            place.fill("\n".join(value) if isinstance(value, list) else plain(value))


def plain(value: Any) -> str:
    """As it stands in the page's source."""
    return str(value).lower() if isinstance(value, bool) else str(value)
