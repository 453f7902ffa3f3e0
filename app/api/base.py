"""The one blueprint of the API, and what stands before every request: read the body, then ask who it is.

Order of refusal: 413, 415, 400 → 401 → 404 → 403 → 409 → 422. The first four stand here; a view finds the thing, lets
the action refuse, and reads the shape of the body last.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
from flask import Response, current_app, g, request
from flask_babel import gettext as _
from flask_smorest import Blueprint

from app.api import reading
from app.api.problems import finished
from app.errors import NotSignedIn
from app.org import sessions
from app.org.models import User

View = TypeVar("View", bound=Callable[..., Any])
BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})

api = Blueprint("api", __name__, url_prefix="/api/v1")


def public(view: View) -> View:
    """Anybody may ask. A token is looked at if one is sent."""
    view.public = True  # type: ignore[attr-defined]
    return api.doc(security=[{}, {"token": []}])(view)


def nameless(view: View) -> View:
    """Anybody may ask, and nobody is asked who they are."""
    view.public = view.nameless = True  # type: ignore[attr-defined]
    return api.doc(security=[])(view)


def takes(
    schema: Any, media_type: str = "application/json", *, required: bool = True
) -> Callable[[View], View]:
    """Say in the documentation what is sent. The view reads it when its turn has come: :func:`app.api.reading.body`."""

    def mark(view: View) -> View:
        view.multipart = media_type.startswith("multipart/")  # type: ignore[attr-defined]
        content = {media_type: {"schema": schema}}
        return api.doc(requestBody={"required": required, "content": content})(view)

    return mark


def asks(schema: type[ma.Schema]) -> Callable[[View], View]:
    """Say in the documentation which query string is understood: :func:`app.api.reading.query`."""
    return api.doc(parameters=[{"in": "query", "schema": schema}])


def user() -> User:
    """Whoever's token it is. Only behind views that are not :func:`public`."""
    found: User = g.user
    return found


@api.before_request
def _before() -> None:
    view = current_app.view_functions[request.endpoint or ""]
    g.user = g.body = None
    if getattr(view, "multipart", False):
        reading.form_of(request)
    elif request.method in BODY:
        g.body = reading.json_of(request)
    if request.method == "OPTIONS" or getattr(view, "nameless", False):
        return
    g.token = _token()
    if g.token is not None:
        g.user = sessions.user_of_token(g.token)
    elif not getattr(view, "public", False):
        raise NotSignedIn(_("请先登录：POST /api/v1/sessions 取得凭证，再以 Authorization: Bearer 发送。"))


def _token() -> str | None:
    """The bearer token of the request; None if it sends none.

    :raises NotSignedIn: another scheme, or nothing behind it.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _space, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn(_("凭证格式不对，请以 Authorization: Bearer <token> 发送。"))
    return token.strip()


@api.after_request
def _after(response: Response) -> Response:
    return finished(response)
