"""Regions, departments, people and the posts they hold."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Instant
from app.db import Model


class Region(Model):
    """An administrative area (行政区划, GB/T 2260; codes ending in 9xx are our own demo townships)."""

    __tablename__ = "region"
    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    level: Mapped[str] = mapped_column(String(10))  # country, province, city, county, township
    path: Mapped[str] = mapped_column(String(60), index=True)  # "/000000/410000/411200/411221/"


class Department(Model):
    """A candidate group (候选组) that exists in a region."""

    __tablename__ = "department"
    group: Mapped[str] = mapped_column(String(40), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)


class User(Model):
    """Someone who signs in."""

    __tablename__ = "user"
    lasting = True
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    posts: Mapped[list["Post"]] = relationship(
        lazy="selectin", order_by="Post.id", cascade="all, delete-orphan"
    )


class Post(Model):
    """A user works in a department: a group in a region (岗位)."""

    __tablename__ = "post"
    lasting = True
    __table_args__ = (UniqueConstraint("user_id", "group", "region_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    group: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))


class Token(Model):
    """A bearer token of the API, stored hashed."""

    __tablename__ = "token"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class Failure(Model):
    """A wrong password or query code. Lock-outs are counted from these rows, so they hold across processes."""

    __tablename__ = "failure"
    __table_args__ = (Index("ix_failure_scope_at", "scope", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(120))  # "login:<name>", "code:<case number>"
    at: Mapped[datetime] = mapped_column(Instant)
