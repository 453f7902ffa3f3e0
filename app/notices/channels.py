"""How a notice leaves the house. Called by the worker only, outside any transaction.

A deployment puts its SMS or mail gateway here, under the same names. What is built in writes to the log that something
was sent, without saying to whom.
"""

from collections.abc import Callable, Mapping
from typing import Any

import structlog

log = structlog.get_logger()
Channel = Callable[[str, str, Mapping[str, Any]], None]


def _logged(name: str) -> Channel:
    def send(_recipient: str, template: str, params: Mapping[str, Any]) -> None:
        log.info("notice sent", channel=name, template=template, case=params.get("number"))

    return send


CHANNELS: dict[str, Channel] = {name: _logged(name) for name in ("SMS", "MAIL", "WEBHOOK")}
