"""A page of a list that is short enough to be read whole."""

from collections.abc import Sequence
from typing import Any

from app.api import reading
from app.api.schemas import Paging, cursor


def slice_of(rows: Sequence[Any]) -> dict[str, Any]:
    """The page that the query string asks for."""
    wanted = reading.query(Paging)
    start = wanted.get("cursor", 0)
    end = start + wanted["limit"]
    return {
        "items": rows[start:end],
        "total": len(rows),
        "next_cursor": cursor(end if end < len(rows) else None),
    }
