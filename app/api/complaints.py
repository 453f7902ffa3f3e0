"""Complaining (投诉、举报) and following the case with its number and query code: open to everybody."""

import copy
from typing import Any

from flask import g, request

from app.api import reading
from app.api.base import api, asks, nameless, public, takes
from app.api.idempotency import Request
from app.api.schemas import Code
from app.api.shapes import Progress, Receipt
from app.cases import codes
from app.cases.rules import CHANNELS
from app.casework import actions, complaints, incidents
from app.casework import progress as read_model
from app.db import transaction
from app.web import limiter

COUNTER = "WINDOW"
"""Where a complaint came in that an officer registers without saying."""


def _published() -> dict[str, Any]:
    """The form as JSON Schema; where it came in need not be said."""
    schema = copy.deepcopy(complaints.form(channel=True).raw)
    schema["required"].remove("channel")
    return schema


@api.route("/complaints", methods=["POST"], tags=["complaints"])
@limiter.limit("120 per minute", exempt_when=lambda: "Authorization" in request.headers)
@takes(_published())
@api.doc(
    parameters=[
        {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "maxLength": 200},
            "description": "The same answer for 24 hours",
        }
    ]
)
@api.response(201, Receipt)
@public
def complain() -> dict[str, Any]:
    """Complain or report. Without a token the channel is PORTAL; with one, any. A likely duplicate never refuses."""
    key = request.headers.get("Idempotency-Key")
    under_key = Request(g.user.username if g.user else "public", key, g.body) if key is not None else None
    if under_key and (before := under_key.answered()):
        return before
    complaint = complaints.read(_given(), channel_allowed=g.user is not None, by=g.user)
    with incidents.moving("start"):
        if under_key and (before := under_key.take()):
            return before
        opened = actions.open_case(complaint, g.user)
        receipt = {
            "number": opened.case.number,
            "query_code": opened.query_code,
            "duplicates": [case.number for case in opened.duplicates],
        }
        if under_key:
            under_key.keep(receipt)
    return receipt


def _given() -> Any:
    """What was sent; the public always comes through the portal, whatever it says."""
    if not isinstance(g.body, dict):
        return g.body
    if g.user is not None:
        return {"channel": COUNTER, **g.body}
    return {key: value for key, value in g.body.items() if key != "channel" or value not in CHANNELS}


@api.route("/complaints/<number>", methods=["GET"], tags=["complaints"])
@asks(Code)
@api.response(200, Progress)
@nameless
def progress(number: str) -> dict[str, Any]:
    """How the case stands, in plain words. A wrong code and a number that does not exist look the same."""
    outcome = codes.check(number, reading.query(Code)["code"])
    if outcome.wrong:
        with transaction():
            codes.record(outcome)
    return read_model.progress(outcome.opened())
