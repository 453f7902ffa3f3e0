"""One answer at a time: text, choice, amount, date, number of a person, checked and made plain JSON.

Each kind of field is a marshmallow field whose loaded value can be stored as JSON as it is.
"""

import math
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from app import clock
from app.forms import identity
from app.forms.fields import Field
from app.forms.kinds import MAX_NUMBER, same
from app.forms.messages import text as _
from app.forms.money import NotMoney, format_yuan, parse_yuan
from app.marking import N_

REQUIRED = N_("请填写此项")
UNKNOWN = N_("没有这个填写项，请删去")
NOT_YET = N_("不能晚于今天，请检查年月日；还没有发生的事，发生以后再登记")
NOT_AN_OBJECT = N_("格式不对，应为一组填写项")

usable_file: ContextVar[Callable[[str], bool] | None] = ContextVar("usable_file", default=None)
"""Says whether an upload exists and may be used here; None while nobody can say."""

_MESSAGES: dict[str, Any] = {"required": REQUIRED, "null": REQUIRED, "validator_failed": REQUIRED}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPOOFING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = "\u200b\u200c\u200d\ufeff"


class Value(fields.Field):
    """A marshmallow field that knows the question it answers."""

    def __init__(self, asked: Field) -> None:
        super().__init__(required=asked.required, error_messages=_MESSAGES)
        self.asked = asked

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return self.read(value)

    def read(self, value: Any) -> Any:
        """The answer as plain JSON. Raises ValidationError."""
        raise NotImplementedError


class Text(Value):
    """Text without control characters, trimmed; several lines only where the page offers a text area."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(_("应为文字"))
        written = value.replace("\r\n", "\n").replace("\r", "\n").strip().strip(_INVISIBLE).strip()
        if not written:
            raise ValidationError(_(REQUIRED))
        if _CONTROL.search(written):
            raise ValidationError(_("含有无法保存的控制字符，请删去后重新输入"))
        if _SPOOFING.search(written):
            raise ValidationError(_("含有改变文字方向的隐藏字符，请删去后重新输入"))
        if "\n" in written and self.asked.widget != "textarea":
            raise ValidationError(_("请写成一行，不要换行"))
        return self.fit(written)

    def fit(self, written: str) -> str:
        """Length and pattern."""
        node, most = self.asked.node, self.asked.limit
        if len(written) > most:
            raise ValidationError(
                _("最多 %(most)s 字，现为 %(count)s 字，请精简", most=most, count=len(written))
            )
        if len(written) < node.get("minLength", 0):
            raise ValidationError(_("至少 %(least)s 字，请补充", least=node["minLength"]))
        if "pattern" in node and not re.search(node["pattern"], written, re.ASCII):
            raise ValidationError(_("格式不对，请按提示填写"))
        return written


class Choice(Value):
    """One of the listed values."""

    def read(self, value: Any) -> Any:
        for known, _label in self.asked.choices:
            if same(value, known):
                return known
        raise ValidationError(_("请从列出的选项中选择"))


class YesNo(Value):
    """A box ticked or not; ``const`` true is a declaration that must be ticked."""

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(_("应为“是”或“否”"))
        wanted = self.asked.node.get("const")
        if wanted is not None and value is not wanted:
            raise ValidationError(_("须勾选此项才能继续") if wanted else _("此项不能勾选"))
        return value


class Number(Value):
    """A number; a whole one for ``integer``. True is not 1, and NaN is no number."""

    def read(self, value: Any) -> int | float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValidationError(_("请用半角数字填写"))
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError(_("请用半角数字填写"))
        if self.asked.kind == "integer":
            if value != int(value):
                raise ValidationError(_("应为整数"))
            value = int(value)
        if abs(value) > MAX_NUMBER:
            raise ValidationError(_("数字过大，请检查是否多输了数字"))
        node = self.asked.node
        if "minimum" in node and value < node["minimum"]:
            raise ValidationError(_("不能小于 %(least)s", least=node["minimum"]))
        if "maximum" in node and value > node["maximum"]:
            raise ValidationError(_("不能大于 %(most)s", most=node["maximum"]))
        return value


class Money(Value):
    """Yuan in text, kept as fen. The schema's bounds are yuan."""

    def read(self, value: Any) -> int:
        try:
            fen = parse_yuan(value)
        except NotMoney as refusal:
            raise ValidationError(str(refusal)) from None
        least, most = (_bound(self.asked.node.get(key)) for key in ("minimum", "maximum"))
        if least is not None and fen < least:
            raise ValidationError(_("金额不能小于 %(least)s 元", least=format_yuan(least)))
        if most is not None and fen > most:
            raise ValidationError(_("金额不能大于 %(most)s 元", most=format_yuan(most)))
        return fen


class Day(Value):
    """A calendar date, kept as YYYY-MM-DD."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
            raise ValidationError(_("日期格式应为 年-月-日，例如 2026-06-01"))
        try:
            day = date.fromisoformat(value.strip())
        except ValueError:
            raise ValidationError(_("没有这一天，请检查年月日")) from None
        _in_our_time(day.year)
        if self.asked.past and day > clock.today():
            raise ValidationError(_(NOT_YET))
        return day.isoformat()


class Instant(Value):
    """A moment with its offset, kept as ISO 8601 in Asia/Shanghai."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value.strip()):
            raise ValidationError(_("时间格式应为 年-月-日T时:分 并带时区，例如 2026-06-01T09:30+08:00"))
        try:
            moment = datetime.fromisoformat(value.strip())
            _in_our_time(moment.year)
            written = clock.local(moment).isoformat(timespec="seconds")
        except (ValueError, OverflowError):
            raise ValidationError(_("没有这个时间，请检查日期和时分")) from None
        if self.asked.past and moment > clock.now():
            raise ValidationError(_(NOT_YET))
        return written


class Code(Text):
    """A number with rules of its own: of a person, a firm, a phone, a card, a region."""

    def fit(self, written: str) -> str:
        code = super().fit(written).upper()
        if self.asked.kind in ("cn-mobile", "bank-card"):
            code = re.sub(r"[ -]", "", code)
        if fault := self.fault(code):
            raise ValidationError(fault)
        return code

    def fault(self, code: str) -> str | None:
        """What is wrong with the number, or None."""
        match self.asked.kind:
            case "cn-id":
                return identity.id_number_fault(code, clock.today())
            case "uscc":
                return identity.uscc_fault(code)
            case "cn-mobile" if not identity.mobile_ok(code):
                return _("手机号应为 1 开头的 11 位半角数字，请检查")
            case "bank-card" if not identity.bank_card_ok(code):
                return _("银行账号应为 10 至 30 位半角数字，请对照银行卡重新输入")
            case "region" if not identity.region_ok(code):
                return _("请选择行政区划（6 位代码）")
        return None


class File(Value):
    """The id of an upload."""

    def read(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)) or not _FILE_ID.fullmatch(str(value)):
            raise ValidationError(_("请先上传文件"))
        usable = usable_file.get()
        if usable is not None and not usable(str(value)):
            raise ValidationError(_("找不到这个上传的文件，可能已过期，请重新上传"))
        return str(value)


def _bound(yuan: int | float | None) -> int | None:
    return None if yuan is None else int(Decimal(str(yuan)) * 100)


def _in_our_time(year: int) -> None:
    if not 1900 <= year < 2200:
        raise ValidationError(_("年份应在 1900 至 2199 之间，请检查"))


SCALARS: dict[str, type[Value]] = {
    "text": Text,
    "choice": Choice,
    "integer": Number,
    "number": Number,
    "boolean": YesNo,
    "money": Money,
    "date": Day,
    "date-time": Instant,
    "cn-id": Code,
    "uscc": Code,
    "cn-mobile": Code,
    "bank-card": Code,
    "region": Code,
    "file": File,
}
