"""Signing in for programs."""

from typing import Any

from litestar import Request, Router, delete, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT

from events_app.accounts import operations, queries
from events_app.accounts.operations.sessions import Visit
from events_app.accounts.schemas import LoginAnswer, LoginBody, Me
from events_app.platform.i18n import current_locale
from events_app.platform.web.auth import Acting, Now, signed_in
from events_app.platform.web.idempotency import NEVER_REPLAYED
from events_app.platform.web.wiring import wiring_of


def visit_of(request: Request[Any, Any, Any]) -> Visit:
    """Say from where a request comes."""
    host = request.client.host if request.client else ""
    return Visit(address=host[:64], user_agent=request.headers.get("user-agent", ""))


@post("/login", tags=["accounts"], summary="Sign in", **NEVER_REPLAYED)
async def log_in(request: Request[Any, Any, Any], data: JSONBody[LoginBody], now: Now) -> LoginAnswer:
    """Sign in with an e-mail address and password; the token goes into `Authorization: Bearer …`.

    It ends two weeks after its last use.
    """
    session = await operations.sign_in(
        data.email,
        data.password,
        visit=visit_of(request),
        channel="bearer",
        demo=wiring_of(request.app).settings.demo,
        now=now,
    )
    return LoginAnswer(token=session.token, expires_at=session.expires_at)


@delete("/login", tags=["accounts"], summary="Sign out", guards=[signed_in], status_code=HTTP_204_NO_CONTENT)
async def log_out(request: Request[Any, Any, Any], now: Now) -> None:
    """End the session of this token."""
    await operations.sign_out(request.headers["authorization"].partition(" ")[2].strip(), now=now)


@get("/me", tags=["accounts"], summary="Who am I?", guards=[signed_in])
async def show_me(acting: Acting) -> Me:
    """Say who the token belongs to and what they work for."""
    return Me(
        id=acting.id,
        email=acting.email,
        name=acting.name,
        locale=acting.locale or current_locale(),
        offices=await queries.list_office_roles(acting.id) if acting.kind == "person" else [],
        producers=sorted(acting.producer_ids),
        scopes=None if acting.scopes is None else sorted(acting.scopes),
    )


api_router = Router(path="/api/v1", route_handlers=[log_in, log_out, show_me])
