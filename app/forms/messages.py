"""What the user is told when an answer does not hold: Chinese texts, translated when they are said.

Forms know no request, so the application puts gettext here when it is built: ``messages.translate = gettext``.
"""

from collections.abc import Callable
from typing import Any


def _as_written(msgid: str) -> str:
    return msgid


translate: Callable[[str], str] = _as_written


def text(msgid: str, **params: Any) -> str:
    """The text in the reader's language, with its ``%(name)s`` filled in."""
    said = translate(msgid)
    return said % params if params else said
