"""Signing up as a producer's member, and confirming the address."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from events_app.accounts import operations, queries
from events_app.accounts.api import visit_of
from events_app.accounts.errors import LinkSpent
from events_app.accounts.pages.cookies import AnyRequest, welcome
from events_app.accounts.rules import SHORTEST_PASSWORD, Purpose
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _, current_locale
from events_app.platform.web.auth import Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.wiring import wiring_of


class SignUpForm(msgspec.Struct):
    """What a new person says about themselves."""

    email: str
    name: str
    password: str
    phone: str = ""


class ConfirmForm(msgspec.Struct):
    """The link of the letter and the password chosen at sign-up."""

    token: str
    password: str


@get("/sign-up")
async def show_sign_up() -> Page:
    """Ask a new person for what an account needs."""
    return _sign_up_page(blank_form())


@post("/sign-up", status_code=303)
async def sign_up(request: AnyRequest, now: Now) -> Page | Response[None]:
    """Make the account and send the letter that confirms it."""
    form = await read_form(request, SignUpForm)
    if form.data is None:
        return _sign_up_page(form, status=422)
    try:
        await operations.sign_up_producer(
            email=form.data.email,
            name=form.data.name,
            phone=form.data.phone,
            password=form.data.password,
            locale=current_locale(),
            address=visit_of(request).address,
            demo=wiring_of(request.app).settings.demo,
            now=now,
        )
    except DomainError as error:
        form.refuse(error)
        return _sign_up_page(form, status=status_of(error))
    return see_other("/sign-up/sent", flash=_("We wrote to %(email)s.", email=form.data.email))


@get("/sign-up/sent")
async def show_sent() -> Page:
    """Say what to do now."""
    return page("accounts/letter_sent.html", purpose="sign_up")


@get("/sign-up/confirm")
async def show_confirm(now: Now, token: FromQuery[str] = "") -> Page:
    """Ask for the password chosen at sign-up; reading the link spends nothing, mail scanners do it too."""
    return await _confirm_page(blank_form(token=token), token, now=now)


@post("/sign-up/confirm", status_code=303)
async def confirm(request: AnyRequest, now: Now) -> Page | Response[None]:
    """Confirm the address and let the person in."""
    form = await read_form(request, ConfirmForm)
    token = str(form.values.get("token", ""))
    if form.data is None:
        return await _confirm_page(form, token, status=422, now=now)
    try:
        session = await operations.confirm_email(token, form.data.password, visit=visit_of(request), now=now)
    except LinkSpent:
        return link_spent_page()
    except DomainError as error:
        form.refuse(error)
        return await _confirm_page(form, token, status=status_of(error), now=now)
    # Whoever has just signed up says next which producer they act for.
    flash = _("Your address is confirmed. Welcome!")
    return await welcome(request, session, wanted="/producer/new", flash=flash)


def _sign_up_page(form: Form[SignUpForm], status: int = 200) -> Page:
    return page("accounts/sign_up.html", status=status, form=form, least=SHORTEST_PASSWORD)


async def _confirm_page(form: Form[ConfirmForm], token: str, *, status: int = 200, now: Now) -> Page:
    link = await queries.load_open_link(token, Purpose.CONFIRM_EMAIL, now)
    if link is None:
        return link_spent_page()
    return page("accounts/confirm.html", status=status, headers=NO_TRACE, form=form, link=link)


NO_TRACE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""For pages whose address holds a secret."""


def link_spent_page() -> Page:
    """Say that a link is dead and what helps now."""
    return page("accounts/link_spent.html", status=410, headers=NO_TRACE, error=LinkSpent())


HANDLERS = [show_sign_up, sign_up, show_sent, show_confirm, confirm]
