"""What is true of a case file without looking anything up."""

from collections.abc import Iterable
from datetime import date

from app.forms.masking import masked as masked

CHANNELS = (
    "PORTAL", "WINDOW", "PHONE_24H", "12333", "12345", "NATIONAL_PLATFORM", "PROV_SYSTEM", "PETITION", "PATROL",
    "SPECIAL_INSPECTION", "WRITTEN_REVIEW", "SUPERIOR_ASSIGNED", "UNION", "LEGAL_AID", "COURT", "MEDIA",
)  # fmt: skip
STATES = (
    "DRAFT", "REGISTERED", "TRIAGED", "TRANSFERRED", "MEDIATING", "INSPECTING", "ARBITRATING", "NOT_ACCEPTED",
    "DECIDED", "PAID_FULL", "PAID_PARTIAL", "ENFORCING", "CRIMINAL", "CLOSE_REVIEW", "CLOSED", "REOPENED",
)  # fmt: skip
MATTER = "MATTER"
"""The kind of a row that is no wage case: what is worked on without one (事项)."""
OWN = "OWN"
"""The channel of a matter: our own doing."""
ENDED = frozenset({"CLOSED", "NOT_ACCEPTED"})
ROLES = ("EMPLOYER", "CONTRACTOR", "SUBCONTRACTOR", "OWNER", "INDIVIDUAL", "SHAREHOLDER")
NATURES = ("GOV_INVEST", "SOE", "PPP", "PRIVATE")
INDUSTRIES = ("CONSTRUCTION", "MANUFACTURING", "OTHER")


def months_between(start: date | None, end: date | None) -> int | None:
    """Whole months of a wage period, a begun month counting as one; None where a date is missing."""
    if start is None or end is None or end < start:
        return None
    return (end.year - start.year) * 12 + end.month - start.month + 1


def overlap(a: tuple[date | None, date | None], b: tuple[date | None, date | None]) -> bool:
    """Do two wage periods touch? An unknown end is open."""
    return (a[0] or date.min) <= (b[1] or date.max) and (b[0] or date.min) <= (a[1] or date.max)


def head_count(workers: Iterable[object]) -> int:
    """How many people complain together."""
    return sum(1 for _ in workers)
