"""The file on one matter: the case, its people, what they are owed, and the journal."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Digest, Fen, Instant, Json, Secret, SecretJson
from app.db import Model


class Case(Model):
    """A wage-arrears case (欠薪案件): one number from complaint to writing-off."""

    __tablename__ = "case"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(15), unique=True)  # region 6 + year 4 + serial 5
    kind: Mapped[str] = mapped_column(String(10))  # COMPLAINT 投诉, REPORT 举报
    channel: Mapped[str] = mapped_column(String(20))
    external_ref: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20), default="REGISTERED", index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)  # who has jurisdiction
    origin_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)  # received there; answers
    place_of_work_code: Mapped[str] = mapped_column(String(9))  # as stated; may be no region of ours
    received_at: Mapped[datetime] = mapped_column(Instant)
    filed_on: Mapped[date | None]  # 立案日
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    employer_name: Mapped[str] = mapped_column(String(200))
    industry: Mapped[str] = mapped_column(String(20), default="CONSTRUCTION")
    natures: Mapped[list[str]] = mapped_column(
        Json, default=list
    )  # GOV_INVEST, SOE, PPP, PRIVATE; several may hold
    narrative: Mapped[str] = mapped_column(Secret)
    violation_ended_on: Mapped[date | None]
    continuing: Mapped[bool] = mapped_column(default=True)
    wants_mediation: Mapped[bool] = mapped_column(default=False)
    mediation_filed: Mapped[bool] = mapped_column(default=False)
    arbitration_filed: Mapped[bool] = mapped_column(default=False)
    lawsuit_filed: Mapped[bool] = mapped_column(default=False)
    head_count: Mapped[int] = mapped_column(default=0)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    query_code_hash: Mapped[str | None] = mapped_column(String(64))
    reopened: Mapped[int] = mapped_column(default=0)
    journal_head: Mapped[str] = mapped_column(String(64), default="")  # hash of the newest journal entry
    journal_length: Mapped[int] = mapped_column(default=0)

    parties: Mapped[list["Party"]] = relationship(order_by="Party.id")
    claims: Mapped[list["Claim"]] = relationship(order_by="Claim.serial")
    project: Mapped["Project | None"] = relationship()

    __table_args__ = (UniqueConstraint("channel", "external_ref"),)


class Project(Model):
    """A building project (工程项目)."""

    __tablename__ = "project"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(60), unique=True)
    place_code: Mapped[str] = mapped_column(String(9))
    natures: Mapped[list[str]] = mapped_column(Json, default=list)
    owner_name: Mapped[str] = mapped_column(String(200), default="")
    contractor_name: Mapped[str] = mapped_column(String(200), default="")
    contract_amount: Mapped[int | None] = mapped_column(Fen)
    unsettled_amount: Mapped[int | None] = mapped_column(
        Fen
    )  # 未结清工程款: the owner's liability ends there


class Party(Model):
    """A unit or person in the case; a debtor may be a natural person or a unit without a credit code."""

    __tablename__ = "party"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    role: Mapped[str] = mapped_column(
        String(20)
    )  # EMPLOYER, CONTRACTOR 总包, SUBCONTRACTOR 分包, OWNER, INDIVIDUAL
    kind: Mapped[str] = mapped_column(String(10), default="UNIT")  # UNIT, PERSON
    name: Mapped[str] = mapped_column(String(200))
    uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    id_no: Mapped[str | None] = mapped_column(Secret)
    legal_rep: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str | None] = mapped_column(Secret)
    # Liability (清偿责任): null until determined; 1 pays first.
    liable_order: Mapped[int | None]
    liable_article: Mapped[str] = mapped_column(String(200), default="")
    liable_cap: Mapped[int | None] = mapped_column(Fen)


class Claim(Model):
    """What one worker asks for (劳动者请求). Claimed and verified amounts are kept apart; thresholds use the latter."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("case_id", "serial"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    serial: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    id_type: Mapped[str] = mapped_column(String(20), default="NONE")  # ID_CARD, NONE, OTHER
    id_no: Mapped[str | None] = mapped_column(Secret)
    id_index: Mapped[str | None] = mapped_column(String(32), index=True)  # blind index of id_no
    phone: Mapped[str | None] = mapped_column(Secret)
    is_migrant: Mapped[bool] = mapped_column(default=True)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)  # OVER_AGE, MINOR, CHILD, ID_15
    job: Mapped[str] = mapped_column(String(60), default="")
    team_leader: Mapped[str] = mapped_column(String(60), default="")
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    months_unpaid: Mapped[int | None]
    claimed: Mapped[int] = mapped_column(Fen)
    verified: Mapped[int | None] = mapped_column(Fen)  # null until determined (欠薪认定)
    bank_name: Mapped[str] = mapped_column(String(100), default="")
    bank_no: Mapped[str | None] = mapped_column(Secret)
    has_iou: Mapped[bool] = mapped_column(default=False)  # 工资欠条: may sue directly


class Reporter(Model):
    """Who reported (举报人). A row of its own that only the intake desk and the handling officers read."""

    __tablename__ = "reporter"
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(Secret)
    phone: Mapped[str | None] = mapped_column(Secret)
    wants_reward: Mapped[bool] = mapped_column(default=False)


class Participation(Model):
    """A department takes or took part in a case: what the visibility rule asks."""

    __tablename__ = "participation"
    __table_args__ = (Index("ix_participation_group_region", "group", "region_code", "case_id"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    group: Mapped[str] = mapped_column(String(40), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(9), primary_key=True)


class Fact(Model):
    """A dated fact of the case (served_at, hearing_on …). Never changed: the newest row of a name holds."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_case_name", "case_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(Json)
    task_id: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(Instant)


class Answer(Model):
    """What a person answered at a step. Encrypted: it holds ID numbers and accounts."""

    __tablename__ = "answer"
    task_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    process: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str | None] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(SecretJson)
    by: Mapped[str] = mapped_column(String(80))
    on_behalf_of: Mapped[str | None] = mapped_column(
        String(40)
    )  # the outside party's group, when recorded for it
    at: Mapped[datetime] = mapped_column(Instant)


class Entry(Model):
    """A line of the case's journal (案件日志): append-only, hash-chained, verifiable offline."""

    __tablename__ = "entry"
    __table_args__ = {"sqlite_with_rowid": False}
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))  # user name, or "system"
    verb: Mapped[str] = mapped_column(String(40))  # "task.complete", "document.issue", "clock.extend" …
    what: Mapped[dict[str, Any]] = mapped_column(Json)  # ids and hashes; no ID number, account or free text
    hash: Mapped[str] = mapped_column(Digest)


class Seal(Model):
    """The daily seal over all journal heads, itself a chain."""

    __tablename__ = "seal"
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    heads: Mapped[int]  # how many cases had moved: the rows of SealedHead
    root: Mapped[str] = mapped_column(String(64))  # hash over them
    hash: Mapped[str] = mapped_column(String(64))


class SealedHead(Model):
    """How far a case's journal had come when a daily seal was made. Only cases that had moved since the last one."""

    __tablename__ = "sealed_head"
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    length: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("seal.day"), index=True)
    head: Mapped[str] = mapped_column(Digest)


class Counter(Model):
    """The last number drawn of a gapless series; a short lock at the end of the transaction."""

    __tablename__ = "counter"
    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[int]
