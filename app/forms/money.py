"""Money as people write it and as we keep it: yuan in text, fen in integers, 大写 on papers."""

import re

from app.forms.messages import text as _

MAX_FEN = 10**12
"""The largest amount accepted, in fen (100 亿元): more is a slip of the keyboard."""

_YUAN = re.compile(r"(?P<yuan>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<fen>[0-9]{1,2}))?")
_TOO_FINE = re.compile(r"[0-9,]+\.[0-9]{3,}")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


class NotMoney(ValueError):
    """The text is not an amount of money; the message says what to write instead."""


def parse_yuan(value: object) -> int:
    """Fen from yuan in text («8500», «8,500.00»). Raises NotMoney.

    JSON numbers are refused: a binary fraction is not an amount of money.
    """
    if not isinstance(value, str):
        raise NotMoney(_('金额须以文本形式给出，例如 "8500.00"'))
    written = value.strip()
    match = _YUAN.fullmatch(written)
    if not match:
        if _TOO_FINE.fullmatch(written):
            raise NotMoney(_("金额最多两位小数（精确到分），请四舍五入后再填"))
        if written.startswith(("-", "－", "−")):
            raise NotMoney(_("金额不能为负数，请填写大于或等于零的金额"))
        raise NotMoney(_("金额格式不对，请用半角数字填写，单位为元，例如 8500.00"))
    # Checked before int(): a text of thousands of digits is slow to read and never an amount.
    yuan = match["yuan"].replace(",", "").lstrip("0") or "0"
    if len(yuan) > len(str(MAX_FEN)):
        raise NotMoney(_too_much())
    fen = int(yuan) * 100 + int((match["fen"] or "0").ljust(2, "0"))
    if fen > MAX_FEN:
        raise NotMoney(_too_much())
    return fen


def format_yuan(fen: int) -> str:
    """Yuan in text with exactly two decimals, as the API writes it: 850000 → «8500.00»."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def display(fen: int) -> str:
    """Yuan for the screen, with thousands separators: 850000 → «8,500.00»."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def in_words(fen: int) -> str:
    """人民币大写 without the prefix «人民币»: 850000 → «捌仟伍佰元整».

    《会计基础工作规范》第52条: «整» after 元 or 角, none after 分; several zeros in a row are one «零».
    Raises ValueError for a negative amount.
    """
    if fen < 0:
        raise ValueError("an amount in words is never negative")
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cent:
        return (words or "零元") + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif words:
        words += "零"
    return words + (_DIGITS[cent] + "分" if cent else "整")


def _whole(number: int) -> str:
    """A positive whole number in 大写 numerals."""
    words, gap = "", False
    for group in range((len(str(number)) - 1) // 4, -1, -1):
        four = number // 10_000**group % 10_000
        if not four:
            gap = True
            continue
        for place in (3, 2, 1, 0):
            digit = four // 10**place % 10
            if not digit:
                gap = True
                continue
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        words += _GROUPS[group]
        gap = False
    return words


def _too_much() -> str:
    return _("金额超过 %(most)s 元，请检查是否多输了数字", most=display(MAX_FEN))
