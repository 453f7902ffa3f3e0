"""Numbers of people, firms, phones and cards: which are well formed, and what an ID number says.

A check digit catches slips of the keyboard; it never proves that a person or a firm exists.
"""

import re
from datetime import date

from app.forms.messages import text as _

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_BANK_CARD = re.compile(r"[0-9]{10,30}")
_REGION = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")


def id_number_fault(text: str, today: date) -> str | None:
    """What is wrong with a 公民身份号码 (GB 11643-1999), or None. Upper and lower case x are the same.

    Whether the region code is in force is deliberately not asked: codes come and go, people keep their number.
    """
    if re.fullmatch(r"[0-9]{15}", text):
        return _birth_fault(upgrade(text), today)
    if len(text) != 18:
        return _("身份证号应为 18 位，现为 %(count)s 位，请对照证件重新输入", count=len(text))
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9Xx]", text):
        return _("身份证号只含半角数字，末位可为 X，请对照证件重新输入")
    if fault := _birth_fault(text, today):
        return fault
    if id_check_digit(text[:17]) != text[17].upper():
        return _("身份证号校验位不对，请对照证件重新输入")
    return None


def id_check_digit(first_17: str) -> str:
    """The 18th character that GB 11643 gives to the first 17 digits."""
    return _ID_CHECK[sum(int(d) * w for d, w in zip(first_17, _ID_WEIGHTS, strict=True)) % 11]


def upgrade(text: str) -> str:
    """A 15-digit number of the first generation as 18 digits; any other text as it is.

    The caller marks an upgraded number as still to be verified (待核): the long form was never on a card we saw.
    """
    if not re.fullmatch(r"[0-9]{15}", text):
        return text.upper()
    first_17 = text[:6] + "19" + text[6:]
    return first_17 + id_check_digit(first_17)


def birth_date(text: str) -> date:
    """The date of birth in a valid ID number. Raises ValueError if it holds none."""
    number = upgrade(text)
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def age_on(text: str, day: date) -> int:
    """Full years (周岁) that the holder of a valid ID number has on a day."""
    born = birth_date(text)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_female(text: str) -> bool:
    """Whether the order number in a valid ID number is even (奇男偶女)."""
    return int(upgrade(text)[16]) % 2 == 0


def uscc_fault(text: str) -> str | None:
    """What is wrong with a 统一社会信用代码 (GB 32100-2015), or None. Case does not matter."""
    code = text.upper()
    if len(code) != 18:
        return _("统一社会信用代码应为 18 位，现为 %(count)s 位，请对照营业执照重新输入", count=len(code))
    strange = sorted({c for c in code if c not in _USCC_ALPHABET})
    if strange:
        return _(
            "统一社会信用代码不含“%(characters)s”（不使用字母 I、O、S、V、Z），请对照营业执照重新输入",
            characters="".join(strange),
        )
    if uscc_check_digit(code[:17]) != code[17]:
        return _("统一社会信用代码校验位不对，请对照营业执照重新输入")
    return None


def uscc_check_digit(first_17: str) -> str:
    """The 18th character that GB 32100 gives to the first 17 characters."""
    total = sum(_USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return _USCC_ALPHABET[-total % 31]


def mobile_ok(text: str) -> bool:
    """Whether a text is a mobile number of the mainland."""
    return _MOBILE.fullmatch(text) is not None


def bank_card_ok(text: str) -> bool:
    """Whether a text can be an account number. Its Luhn digit is only a hint: see ``luhn_ok``."""
    return _BANK_CARD.fullmatch(text) is not None


def region_ok(text: str) -> bool:
    """Whether a text can be a code of GB/T 2260 (6 digits) or of a township or village below it (9, 12)."""
    return _REGION.fullmatch(text) is not None


def luhn_ok(text: str) -> bool:
    """Whether the last digit of a card number fits the others. Many true accounts fail: hint, never refuse."""
    if not re.fullmatch(r"[0-9]{2,}", text):
        return False
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _birth_fault(number: str, today: date) -> str | None:
    try:
        born = birth_date(number)
    except ValueError:
        return _("身份证号中的出生日期 %(born)s 不存在，请对照证件重新输入", born=number[6:14])
    if born.year < 1900 or born > today:
        return _("身份证号中的出生日期 %(born)s 不可能，请对照证件重新输入", born=born.isoformat())
    return None
