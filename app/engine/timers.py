"""Timers that follow the clock rows: ``due('<key>')`` asks the host, and the time is the application's."""

from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.task import Task

from app import clock
from app.engine.faults import Incomprehensible, blamed_on

INSTANT = "event_value"


class DueTimer(TimerEventDefinition):
    """A timer (定时器) that fires when the clock row with its key is due."""

    def __init__(self, name: str, key: str, **kwargs: Any) -> None:
        super().__init__(name, f"due('{key}')", **kwargs)
        self.key = key

    def has_fired(self, my_task: Task) -> bool:
        due = my_task.internal_data.get(INSTANT)
        if due is None:
            with blamed_on(my_task.workflow.spec.name, my_task.task_spec.bpmn_id):
                due = my_task.workflow.top_workflow.host.due(self.key)
                aware(due)
            my_task.internal_data[INSTANT] = due
        return aware(due) <= clock.now()


def aware(text: str) -> datetime:
    """An instant written in ISO 8601 with its offset.

    :raises Incomprehensible: when there is no offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise Incomprehensible(f"时刻「{text}」没有时区。")
    return instant


def timer_of(task: Task) -> DueTimer | None:
    """The timer that a waiting task listens to: its own, or the one of its event-based gateway."""
    return timer_in(task.task_spec.event_definition)


def timer_in(event: Any) -> DueTimer | None:
    """The timer among the events of an event definition."""
    events = event.event_definitions if isinstance(event, MultipleEventDefinition) else [event]
    return next((e for e in events if isinstance(e, DueTimer)), None)
