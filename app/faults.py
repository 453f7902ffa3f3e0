"""A technical fault as logs and incidents may tell it: what failed and where, never the values it failed with.

Messages of libraries quote what they were given (an ID number, an answer, the parameters of a statement), so only our
own exceptions keep theirs, and no long number in them.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

from app.paths import ROOT

LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")  # phones, ID numbers, accounts; a date has hyphens


def told(fault: BaseException) -> str:
    """In one line: the kind of fault, our own sentence if it is ours, and where it happened."""
    ours = type(fault).__module__.partition(".")[0] == "app"
    sentence = f": {LONG_NUMBER.sub('…', str(fault))}" if ours and str(fault) else ""
    return f"{type(fault).__name__}{_code(fault)}{sentence}{_place(fault)}"


def _code(fault: BaseException) -> str:
    """What the database calls its refusal: a code names no value."""
    refusal = getattr(fault, "orig", None)
    code = getattr(refusal, "sqlstate", None) or getattr(refusal, "sqlite_errorname", None)
    return f" {code}" if code else ""


def _place(fault: BaseException) -> str:
    """The innermost line of ours that it came through."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    if not ours:
        return ""
    file = Path(ours[-1].filename)
    known = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    return f" ({known}:{ours[-1].lineno}, {ours[-1].name})"


def trace(fault: BaseException) -> str:
    """The stack of a fault and of those that led to it, the first one first."""
    return "\n".join(
        f"Traceback (most recent call last):\n{''.join(traceback.format_tb(each.__traceback__))}{told(each)}"
        for each in reversed(list(_chain(fault)))
    )


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def into_log(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog: ``exc_info`` becomes a text under ``exception``."""
    given = event.pop("exc_info", None)
    fault = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        event["exception"] = trace(fault)
    return event


class Formatter(logging.Formatter):
    """For the log of the libraries (Flask, Huey, SQLAlchemy)."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        """The stack without values."""
        return trace(ei[1]) if ei and ei[1] else ""
