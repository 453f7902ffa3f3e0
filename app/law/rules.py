"""Where a rule reaches, and how lists and dates become the scalars that its table reads: pure functions.

No number of the law stands here: thresholds are cells of ``processes/rules/*.dmn`` or parameters.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid
from app.forms.money import NotMoney, parse_yuan

Facts = dict[str, Any]
COUNTRY = "CN"
STATUSES = ("verified", "unconfirmed")
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(first, last + 1)
)
"""省、自治区、直辖市、特别行政区: how their codes begin (GB/T 2260)."""
PLAIN_NUMBERS = ("_percent", "_months", "_days", "_workdays", "_hours", "_count")
"""Parameters whose names end so are numbers; all others are amounts of money."""

WHOLE_NUMBERS = ("_days", "_workdays", "_reminder_months")
"""Of these, what counts whole days or months: a term, a window. Hours may be halved."""

_PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,59}")
_REGION = re.compile(r"CN|[0-9]{6}([0-9]{3})?")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


def reaching(region: str) -> list[str]:
    """The codes whose law holds in a region, the most local first: «411221901» → itself, 411221, 411200, 410000, CN.

    GB/T 2260: trailing zero pairs mean the whole city or province.
    """
    codes = (region, region[:6], f"{region[:4]}00", f"{region[:2]}0000") if region != COUNTRY else ()
    return list(dict.fromkeys((*codes, COUNTRY)))


def covers(code: str, region: str) -> bool:
    """Whether a region's code takes in another: 410000 covers 411221; a county's office covers its townships."""
    return code in reaching(region)


def most_local(codes: Collection[str], region: str) -> str | None:
    """The one of these codes that is nearest to the region and covers it."""
    return next((code for code in reaching(region) if code in codes), None)


def is_region(code: object) -> bool:
    """Whether this is written like a region's code; it need not be one of ours."""
    return isinstance(code, str) and bool(_REGION.fullmatch(code))


def not_a_region() -> str:
    """What to write instead of a code that is none."""
    return _("辖区须为 CN 或 6 位、9 位行政区划代码，例如 410000。")


def parameter_value(
    name: str, region: str, text: str, valid_from: date, valid_to: date | None, status: str
) -> str:
    """A parameter's value as it is stored: fen, or the number as written.

    :raises Invalid: naming what does not hold: name, region, value, valid_to or status.
    """
    errors: dict[str, list[str]] = {}
    if not _PARAMETER.fullmatch(name):
        errors["name"] = [_("参数名只能由小写字母、数字和下划线组成，例如 minimum_wage。")]
    if not is_region(region):
        errors["region"] = [not_a_region()]
    if valid_to and valid_to < valid_from:
        errors["valid_to"] = [_("失效日期早于生效日期，请改正。")]
    if status not in STATUSES:
        errors["status"] = [_("状态只能是 verified（已核实）或 unconfirmed（待确认）。")]
    stored = text.strip()
    try:
        if not name.endswith(PLAIN_NUMBERS):
            stored = str(parse_yuan(text))
        elif not _NUMBER.fullmatch(stored):
            errors["value"] = [_("此参数应为数字，例如 20 或 1.5。")]
        elif name.endswith(WHOLE_NUMBERS) and not stored.isdecimal():
            errors["value"] = [_("此参数按整日或者整月计算，应为整数，例如 7。")]
    except NotMoney as error:
        errors["value"] = [str(error)]
    if errors:
        raise Invalid(errors=errors)
    return stored


@dataclass(frozen=True)
class Shape:
    """How the facts a caller gives become questions to the table, and its answers one answer."""

    questions: Callable[[Facts], list[Facts]] = lambda facts: [facts]
    answer: Callable[[Facts, list[Facts]], Facts] = lambda facts, answers: answers[0]  # noqa: ARG005
    money: frozenset[str] = frozenset()
    """Outputs in fen, which people read in yuan."""
    outputs: tuple[str, ...] = ()
    """What ``answer`` gives, if it is not what the table gives."""


def triage_questions(facts: Facts) -> list[Facts]:
    """One question, with the years that have begun since the violation ended (查处时效, 监察条例20条)."""
    years = 0 if facts["continuing"] else years_begun(facts["violation_ended_on"], facts["received_on"])
    return [{**facts, "years_since_end": years}]


def years_begun(start: date | str, end: date | str) -> int:
    """How many years have begun between two dates: 1 within a year, 2 until the second anniversary, then 3.

    0 when ``end`` is not after ``start``.
    """
    first, last = (day if isinstance(day, date) else date.fromisoformat(day) for day in (start, end))
    if last <= first:
        return 0
    return last.year - first.year + ((last.month, last.day) > (first.month, first.day))


def age_questions(facts: Facts) -> list[Facts]:
    """One question, with ages in full months when the work began and ended, and the month of birth since year 0."""
    born, start, end = (
        day if isinstance(day, date) else date.fromisoformat(day)
        for day in (facts["born_on"], facts["worked_from"], facts["worked_to"])
    )
    return [
        {
            "female": facts["female"],
            "born_month": born.year * 12 + born.month,
            "age_at_start": months_old(born, start),
            "age_at_end": months_old(born, end),
        }
    ]


def months_old(born: date, on: date) -> int:
    """Age in full months."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def removal_questions(facts: Facts) -> list[Facts]:
    """One question, with the full months since the listing, or since the wrong was righted if that came later."""
    righted = facts["corrected_on"]
    months = (
        months_full(max(_day(facts["listed_on"]), _day(righted)), _day(facts["applied_on"])) if righted else 0
    )
    return [{**facts, "corrected": bool(righted), "months": months}]


def _day(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


def months_full(start: date, end: date) -> int:
    """How many months have run out: a month ends on the day that corresponds, or the month's last (民法典202条)."""
    last_of_month = monthrange(end.year, end.month)[1]
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(months - (end.day < min(start.day, last_of_month)), 0)


def criminal_questions(facts: Facts) -> list[Facts]:
    """The two ways to reach the amount (法释〔2013〕3号第3条): one worker alone, or all workers together.

    Of the workers only those are asked about whom no other exceeds in both months and debt.
    """
    owed = [worker for worker in facts["workers"] if worker["owed"] > 0]
    largest: dict[int, int] = {}
    for worker in owed:
        largest[worker["months"]] = max(worker["owed"], largest.get(worker["months"], 0))
    served = "SERVED" if facts["order_served"] else "POSTED" if facts["order_posted"] else "NONE"
    refusal = "EVADING" if facts["evading"] else "ABLE" if facts["able_to_pay"] else "NONE"
    elements = {
        "order_service": served,
        "order_expired": facts["order_expired"],
        "refusal": refusal,
        "paid_before_filing": facts["paid_before_filing"],
    }
    alone, most = [], 0
    for months in sorted(largest, reverse=True):
        if largest[months] > most:
            most = largest[months]
            alone.append({"counted": "ONE", "workers": 1, "months": months, "owed": most, **elements})
    total = sum(worker["owed"] for worker in owed)
    longest = max(largest, default=0)
    return [*alone, {"counted": "ALL", "workers": len(owed), "months": longest, "owed": total, **elements}]


def criminal_answer(_facts: Facts, answers: list[Facts]) -> Facts:
    """The ways are alternatives: the one that reached the amount speaks; all that reached it say the same."""
    return next((answer for answer in answers if answer["advice"] != "NONE"), answers[0])


def award_answer(facts: Facts, answers: list[Facts]) -> Facts:
    """Each worker's item is final or not by itself; when both kinds occur, separate awards (办案规则50条)."""
    items = [{**item, **answer} for item, answer in zip(facts["items"], answers, strict=True)]
    return {"items": items, "separate_awards": {True, False} <= {item["final"] for item in items}}


def deposit_questions(facts: Facts) -> list[Facts]:
    """The base and what raises or lowers it. Cases of the last year are among those of the last two.

    Who was clean for one year or two had no case in them, and who had none in two had none in the last one; nothing
    else is concluded from what was not said.
    """
    clean, one, two = (facts[each] for each in ("clean_years", "arrears_last_year", "arrears_last_two_years"))
    if one is None and (clean >= 1 or two == 0):
        one = 0
    if two is None and (clean >= 2 or one):
        two = one or 0
    if one is not None and two is not None:
        two = max(one, two)
    told = {**facts, "arrears_last_year": one, "arrears_last_two_years": two}
    return [{**told, "part": part} for part in ("BASE", "FACTOR")]


def guarantee_questions(facts: Facts) -> list[Facts]:
    """One question: by how much a guarantee (保函) falls short of the required amount and of the contract's term."""
    return [
        {
            **facts,
            "shortfall": max(facts["required"] - facts["amount"], 0),
            "months_short": max(facts["contract_months"] - facts["guarantee_months"], 0),
        }
    ]


def deposit_answer(facts: Facts, answers: list[Facts]) -> Facts:
    """The rate and amount of a wage deposit (工资保证金): a share of the contract, capped, then raised or lowered."""
    base, factor = answers
    rate, share = Fraction(str(base["percent"])), Fraction(str(factor["percent"])) / 100
    amount = facts["contract_amount"] * rate / 100
    if base["cap"] is not None:
        amount = min(amount, Fraction(base["cap"]))
    percent = rate * share
    return {
        "rate_percent": int(percent) if percent.denominator == 1 else float(percent),
        "amount": int(amount * share),
    }


def close_questions(facts: Facts) -> list[Facts]:
    """What is still open after an approved ground, a filed recovery or a started credit matter is taken off."""
    return [
        {
            **facts,
            "open_balance": 0 if facts["approved_ground"] else facts["balance"],
            "unfiled_advances": 0 if facts["recovery_filed"] else facts["advances_outstanding"],
            "credit_open": facts["credit_due"] and not facts["credit_started"],
        }
    ]


LAMPS = ("RED", "YELLOW", "BLUE")


def warning_answer(facts: Facts, answers: list[Facts]) -> Facts:
    """Each signal has its own colour; the worst of them is the warning's (None while a person has to say)."""
    signals = [{**row, **answer} for row, answer in zip(facts["signals"], answers, strict=True)]
    lamps = {row["lamp"] for row in signals}
    return {"lamp": next((lamp for lamp in LAMPS if lamp in lamps), None), "signals": signals}


SHAPES: dict[str, Shape] = {
    "triage": Shape(triage_questions),
    "working_age": Shape(age_questions),
    "credit_removal": Shape(removal_questions),
    "criminal_threshold": Shape(criminal_questions, criminal_answer),
    "final_award": Shape(
        lambda facts: facts["items"], award_answer, frozenset({"amount"}), ("items", "separate_awards")
    ),
    "warning_lamp": Shape(lambda facts: facts["signals"], warning_answer, outputs=("lamp", "signals")),
    "advance_cap": Shape(money=frozenset({"cap"})),
    "fine_range": Shape(money=frozenset({"least", "most"})),
    "close_gate": Shape(close_questions),
    "deposit_guarantee": Shape(guarantee_questions),
    "deposit_ratio": Shape(
        deposit_questions,
        deposit_answer,
        frozenset({"amount"}),
        ("rate_percent", "amount"),
    ),
}
PLAIN = Shape()
