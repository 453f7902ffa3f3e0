"""Small processes to test how a case moves, whatever the real ones look like; some of them misbehave."""

import json
from typing import Any

from app import clock
from app.casework import definitions
from app.casework.models import ProcessVersion
from app.db import db
from app.engine.catalogue import Bundle
from tests.engine.diagrams import (
    catch_message,
    catch_timer,
    end,
    gate,
    on_timer,
    process,
    service,
    start,
    user,
)


def lanes(**groups: tuple[str, ...]) -> str:
    drawn = ""
    for group, steps in groups.items():
        inside = "".join(f"<bpmn:flowNodeRef>{step}</bpmn:flowNodeRef>" for step in steps)
        drawn += f'<bpmn:lane id="lane_{group}" name="{group}">{inside}</bpmn:lane>'
    return f'<bpmn:laneSet id="lanes">{drawn}</bpmn:laneSet>'


def form(*outcomes: str) -> dict[str, Any]:
    choices = [{"const": each, "title": each} for each in outcomes]
    return {
        "title": "表单",
        "type": "object",
        "required": ["outcome"],
        "properties": {
            "outcome": {"type": "string", "title": "结论", "oneOf": choices},
            "reason": {"type": "string", "title": "理由", "maxLength": 100, "x-fact": "reason"},
        },
        "x-ui": {"order": ["outcome", "reason"]},
    }


def started_by(diagram: bytes, groups: str, **more: str) -> bytes:
    """The diagram, with the groups that may start it."""
    said = "".join(
        f'<spiffworkflow:property name="{name}" value="{value}"/>'
        for name, value in {"started_by": groups, **more}.items()
    )
    said = f"<spiffworkflow:properties>{said}</spiffworkflow:properties>"
    lanes_begin = '<bpmn:laneSet id="lanes">'
    inside = f"<bpmn:extensionElements>{said}</bpmn:extensionElements>{lanes_begin}"
    return diagram.replace(lanes_begin.encode(), inside.encode())


MAIN = process(
    "wage_case",
    """
    start > count
    count > review
    late > remind
    remind > reminded
    review > g
    g > met : review == "ACCEPT"
    g > rejected
    met > inspect
    inspect > h
    h > break : inspect == "BREAK"
    h > ask : inspect == "ASK"
    h > closed
    break > closed
    ask > wait
    wait > check
    check > closed
    """,
    lanes(hrss_intake=("review",), hrss_inspection=("inspect", "check"), hrss_inspection_lead=("remind",)),
    start(),
    service(
        "count", "clock.start", key="acceptance", term="5WD", from_="received_at", title="受理", article="18"
    ),
    user("review", deadline="acceptance", article="第18条"),
    on_timer("late", "review", "acceptance", interrupting=False),
    user("remind"),
    end("reminded", "REMINDED"),
    gate("g", default="f7"),
    end("rejected", "NOT_ACCEPTED"),
    service("met", "clock.meet", key="acceptance"),
    user("inspect", deadline="10WD", not_by="review"),
    gate("h", default="f12"),
    service("break", "test.break"),
    service("ask", "run.start", process="helper"),
    catch_message("wait", "helped"),
    user("check"),
    end("closed", "CLOSED"),
    messages=("helped",),
).replace(b'"from_"', b'"from"')
MAIN = started_by(MAIN, "hrss_inspection_lead")

HELPER = process(
    "helper",
    """
    start > help
    help > tell
    tell > done
    """,
    lanes(hrss_legal=("help",)),
    start(),
    user("help"),
    service("tell", "message.send", name="helped", value="=help"),
    end("done", "HELPED"),
)
HELPER = started_by(HELPER, "hrss_inspection; township_gov")

EAR = process(
    "ear",
    """
    start > wait
    wait > heard
    heard > done
    """,
    lanes(hrss_legal=("heard",)),
    start(),
    catch_message("wait", "called", "said"),
    user("heard"),
    end("done", "HEARD"),
    messages=("called",),
)

SILENT = process(
    "silent", "start > wait\nwait > done", start(), catch_timer("wait", "never"), end("done", "DONE")
)


WATCH = process(
    "watch",
    """
    start > look
    look > shut
    shut > done
    """,
    lanes(hrss_inspection=("look",)),
    start(),
    user("look", deadline="3WD"),
    service("shut", "case.state", state="CLOSED"),
    end("done", "SEEN"),
)
WATCH = started_by(WATCH, "hrss_inspection; grid_officer", opens="matter")


def chased(name: str, other: str) -> bytes:
    """Each of a pair starts the other and ends."""
    return process(
        name, "start > go\ngo > done", start(), service("go", "run.start", process=other), end("done", "X")
    )


def deploy(name: str, diagram: bytes, **forms: dict[str, Any]) -> ProcessVersion:
    """Make a diagram with these forms the active version of a process."""
    files = {f"bpmn/{name}.bpmn": diagram} | {
        f"forms/{name}/{step}.json": json.dumps(each).encode() for step, each in forms.items()
    }
    bundle = Bundle(name, files)
    db.session.execute(db.update(ProcessVersion).filter_by(process=name).values(active=False))
    row = ProcessVersion(
        id=bundle.version,
        process=name,
        files=definitions._packed(files),
        active=True,
        deployed_at=clock.now(),
        deployed_by="test",
    )
    return db.session.merge(row)


AGAIN = {
    "title": "重新启动",
    "type": "object",
    "required": ["stage"],
    "properties": {"stage": {"type": "string", "title": "阶段", "enum": ["INSPECTION"]}},
}


SUBJECT = {
    "title": "登记预警",
    "type": "object",
    "required": ["subject"],
    "properties": {
        "subject": {"type": "string", "title": "单位", "maxLength": 100},
        "region": {"type": "string", "format": "region", "title": "地区"},
    },
}


def deploy_all() -> None:
    """The main process, one that helps, one that listens, one that opens a matter, one that falls silent, and two that
    never stop."""
    done = form("DONE")
    deploy(
        "wage_case",
        MAIN,
        review=form("ACCEPT", "REJECT"),
        remind=done,
        inspect=form("PAID", "BREAK", "ASK"),
        check=done,
        start=AGAIN,
    )
    deploy("helper", HELPER, start=form("PLEASE"), help=form("YES", "NO"))
    deploy("ear", EAR, heard=done)
    deploy("silent", SILENT)
    deploy("watch", WATCH, start=SUBJECT, look=done)
    deploy("ping", chased("ping", "pong"))
    deploy("pong", chased("pong", "ping"))
