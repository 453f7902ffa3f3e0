"""Reads BPMN into SpiffWorkflow specs: only the elements in use, ours in place of the library's where they differ."""

from threading import Lock
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.event_parsers import EventBasedGatewayParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, IntermediateCatchEvent, StartEvent
from SpiffWorkflow.spiff.parser import VALIDATOR
from SpiffWorkflow.spiff.parser.event_parsers import (
    SpiffBoundaryEventParser,
    SpiffEndEventParser,
    SpiffIntermediateCatchEventParser,
    SpiffStartEventParser,
)
from SpiffWorkflow.spiff.parser.task_spec import CallActivityParser, SpiffTaskParser
from SpiffWorkflow.spiff.specs.defaults import UserTask
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

from app.engine.environment import compile_condition
from app.engine.faults import BrokenDefinition, Incomprehensible
from app.engine.notation import parse_timer
from app.engine.specs import (
    CallActivity,
    EndEvent,
    EventBasedGateway,
    ExclusiveGateway,
    MultiInstance,
    OperationTask,
    ParallelGateway,
    RuleTask,
)
from app.engine.timers import DueTimer
from app.engine.xml import NS, read_xml

_validating = Lock()  # a schema object keeps its last errors, so two threads must not share it at once


class ExclusiveGatewayParser(ConditionalGatewayParser):
    """Keeps the id of each flow with its condition, and refuses conditions that are not allowed."""

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        condition = None if is_default else self.parse_condition(sequence_flow_node)
        if condition is None and not is_default:
            raise ValidationException(
                "这条路径既没有条件，也不是默认路径。", sequence_flow_node, self.filename
            )
        try:
            compile_condition(condition or "True")
        except Incomprehensible as error:
            raise ValidationException(error.message, sequence_flow_node, self.filename) from error
        self.task.add_flow(sequence_flow_node.get("id"), condition, outgoing_task)


class StepParser(SpiffTaskParser):
    """User tasks, single or parallel multi-instance with an input and an output item."""

    PARALLEL_MI_CLASS = MultiInstance

    def _add_loop_task(self, loop_characteristics: Any) -> None:
        self.raise_validation_exception("不支持标准循环；请用网关画出循环。")

    def _add_multiinstance_task(self, loop_characteristics: Any) -> None:
        wanted = ("loopDataInputRef", "inputDataItem", "outputDataItem")
        if any(loop_characteristics.find(f"bpmn:{tag}", NS) is None for tag in wanted):
            self.raise_validation_exception(f"多实例步骤须写明 {'、'.join(wanted)}。")
        if (
            loop_characteristics.get("isSequential") == "true"
            or loop_characteristics.find("bpmn:completionCondition", NS) is not None
        ):
            self.raise_validation_exception("多实例步骤只支持并行、全部完成的形式。")
        super()._add_multiinstance_task(loop_characteristics)
        # The library connects this at run time; here the spec is finished before threads share it.
        child = self.spec.task_specs[self.task.task_spec]
        child.completed_event.connect(self.task.merge_child)


class _Events:
    """Our way to read the event definitions inside an event."""

    def parse_timer_event(self: Any, event: Any) -> DueTimer:
        date = event.find("bpmn:timeDate", NS)
        try:
            return DueTimer(self.bpmn_id, parse_timer(None if date is None else date.text))
        except Incomprehensible as error:
            raise ValidationException(error.message, self.node, self.filename) from error

    def parse_message_event(self: Any, event: Any) -> MessageEventDefinition:
        declared = [m for m in self.doc_xpath(".//bpmn:message") if m.get("id") == event.get("messageRef")]
        if not declared:
            self.raise_validation_exception("消息事件没有指向已声明的消息。")
        places = (event, declared[0])
        found = [p.findtext("bpmn:extensionElements/spiffworkflow:messageVariable", None, NS) for p in places]
        variable = next((text.strip() for text in found if text), None)
        return MessageEventDefinition(declared[0].get("name"), message_var=variable)


class StartEventParser(_Events, SpiffStartEventParser):
    """A start event."""


class EndEventParser(_Events, SpiffEndEventParser):
    """An end event."""


class BoundaryEventParser(_Events, SpiffBoundaryEventParser):
    """A boundary event."""


class CatchEventParser(_Events, SpiffIntermediateCatchEventParser):
    """An intermediate catch event."""


class Parser(BpmnParser):
    """One bundle: one name space of processes, called and calling."""

    ELEMENTS = {
        full_tag("startEvent"): (StartEventParser, StartEvent),
        full_tag("endEvent"): (EndEventParser, EndEvent),
        full_tag("userTask"): (StepParser, UserTask),
        full_tag("serviceTask"): (SpiffTaskParser, OperationTask),
        full_tag("businessRuleTask"): (SpiffTaskParser, RuleTask),
        full_tag("callActivity"): (CallActivityParser, CallActivity),
        full_tag("exclusiveGateway"): (ExclusiveGatewayParser, ExclusiveGateway),
        full_tag("parallelGateway"): (GatewayParser, ParallelGateway),
        full_tag("eventBasedGateway"): (EventBasedGatewayParser, EventBasedGateway),
        full_tag("boundaryEvent"): (BoundaryEventParser, BoundaryEvent),
        full_tag("intermediateCatchEvent"): (CatchEventParser, IntermediateCatchEvent),
    }

    def _get_parser_class(self, tag: str) -> tuple[Any, Any]:
        return self.ELEMENTS.get(tag, (None, None))


def parse(name: str, diagrams: dict[str, bytes]) -> tuple[Any, dict[str, Any]]:
    """The spec of a process and of all it calls, from the diagrams of a bundle by process name.

    :raises BrokenDefinition: naming the process and, if known, the element.
    """
    parser = Parser()
    for process, content in diagrams.items():
        try:
            root = read_xml(content)
            with _validating:
                VALIDATOR.validate(root, f"{process}.bpmn")
            parser.add_bpmn_xml(root, f"{process}.bpmn")
        except Exception as error:
            raise _broken(process, error) from error
    try:
        return parser.get_spec(name), parser.get_subprocess_specs(name)
    except Exception as error:
        raise _broken(name, error) from error


def _broken(process: str, error: Exception) -> BrokenDefinition:
    file = getattr(error, "file_name", "").removesuffix(".bpmn") or process
    line = getattr(error, "line_number", "")
    return BrokenDefinition(file, getattr(error, "id", "") or (f"第{line}行" if line else "文件"), str(error))
