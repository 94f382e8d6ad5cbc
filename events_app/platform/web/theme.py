"""Light, dark or as the device: a choice that the server reads before the first byte, so that no page flashes."""

from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from events_app.platform.web.locale import own_path

THEME_COOKIE = "theme"
CHOICES = ("light", "dark", "system")
_YEAR = 365 * 24 * 3600


@get("/theme/{choice:str}", include_in_schema=False)
async def switch_theme(choice: FromPath[str], next: FromQuery[str] = "/") -> Response[None]:  # noqa: A002 - the query parameter's name
    """Remember the theme and go back to where the person was; with JavaScript the page does it in place."""
    if choice not in CHOICES:
        raise NotFoundException
    cookie = Cookie(key=THEME_COOKIE, value=choice, path="/", max_age=_YEAR, samesite="lax")
    return Response(None, status_code=303, headers={"Location": own_path(next)}, cookies=[cookie])
