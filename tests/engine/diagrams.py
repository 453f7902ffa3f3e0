"""A short way to write BPMN in a test: elements by function, sequence flows as text."""

from html import escape

from app.engine.catalogue import Bundle, definition
from app.engine.definition import Definition

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://qingqian.example/bpmn">'
)


def element(tag: str, id_: str, inside: str = "", properties: dict | None = None, **attributes: str) -> str:
    said = "".join(
        f'<spiffworkflow:property name="{name}" value="{escape(value)}"/>'
        for name, value in (properties or {}).items()
    )
    extensions = _extensions(f"<spiffworkflow:properties>{said}</spiffworkflow:properties>")
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    documentation = f"<bpmn:documentation>办理 {id_}</bpmn:documentation>" if tag == "userTask" else ""
    body = documentation + (extensions if said else "") + inside
    return f'<bpmn:{tag} id="{id_}" name="{id_} 名称"{written}>{body}</bpmn:{tag}>'


def _extensions(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def start(id_: str = "start") -> str:
    return element("startEvent", id_)


def end(id_: str = "end", result: str | None = None) -> str:
    return element("endEvent", id_, "", {"result": result} if result else None)


def terminate(id_: str, result: str) -> str:
    return element("endEvent", id_, "<bpmn:terminateEventDefinition/>", {"result": result})


def error_end(id_: str, error: str) -> str:
    return element("endEvent", id_, f'<bpmn:errorEventDefinition errorRef="{error}"/>')


def user(id_: str, **properties: str) -> str:
    return element("userTask", id_, "", properties)


def many(id_: str, names: str, output: str | None = None) -> str:
    out = f"<bpmn:loopDataOutputRef>{output}</bpmn:loopDataOutputRef>" if output else ""
    loop = (
        f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>{names}</bpmn:loopDataInputRef>{out}"
        '<bpmn:inputDataItem id="attendee"/><bpmn:outputDataItem id="opinion"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    return element("userTask", id_, loop, {"attendees": names})


def service(id_: str, operation: str, **properties: str) -> str:
    return element("serviceTask", id_, "", {"operation": operation, **properties})


def rule(id_: str, name: str) -> str:
    return element("businessRuleTask", id_, "", {"rule": name})


def call(id_: str, process: str, **properties: str) -> str:
    return element("callActivity", id_, "", properties, calledElement=process)


def gate(id_: str, default: str | None = None) -> str:
    return element("exclusiveGateway", id_, **({"default": default} if default else {}))


def both(id_: str) -> str:
    return element("parallelGateway", id_)


def event_gate(id_: str) -> str:
    return element("eventBasedGateway", id_)


def _timer(key: str) -> str:
    return (
        "<bpmn:timerEventDefinition><bpmn:timeDate xsi:type='bpmn:tFormalExpression'>"
        f"due('{key}')</bpmn:timeDate></bpmn:timerEventDefinition>"
    )


def _message(name: str, variable: str | None = None) -> str:
    said = f"<spiffworkflow:messageVariable>{variable}</spiffworkflow:messageVariable>"
    extension = _extensions(said) if variable else ""
    return f'<bpmn:messageEventDefinition messageRef="msg_{name}">{extension}</bpmn:messageEventDefinition>'


def on_timer(id_: str, host: str, key: str, interrupting: bool = True) -> str:
    return _boundary(id_, host, _timer(key), interrupting)


def on_message(id_: str, host: str, name: str, variable: str | None = None, interrupting: bool = True) -> str:
    return _boundary(id_, host, _message(name, variable), interrupting)


def on_error(id_: str, host: str, error: str) -> str:
    return _boundary(id_, host, f'<bpmn:errorEventDefinition errorRef="{error}"/>', True)


def _boundary(id_: str, host: str, event: str, interrupting: bool) -> str:
    return element("boundaryEvent", id_, event, attachedToRef=host, cancelActivity=str(interrupting).lower())


def catch_message(id_: str, name: str, variable: str | None = None) -> str:
    return element("intermediateCatchEvent", id_, _message(name, variable))


def catch_timer(id_: str, key: str) -> str:
    return element("intermediateCatchEvent", id_, _timer(key))


def process(
    id_: str, flows: str, *elements: str, messages: tuple[str, ...] = (), errors: tuple[str, ...] = ()
) -> bytes:
    """One diagram. ``flows``: a line each, ``a > b`` or ``a > b : condition``; ids are f1, f2 … in their order."""
    lines = [line.strip() for line in flows.strip().splitlines() if line.strip()]
    drawn = ""
    for number, line in enumerate(lines, 1):
        path, _, condition = line.partition(" : ")
        source, _, target = path.partition(" > ")
        drawn += (
            f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source.strip()}" targetRef="{target.strip()}">'
        )
        if condition:
            written = escape(condition)
            drawn += f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{written}</bpmn:conditionExpression>'
        drawn += "</bpmn:sequenceFlow>"
    declared = "".join(f'<bpmn:message id="msg_{name}" name="{name}"/>' for name in messages)
    declared += "".join(f'<bpmn:error id="{name}" name="{name}" errorCode="{name}"/>' for name in errors)
    body = (
        f'<bpmn:process id="{id_}" name="{id_}" isExecutable="true">{"".join(elements)}{drawn}</bpmn:process>'
    )
    return f"{HEAD}{declared}{body}</bpmn:definitions>".encode()


def defined(name: str, *diagrams: bytes) -> Definition:
    """A definition of these diagrams; the first is the process itself."""
    files = {}
    for diagram in diagrams:
        id_ = diagram.split(b'<bpmn:process id="')[1].split(b'"')[0].decode()
        files[f"bpmn/{id_}.bpmn"] = diagram
    bundle = Bundle(name, files)
    return definition(bundle.version, bundle.files)
