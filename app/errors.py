"""What can go wrong that a person is told about. Each class carries its HTTP status.

A message says what happened, why, and what to do next. The classes that a package raises live beside the action
that raises them and inherit from one of these.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.marking import N_


class AppError(Exception):
    """A refusal that a user reads. Not for programming errors: those are plain exceptions."""

    status = 500
    title = N_("操作未完成")

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class BadRequest(AppError):
    """The request cannot be read at all."""

    status = 400
    title = N_("请求无法识别")


class NotSignedIn(AppError):
    """Nobody is signed in, or the token is not valid any more."""

    status = 401
    title = N_("请先登录")


class NotAllowed(AppError):
    """The user sees the thing, but the act is not theirs. ``reason`` is a short code."""

    status = 403
    title = N_("无权办理")


class NotFound(AppError):
    """No such thing, or the user may not see it: the two are not told apart."""

    status = 404
    title = N_("未找到")


class Conflict(AppError):
    """Somebody else was first, or the thing has moved on. Details say who, when and the state."""

    status = 409
    title = N_("已被处理")


class TooLarge(AppError):
    """The body is larger than is accepted."""

    status = 413
    title = N_("内容过大")


class WrongMediaType(AppError):
    """The body is not of the type that is read here."""

    status = 415
    title = N_("格式不支持")


class Invalid(AppError):
    """What was typed does not hold. ``errors`` maps dotted paths to messages."""

    status = 422
    title = N_("填写内容有误")

    def __init__(
        self, message: str = "", *, errors: Mapping[str, Sequence[str]] | None = None, **details: Any
    ) -> None:
        self.errors = {path: list(texts) for path, texts in (errors or {}).items()}
        super().__init__(
            message or "；".join(text for texts in self.errors.values() for text in texts), **details
        )


class TooMany(AppError):
    """Too many tries. ``retry_after`` is in seconds."""

    status = 429
    title = N_("操作过于频繁")
