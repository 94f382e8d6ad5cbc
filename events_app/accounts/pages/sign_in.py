"""The door."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from events_app.accounts import operations, queries
from events_app.accounts.api import visit_of
from events_app.accounts.pages.cookies import AnyRequest, no_session_cookie, welcome
from events_app.accounts.rules import DEMO_PASSWORD
from events_app.platform.errors import DomainError
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import KEPT_FORM_COOKIE, SESSION_COOKIE, Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.wiring import wiring_of

DEMO_SIGN_INS = (
    ("organizer@demo.example", N_("Organizer"), N_("Plans fairs, places producers"), "layout-dashboard"),
    ("producer@demo.example", N_("Producer"), N_("Takes a booth, hands in papers"), "store"),
    ("reviewer@demo.example", N_("Reviewer"), N_("Looks at the applications given to them"), "clipboard-check"),
    ("gate@demo.example", N_("Gate staff"), N_("Scans passes at the entrance"), "scan-line"),
)


class SignInForm(msgspec.Struct):
    """What the door asks."""

    email: str
    password: str
    next: str = ""


@get("/sign-in")
async def show_sign_in(
    request: AnyRequest,
    acting: Acting,
    now: Now,
    next: FromQuery[str] = "",  # noqa: A002 - the query parameter's name
) -> Page | Response[None]:
    """Show the door, or go on when somebody is in already."""
    if acting.is_known and next == "/kept-form":
        return see_other(next)
    return await _door(request, blank_form(next=next), now=now)


@post("/sign-in", status_code=303)
async def sign_in(request: AnyRequest, now: Now) -> Page | Response[None]:
    """Let the person in, or say why not at the field."""
    form = await read_form(request, SignInForm)
    if form.data is None:
        return await _door(request, form, status=422, now=now)
    try:
        session = await operations.sign_in(
            form.data.email,
            form.data.password,
            visit=visit_of(request),
            former_token=request.cookies.get(SESSION_COOKIE),
            demo=wiring_of(request.app).settings.demo,
            now=now,
        )
    except DomainError as error:
        form.refuse(error)
        return await _door(request, form, status=status_of(error), now=now)
    return await welcome(request, session, wanted=form.data.next)


@post("/sign-out", status_code=303)
async def sign_out(request: AnyRequest, now: Now) -> Response[None]:
    """End this browser's session."""
    if token := request.cookies.get(SESSION_COOKIE):
        await operations.sign_out(token, now=now)
    secure = wiring_of(request.app).settings.secure_cookies
    return see_other("/", flash=_("You are signed out."), cookies=[no_session_cookie(secure=secure)])


async def _door(request: AnyRequest, form: Form[SignInForm], *, status: int = 200, now: Now) -> Page:
    kept = request.cookies.get(KEPT_FORM_COOKIE)
    return page(
        "accounts/sign_in.html",
        status=status,
        form=form,
        form_is_kept=bool(kept) and await queries.is_form_kept(kept or "", now),
        demo_sign_ins=DEMO_SIGN_INS if wiring_of(request.app).settings.demo else (),
        demo_password=DEMO_PASSWORD,
    )


HANDLERS = [show_sign_in, sign_in, sign_out]
