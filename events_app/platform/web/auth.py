"""Who is asking. The composition root names the authenticators; this module asks them and guards the doors.

`/api/v1` accepts a bearer key and never the cookie, so that no foreign page can make a browser call it;
pages accept the cookie, with CSRF on every form.
"""

from datetime import datetime
from typing import Any, Literal

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import ASGIApp, Receive, Scope, Send

from events_app.platform.actor import ANONYMOUS, Actor
from events_app.platform.errors import NotAllowed, SignInRequired
from events_app.platform.i18n import N_
from events_app.platform.web.bearer import bearer_token
from events_app.platform.web.wiring import AnyConnection, wiring_of

SESSION_COOKIE = "events_session"
KEPT_FORM_COOKIE = "events_kept_form"


class OrganizersOnly(NotAllowed):
    code = "organizers_only"
    message = N_("This page is for the staff of a trade-promotion office.")


class ProducersOnly(NotAllowed):
    code = "producers_only"
    message = N_("This page is for producers. Sign in with the account of a producer.")


class UnknownKey(SignInRequired):
    code = "unknown_key"
    message = N_("This key is not known, has ended or was revoked.")


class AuthenticationMiddleware(AbstractAuthenticationMiddleware):
    """Puts an `Actor` on every request; an unknown asker is `ANONYMOUS`, a wrong key is refused."""

    async def authenticate_request(self, connection: AnyConnection) -> AuthenticationResult:
        now = wiring_of(connection.app).clock.now()
        if connection.url.path.startswith("/api/"):
            actor = await _authenticate_bearer(connection, now)
        else:
            token = connection.cookies.get(SESSION_COOKIE)
            actor = (await wiring_of(connection.app).authenticate_cookie(token, connection, now)) if token else None
        return AuthenticationResult(user=actor or ANONYMOUS, auth=None)


async def _authenticate_bearer(connection: AnyConnection, now: datetime) -> Actor | None:
    authorization = connection.headers.get("authorization", "")
    if not authorization:
        return None
    if token := bearer_token(authorization):
        for authenticate in wiring_of(connection.app).authenticate_bearer:
            if actor := await authenticate(token, connection, now):
                return actor
    raise UnknownKey


Acting = NamedDependency[Actor]
"""How a handler asks for `acting`: whoever asks."""

Now = NamedDependency[datetime]
"""How a handler asks for `now`: the instant this request is decided at."""


def provide_acting(request: Request[Actor, Any, State]) -> Actor:
    """Dependency `acting`: who asks."""
    return request.user


def provide_now(request: Request[Actor, Any, State]) -> datetime:
    """Dependency `now`: the instant this request is decided at."""
    return wiring_of(request.app).clock.now()


async def signed_in(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: somebody must be signed in. What an ended session typed into a form is kept first."""
    await _require_known(connection)


async def organizer(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: staff of some office; which office is checked in the operation."""
    await _require_known(connection)
    if not connection.user.organized_offices:
        raise OrganizersOnly


async def gate_staff(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: anybody who works for some office, the gate's staff included."""
    await _require_known(connection)
    if not connection.user.gate_offices:
        raise OrganizersOnly


async def reviewer(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: somebody applications may be given to; which ones were is checked in the query."""
    await _require_known(connection)
    if not connection.user.reviewed_offices:
        raise OrganizersOnly


async def producer_member(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: a member of some producer; which producer is checked in the operation."""
    await _require_known(connection)
    if not connection.user.producer_ids:
        raise ProducersOnly


async def _require_known(connection: AnyConnection) -> None:
    if connection.user.is_known:
        return
    if isinstance(connection, Request) and connection.method == "POST" and not connection.url.path.startswith("/api/"):
        await _keep_what_was_typed(connection, "signed_out")
    raise SignInRequired


async def _keep_what_was_typed(request: Request[Any, Any, Any], reason: Literal["signed_out", "csrf"]) -> None:
    wiring = wiring_of(request.app)
    is_form = not request.headers.get("content-type", "").startswith("application/json")  # islands keep their own
    if is_form:
        request.scope["state"]["kept_form"] = await wiring.keep_form(request, reason, wiring.clock.now())


class ExpiredFormMiddleware:
    """Keeps what was typed into a form whose CSRF cookie has ended, before the refusal goes its way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except PermissionDeniedException as refusal:
            if "CSRF" in refusal.detail and scope["type"] == ScopeType.HTTP:
                await _keep_what_was_typed(Request(scope, receive), "csrf")
            raise


def kept_form_cookie(token: str, *, secure: bool) -> Cookie:
    """The cookie that finds a kept form again, in this browser only."""
    return Cookie(
        key=KEPT_FORM_COOKIE,
        value=token,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
        max_age=7200,
    )
