"""How a notice leaves the house. Called by the worker only, outside any transaction.

A deployment puts its SMS or mail gateway here, under the same names. What is built in writes to the log that something
was sent, without saying to whom.
"""

from collections.abc import Callable

import structlog

log = structlog.get_logger()
Channel = Callable[[str, str, str], None]  # recipient, text, name of the notice


def _logged(name: str) -> Channel:
    def send(_recipient: str, text: str, template: str) -> None:
        log.info("notice sent", channel=name, template=template, length=len(text))

    return send


CHANNELS: dict[str, Channel] = {name: _logged(name) for name in ("SMS", "MAIL", "WEBHOOK")}
