"""How a paper writes dates, amounts and lists. Pure filters; whatever is missing stays missing."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jinja2 import Undefined

from app import clock
from app.forms.money import NotMoney, display, in_words, parse_yuan

_MARK = re.compile(
    r"^\s*(?:[0-9]{1,2}\s*[.、．)）]|[(（][0-9一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*"
)


def day(value: Any) -> Any:
    """«2026-08-03» → 2026年8月3日; no leading zeros (GB/T 9704). A text that is no date stays as it is."""
    if not value:
        return value
    try:
        on = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return value
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: Any) -> Any:
    """An instant as read in China: 2026年8月3日15时30分; a bare date without the hour."""
    if not value or len(str(value)) <= len("2026-08-03"):
        return day(value)
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return value
    at = clock.local(at) if at.tzinfo else at
    return f"{day(at.date())}{at.hour}时" + (f"{at.minute:02}分" if at.minute else "")


def yuan(fen: Any) -> Any:
    """Fen → «8,500.00»."""
    amount = _fen(fen)
    return fen if amount is None else display(amount)


def words(fen: Any) -> Any:
    """Fen → 捌仟伍佰元整."""
    amount = _fen(fen)
    return fen if amount is None else in_words(amount)


def total(rows: Any, field: str) -> int:
    """The sum of an amount over the rows of a roster, in fen; rows without it count as nothing."""
    return sum(_fen(row.get(field)) or 0 for row in rows)


def label(value: Any, names: Mapping[str, str]) -> Any:
    """The word for a code; a code without one stays as it is."""
    return names.get(value, value) if isinstance(value, str) else value


def lines(value: Any) -> list[str]:
    """The items of a text or list, one a line, without the numbers that somebody wrote before them."""
    if not value:
        return _to_fill(value)
    items = value.splitlines() if isinstance(value, str) else [str(item) for item in value]
    return [clean for item in items if (clean := _MARK.sub("", item).strip())]


def paragraphs(value: Any) -> list[str]:
    """The paragraphs of a long text, as written."""
    return (
        [clean for item in str(value).splitlines() if (clean := item.strip())] if value else _to_fill(value)
    )


def clause(value: Any) -> Any:
    """A text that goes on in the middle of a sentence: without the stop at its end."""
    return value.rstrip(" 。；;.，") if isinstance(value, str) else value


def masked(number: Any) -> Any:
    """An ID number with the birthday and serial hidden: papers that the other side gets do not need them."""
    text = str(number or "")
    return f"{text[:6]}{'*' * 8}{text[14:]}" if len(text) == 18 else number or ""


def period(row: Any) -> str:
    """The time that a worker's claim is about: 2026.03.01—2026.06.30; what is unknown is left out."""
    ends = [str(row.get(name) or "").replace("-", ".") for name in ("period_from", "period_to")]
    return "—".join(ends) if any(ends) else ""


def _to_fill(value: Any) -> list[str]:
    return [str(value)] if isinstance(value, Undefined) and str(value) else []


def _fen(value: Any) -> int | None:
    """Fen, also from yuan as somebody is still typing them (preview)."""
    if value is None or isinstance(value, Undefined | bool):
        return None
    if isinstance(value, int):
        return value
    try:
        return parse_yuan(value)
    except NotMoney:
        return None


FILTERS = {
    function.__name__: function
    for function in (day, moment, yuan, words, total, label, lines, paragraphs, clause, masked, period)
}
