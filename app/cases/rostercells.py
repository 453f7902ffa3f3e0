"""A cell of a roster as a form wants it: dates ISO, amounts in yuan, numbers of people as text."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})(?:\D{1,2}(\d{1,2}))?\D?")
_YES, _NO = {"是", "有", "√", "y", "yes", "1", "true"}, {"否", "无", "×", "n", "no", "0", "false"}


def written(name: str, cell: Any) -> Any:
    """A cell as the form wants it.

    :raises ValueError: a sentence that says why it was left out.
    """
    if cell is None:
        return None
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFKC", cell).strip()
        if cell.startswith("="):
            raise ValueError(_("单元格里是公式，未读取。请粘贴为数值后重新导入。"))
    if name in ("is_migrant", "has_iou"):
        return _ticked(cell)
    if name in ("period_from", "period_to"):
        return _day(cell, last=name == "period_to")
    if name in ("id_no", "bank_no", "phone"):
        return _digits(cell)
    if isinstance(cell, bool | datetime | date):
        raise ValueError(_("内容类型不对，未读取。"))
    if name == "owed":
        return _amount(cell)
    if name == "months_unpaid":
        text = str(cell).removesuffix("个月").removesuffix("月").removesuffix(".0")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else str(cell)
    return str(cell)


def _ticked(cell: Any) -> bool | None:
    text = str(cell).lower()
    return True if text in _YES else False if text in _NO else None


def _digits(cell: Any) -> str:
    """Numbers of people and accounts are text. A spreadsheet keeps only 15 digits of a number."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and abs(cell) >= 10**15:
        raise ValueError(_("号码存成了数值，末尾数字已丢失。请把该列设为文本后重新填写。"))
    if isinstance(cell, str) and re.fullmatch(r"\d(\.\d+)?E\+?\d+", cell, re.IGNORECASE):
        raise ValueError(_("号码存成了科学计数，末尾数字已丢失。请把该列设为文本后重新填写。"))
    return re.sub(r"[\s-]", "", str(cell)).upper()


def _amount(cell: Any) -> str:
    if isinstance(cell, int | float):
        return f"{Decimal(str(cell)):.2f}" if abs(cell) < 10**13 else str(cell)
    return re.sub(r"[¥￥元\s]", "", str(cell))


def _day(cell: Any, *, last: bool) -> str:
    """A date as ISO; a month stands for its first or last day."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    found = _DATE.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", text)
    if not found:
        return text
    year, month = int(found[1]), int(found[2])
    try:
        day = int(found[3]) if found[3] else monthrange(year, month)[1] if last else 1
        return date(year, month, day).isoformat()
    except ValueError:
        return text
