"""Process versions, the runs of a case, the messages between them, and what went wrong."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Instant, Json, PackedJson
from app.db import Model


class ProcessVersion(Model):
    """A deployed bundle of BPMN and forms, named by the hash of its content. Never changed."""

    __tablename__ = "process_version"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    process: Mapped[str] = mapped_column(String(40), index=True)
    active: Mapped[bool] = mapped_column(default=False)
    files: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # zip
    deployed_at: Mapped[datetime] = mapped_column(Instant)
    deployed_by: Mapped[str] = mapped_column(String(80))


class CaseRun(Model):
    """One running process of a case. Keeps the version it started with; ``state`` is only what moved."""

    __tablename__ = "case_run"
    __table_args__ = (Index("ix_case_run_wake", "status", "wake_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    process: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[str] = mapped_column(ForeignKey("process_version.id"))
    status: Mapped[str] = mapped_column(String(10), default="starting")  # starting, open, incident, finished
    entry: Mapped[str] = mapped_column(String(20), default="")  # at which stage a reopened case enters
    start_answers_task: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    wake_at: Mapped[datetime | None] = mapped_column(Instant)
    awaits: Mapped[list[str]] = mapped_column(Json, default=list)  # names of awaited messages
    passed: Mapped[dict[str, list[str]]] = mapped_column(
        PackedJson, default=dict
    )  # {process: element ids gone through}, for the diagram
    here: Mapped[list[list[str]]] = mapped_column(Json, default=list)  # [[process, element id]] active now
    result: Mapped[str | None] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    __mapper_args__ = {"version_id_col": revision}


class Message(Model):
    """A message between runs of a case; waits until a run catches it."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("case_id", "unique_key"),
        Index("ix_message_waiting", "state", "case_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    from_run_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(60))
    unique_key: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting, delivered
    at: Mapped[datetime] = mapped_column(Instant)


class Incident(Model):
    """A step that failed for a technical reason. Freezes only its run; can be retried."""

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    run_id: Mapped[int | None]
    task_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(20))  # complete, wake, open, deliver, assign
    error: Mapped[str] = mapped_column(String(500))
    trace: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=1)
    next_try: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)


class Heartbeat(Model):
    """When a worker last gave a sign of life."""

    __tablename__ = "heartbeat"
    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime] = mapped_column(Instant)
