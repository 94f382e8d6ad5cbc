"""What was typed survives a sign-in that had expired."""

from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, UploadFile

from events_app.accounts import operations, queries
from events_app.accounts.api import visit_of
from events_app.accounts.errors import KeptFormGone, TooManyAttempts
from events_app.accounts.pages.cookies import AnyRequest
from events_app.platform.i18n import _
from events_app.platform.web.auth import KEPT_FORM_COOKIE, SESSION_COOKIE, Acting, Now, signed_in
from events_app.platform.web.templates import Page, page, see_other


async def keep_what_was_typed(
    request: Request[Any, Any, Any], reason: Literal["signed_out", "csrf"], now: datetime
) -> str | None:
    """Keep the form of a request that is about to be refused; give the token for the cookie, or None.

    A form another site sent is not what this person typed, and is not kept.
    """
    if not _came_from_us(request):
        return None
    form = await request.form()
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    files = [value.filename for _name, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    await form.close()
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        return await operations.keep_form(
            path=path,
            fields=fields,
            files=files,
            reason=reason,
            session_token=request.cookies.get(SESSION_COOKIE),
            address=visit_of(request).address,
            now=now,
        )
    except TooManyAttempts:
        return None


def _came_from_us(request: Request[Any, Any, Any]) -> bool:
    """Read what the browser says about the page a form was on; browsers without either header are old but honest."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


@get("/kept-form", guards=[signed_in])
async def show_kept_form(request: AnyRequest, acting: Acting, now: Now) -> Page:
    """Show what was typed, with one button that sends it again."""
    token = request.cookies.get(KEPT_FORM_COOKIE, "")
    kept = await queries.load_kept_form(token, account=acting.id, now=now)
    if kept is None:
        raise KeptFormGone
    shown = [(name, value) for name, value in kept.fields if value.strip()]
    headers = {"Cache-Control": "private, no-store"}
    return page("accounts/kept_form.html", headers=headers, kept=kept, shown=shown)


@post("/kept-form", guards=[signed_in], status_code=307)
async def send_kept_form(request: AnyRequest, acting: Acting, now: Now) -> Response[None]:
    """Take the form out of keeping and let the browser send it on; 307 repeats the POST with all its fields."""
    token = request.cookies.get(KEPT_FORM_COOKIE, "")
    path = await operations.spend_kept_form(token, acting=acting, now=now)
    return Response(None, status_code=307, headers={"Location": path}, cookies=[_no_kept_form()])


@post("/kept-form/drop", status_code=303)
async def drop_kept_form(request: AnyRequest) -> Response[None]:
    """Forget what was typed."""
    await operations.drop_kept_form(request.cookies.get(KEPT_FORM_COOKIE, ""))
    return see_other("/account", flash=_("What you had typed is thrown away."), cookies=[_no_kept_form()])


def _no_kept_form() -> Cookie:
    return Cookie(key=KEPT_FORM_COOKIE, value="", path="/", max_age=0)


HANDLERS = [show_kept_form, send_kept_form, drop_kept_form]
