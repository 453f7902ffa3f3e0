"""Pure reading of what we write into BPMN properties: terms, extensions, papers, lists, timers."""

import re
from dataclasses import dataclass

from app.engine.faults import Incomprehensible

UNITS = {"WD": "工作日", "D": "日", "M": "个月", "H": "小时"}

_LENGTH = re.compile(r"(?P<length>\d{1,4})(?P<unit>WD|D|M|H)")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_REGION = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}")
_TIMER = re.compile(r"""due\((?P<quote>['"])(?P<key>[a-z][a-z0-9_]*)(?P=quote)\)""")


class Unreadable(Incomprehensible):
    """A property that does not follow the notation of docs/processes.md."""


@dataclass(frozen=True)
class Term:
    """A legal term: a length with its unit, or the key of a clock; perhaps only for a region (a prefix of its code)."""

    length: int | None
    unit: str | None
    key: str | None
    region: str | None


@dataclass(frozen=True)
class Article:
    """Where the law says so; perhaps only for the terms of a region (a prefix of its code)."""

    text: str
    region: str | None


@dataclass(frozen=True)
class Extension:
    """How a term may be extended: by how much, who approves (group), how often."""

    length: int
    unit: str
    group: str
    times: int


@dataclass(frozen=True)
class Paper:
    """A document that a step issues; with ``outcome`` only when the person decides so."""

    name: str
    outcome: str | None


def parse_list(text: str | None) -> list[str]:
    """The parts of a list separated by ``;``. Nothing at all is an empty list."""
    parts = (part.strip() for part in (text or "").replace("；", ";").split(";"))
    return [part for part in parts if part]


def parse_terms(text: str | None) -> list[Term]:
    """Terms such as ``5WD; 7D@41`` or ``investigation``.

    :raises Unreadable: naming the part that is neither a length nor a key.
    """
    return [_term(part) for part in parse_list(text)]


def parse_articles(text: str | None) -> list[Article]:
    """Articles such as ``监察条例第17条; 河南省劳动保障监察条例第16条@41``. The full-width ``；`` is part of a text.

    :raises Unreadable: what stands behind ``@`` is no region.
    """
    parts = (part.strip() for part in (text or "").split(";"))
    return [Article(*_limited("依据", part)) for part in parts if part]


def article_of(text: str | None, term: Term) -> str:
    """The article of a term: what bears the term's region; where nothing does, what bears none."""
    articles = parse_articles(text)
    own = [each.text for each in articles if each.region == term.region]
    return "；".join(own or [each.text for each in articles if each.region is None])


def parse_extension(text: str | None) -> Extension | None:
    """An extension such as ``30WD:hrss_principal:1``; None when there is none.

    :raises Unreadable: when a part is missing or out of range.
    """
    if not text:
        return None
    parts = [part.strip() for part in text.split(":")]
    length = _LENGTH.fullmatch(parts[0])
    if len(parts) != 3 or not length or not _KEY.fullmatch(parts[1]) or not parts[2].isdecimal():
        raise Unreadable(f"延长写法「{text}」应为「长度单位:审批组:次数」，如 30WD:hrss_principal:1。")
    return Extension(int(length["length"]), length["unit"], parts[1], int(parts[2]))


def parse_documents(text: str | None) -> list[Paper]:
    """Papers such as ``correction_order; penalty_notice@PENALTY``."""
    papers = []
    for part in parse_list(text):
        name, at, outcome = (piece.strip() for piece in part.partition("@"))
        if not _KEY.fullmatch(name) or (at and not outcome):
            raise Unreadable(f"文书写法「{part}」应为「名称」或「名称@结论」。")
        papers.append(Paper(name, outcome or None))
    return papers


def parse_timer(text: str | None) -> str:
    """The clock key in ``due('<key>')``, the only thing a timer may say.

    :raises Unreadable: for anything else.
    """
    found = _TIMER.fullmatch((text or "").strip())
    if not found:
        raise Unreadable(f"定时器写法「{text}」应为 due('时限名称')。")
    return found["key"]


def _limited(kind: str, part: str) -> tuple[str, str | None]:
    """What stands before ``@``, and the region behind it."""
    what, at, region = (piece.strip() for piece in part.partition("@"))
    if at and not _REGION.fullmatch(region):
        raise Unreadable(f"{kind}「{part}」中的地区「{region}」不是行政区划代码前缀。")
    return what, region or None


def _term(part: str) -> Term:
    what, region = _limited("时限", part)
    if length := _LENGTH.fullmatch(what):
        return Term(int(length["length"]), length["unit"], None, region)
    if _KEY.fullmatch(what):
        return Term(None, None, what, region)
    raise Unreadable(f"时限「{part}」既不是长度（如 5WD、7D、3M、24H），也不是时限名称。")
