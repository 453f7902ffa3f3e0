"""What a notice says: templates/notices/<name>.txt. Facts only; Chinese, because workers read them on a phone."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.paths import NOTICES


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(NOTICES), undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text


def names() -> frozenset[str]:
    """The notices that there are."""
    return frozenset(path.stem for path in NOTICES.glob("*.txt"))


def text_of(template: str, params: Mapping[str, Any]) -> str:
    """The text of one notice.

    :raises jinja2.UndefinedError: the template asks for more than it is given.
    """
    return _environment().get_template(f"{template}.txt").render(params).strip()
