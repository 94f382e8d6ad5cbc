"""Which language a request is answered in, and the switch that stays."""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import Cookie, Headers
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.types import ASGIApp, Receive, Scope, Send

from events_app.platform.i18n import Locale, parse_locale, use_locale

LOCALE_COOKIE = "events_locale"
_YEAR = 365 * 24 * 3600


class LocaleMiddleware:
    """Sets the language for everything inside.

    Pages: the switch's cookie, else Vietnamese, the first language. The API: `Accept-Language`, else Vietnamese.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        with use_locale(locale_of(scope)):
            await self.app(scope, receive, send)


def locale_of(scope: Scope) -> Locale:
    """The language the asker reads."""
    request: Request[Any, Any, Any] = Request(scope)
    if request.url.path.startswith("/api/"):
        return preferred_locale(Headers.from_scope(scope).get("accept-language", ""))
    return parse_locale(request.query_params.get("lang")) or parse_locale(request.cookies.get(LOCALE_COOKIE)) or "vi"


def preferred_locale(accept_language: str) -> Locale:
    """The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4).

    >>> preferred_locale("en-GB,en;q=0.9,vi;q=0.5"), preferred_locale("fr, vi;q=0.1"), preferred_locale("")
    ('en', 'vi', 'vi')
    """
    weights: dict[str, float] = {}
    for entry in accept_language.split(","):
        tag, _, parameters = entry.strip().partition(";")
        locale = parse_locale(tag.split("-")[0].strip().lower())
        if locale:
            weights[locale] = max(weights.get(locale, 0.0), _quality(parameters))
    return "en" if weights.get("en", 0.0) > weights.get("vi", 0.0) else "vi"


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


@get("/language/{locale:str}", include_in_schema=False)
async def switch_language(locale: FromPath[str], next: FromQuery[str] = "/") -> Response[None]:  # noqa: A002 - the query parameter's name
    """Remember the language and go back to where the person was."""
    chosen = parse_locale(locale)
    if chosen is None:
        raise NotFoundException
    cookie = Cookie(key=LOCALE_COOKIE, value=chosen, path="/", max_age=_YEAR, samesite="lax")
    return Response(None, status_code=303, headers={"Location": own_path(next)}, cookies=[cookie])


def own_path(target: str) -> str:
    r"""A path on this service, or its home: a link must not send people elsewhere.

    >>> own_path("/fairs?x=1"), own_path("//evil.example"), own_path("https://evil.example"), own_path("/\\evil")
    ('/fairs?x=1', '/', '/', '/')
    """
    safe = (
        target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable() and "\\" not in target
    )
    return target if safe else "/"
