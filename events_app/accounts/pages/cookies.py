"""The cookies of somebody signed in, and where they go first."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from events_app.accounts import queries, rules
from events_app.accounts.schemas import NewSession
from events_app.platform.actor import Actor
from events_app.platform.web.auth import SESSION_COOKIE
from events_app.platform.web.locale import LOCALE_COOKIE
from events_app.platform.web.templates import see_other
from events_app.platform.web.wiring import wiring_of

AnyRequest = Request[Actor, Any, Any]

_YEAR = 365 * 24 * 3600


def session_cookie(token: str, *, secure: bool) -> Cookie:
    """Carry a session; the server ends it earlier than the browser forgets it."""
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=secure,
        max_age=round(rules.LONGEST_SESSION.total_seconds()),
    )


def no_session_cookie(*, secure: bool) -> Cookie:
    """Make the browser forget its session."""
    return Cookie(key=SESSION_COOKIE, value="", path="/", httponly=True, samesite="lax", secure=secure, max_age=0)


def locale_cookie(locale: str) -> Cookie:
    """Remember the language a person reads."""
    return Cookie(key=LOCALE_COOKIE, value=locale, path="/", max_age=_YEAR, samesite="lax")


async def welcome(
    request: AnyRequest, session: NewSession, *, wanted: str | None = None, flash: str = ""
) -> Response[None]:
    """Go on after signing in: where the person wanted to go, else to their own home."""
    account = await queries.load_account(session.account)
    home = rules.safe_next(wanted, otherwise=await _home_of(session.account))
    if wanted == "/kept-form":
        home = wanted
    cookies = [session_cookie(session.token, secure=wiring_of(request.app).settings.secure_cookies)]
    if account is not None and LOCALE_COOKIE not in request.cookies:
        cookies.append(locale_cookie(account.locale))
    return see_other(home, flash=flash, cookies=cookies)


async def _home_of(account: int) -> str:
    roles = {office.role for office in await queries.list_office_roles(account)}
    if roles & {"owner", "organizer"}:
        return "/organizer"
    if "reviewer" in roles:
        return "/organizer/reviews"
    return "/gate/" if roles else "/producer"
