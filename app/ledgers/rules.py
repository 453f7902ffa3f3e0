"""What may be posted. Pure arithmetic in fen."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

SOURCES = (
    *("EMPLOYER", "CONTRACTOR", "OWNER", "INVESTOR", "FROZEN", "GOODS", "COURT"),
    *("ACCOUNT", "DEPOSIT", "LANDLORD", "TOWN", "OTHER"),
)

# 企业补发工资须先扣还已垫付部分；保证金、专用账户的钱只能付给工人，不得划回周转金（条例32、33条）。
# 出租方、乡镇等第三方的钱不是欠薪单位的钱，全部付给工人。
REPAYS_FUND_FIRST = frozenset({"EMPLOYER", "CONTRACTOR", "OWNER", "INVESTOR", "FROZEN", "GOODS", "COURT"})


@dataclass(frozen=True)
class Standing:
    """How one worker's claim stands, in fen."""

    claim_id: int
    serial: int
    name: str
    claimed: int
    verified: int | None
    reached: int  # from whomever, the fund included
    from_fund: int
    recovered: int  # of what the fund advanced
    from_debtors: int  # what debtors paid: to the worker and back to the fund

    @property
    def owed(self) -> int:
        """The verified amount; what is claimed while nothing has been determined."""
        return self.claimed if self.verified is None else self.verified

    @property
    def outstanding(self) -> int:
        """What has not reached the worker yet."""
        return self.owed - self.reached

    @property
    def to_recover(self) -> int:
        """What the fund has not got back."""
        return self.from_fund - self.recovered

    @property
    def payable(self) -> int:
        """The most that a debtor can still pay: the worker's remainder and the fund's advance."""
        return self.outstanding + self.to_recover


@dataclass(frozen=True)
class Split:
    """A payment divided: first back to the fund, the rest to the worker."""

    fund: int
    worker: int


def split(amount: int, standing: Standing, source: str) -> Split:
    """Divide a payment for one claim.

    :raises ValueError: it is more than can still be paid from that source.
    """
    to_fund = min(amount, standing.to_recover) if source in REPAYS_FUND_FIRST else 0
    to_worker = amount - to_fund
    if to_worker > standing.outstanding:
        raise ValueError(to_worker - standing.outstanding)
    return Split(to_fund, to_worker)


def balance(standings: list[Standing]) -> str:
    """``FULL`` when everything owed has reached everybody, ``NONE`` when nothing has, else ``PARTIAL``.

    A case in which nobody's claim is registered yet is not settled: ``NONE``.
    """
    if standings and all(standing.outstanding == 0 for standing in standings):
        return "FULL"
    return "PARTIAL" if any(standing.reached for standing in standings) else "NONE"


def next_instalment(plan: Sequence[tuple[date, int]], outstanding: int) -> tuple[date, int] | None:
    """分期: the first instalment that is not covered yet, and what must still be paid by its day, in fen.

    :param plan: due dates and amounts; money that came early or in parts counts towards the earliest.
    :param outstanding: what has not reached the workers yet, all instalments together.
    """
    later = sum(amount for _due_on, amount in plan)
    for due_on, amount in sorted(plan):
        later -= amount
        if outstanding > later:
            return due_on, outstanding - later
    return None


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_late(due: date, until: date, suspended: Sequence[tuple[date, date | None]]) -> int:
    """逾期天数: the days after ``due`` up to ``until``, both the first and the last counted, without suspended ones.

    :param suspended: from a day on, and the day on which counting resumed (None while it has not).
    """
    days = {due + timedelta(days=number) for number in range(1, (until - due).days + 1)}
    return sum(
        not any(begin <= day and (end is None or day < end) for begin, end in suspended) for day in days
    )


def fine_surcharge(fine: int, days: int, percent: Fraction, cap_percent: Fraction) -> int:
    """加处罚款: so many percent of the fine for each day late, not more than the cap; fen, fractions dropped.

    行政处罚法72条: 每日按罚款数额的百分之三加处罚款，加处罚款的数额不得超出罚款的数额.
    """
    return int(min(fine * percent * days, fine * cap_percent) / 100)
