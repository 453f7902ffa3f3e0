"""Papers out (issued documents) and papers in (uploads), and how they were served."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Digest, Instant, Json, SecretJson
from app.db import Model


class Document(Model):
    """An issued paper (文书). Number, facts, template version and signatories are frozen; the PDF follows from them."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("series", "year", "serial"),
        Index("ix_document_case", "case_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(60))  # template name
    title: Mapped[str] = mapped_column(String(120))
    series: Mapped[str] = mapped_column(String(60))  # "411221:渑人社监令字"
    year: Mapped[int]
    serial: Mapped[int | None]  # drawn as the last act of the transaction, so that the series has no gaps
    number: Mapped[str] = mapped_column(String(60), default="")  # 渑人社监令字〔2026〕12号
    task_id: Mapped[str | None] = mapped_column(String(36))
    facts: Mapped[dict[str, Any]] = mapped_column(SecretJson)
    facts_hash: Mapped[str] = mapped_column(String(64))
    template_version: Mapped[str] = mapped_column(String(64))
    signatories: Mapped[list[str]] = mapped_column(Json, default=list)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by: Mapped[str] = mapped_column(String(80))
    pdf_hash: Mapped[str | None] = mapped_column(String(64), index=True)  # null until rendered
    pdf_size: Mapped[int | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    for_complainant: Mapped[bool] = mapped_column(default=False)  # shown in the portal


class TemplateVersion(Model):
    """The sources of a paper as they were when one was issued, so that it renders the same after an upgrade."""

    __tablename__ = "template_version"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the sources and the fonts
    kind: Mapped[str] = mapped_column(String(60))
    files: Mapped[dict[str, str]] = mapped_column(Json)  # name -> source


class Service(Model):
    """That a paper was served (送达): later clocks start here, not at signing."""

    __tablename__ = "service"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(30))  # POSTED_AND_PHOTOGRAPHED is the longest
    served_on: Mapped[date | None]
    details: Mapped[dict[str, Any]] = mapped_column(SecretJson)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)


class Upload(Model):
    """A file that somebody handed in. Bytes lie under DATA_DIR by their hash; the name is never a path."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("case.id"), index=True
    )  # null until a form uses it
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Digest, index=True)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
