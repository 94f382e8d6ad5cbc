"""Getting back in with a letter."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from events_app.accounts import operations, queries
from events_app.accounts.api import visit_of
from events_app.accounts.errors import LinkSpent
from events_app.accounts.pages.cookies import AnyRequest, welcome
from events_app.accounts.pages.sign_up import NO_TRACE, link_spent_page
from events_app.accounts.rules import SHORTEST_PASSWORD, Purpose
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.web.auth import Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.wiring import wiring_of


class AskForm(msgspec.Struct):
    """Whose password is lost."""

    email: str


class ResetForm(msgspec.Struct):
    """The link of the letter and the new password."""

    token: str
    password: str


@get("/password-reset")
async def show_ask(email: FromQuery[str] = "") -> Page:
    """Ask for the address; what was typed at the door comes along."""
    return page("accounts/reset_ask.html", form=blank_form(email=email[:254]))


@post("/password-reset", status_code=303)
async def ask(request: AnyRequest, now: Now) -> Page | Response[None]:
    """Send the letter, if the address has an account; the answer is the same either way."""
    form = await read_form(request, AskForm)
    if form.data is None:
        return page("accounts/reset_ask.html", status=422, form=form)
    try:
        await operations.request_password_reset(form.data.email, address=visit_of(request).address, now=now)
    except DomainError as error:
        form.refuse(error)
        return page("accounts/reset_ask.html", status=status_of(error), form=form)
    return see_other("/password-reset/sent")


@get("/password-reset/sent")
async def show_sent() -> Page:
    """Say what to do now."""
    return page("accounts/letter_sent.html", purpose="reset")


@get("/password-reset/new")
async def show_new(now: Now, token: FromQuery[str] = "") -> Page:
    """Ask for the new password."""
    return await _new_page(blank_form(token=token), token, now=now)


@post("/password-reset/new", status_code=303)
async def set_new(request: AnyRequest, now: Now) -> Page | Response[None]:
    """Set the new password and let the person in."""
    form = await read_form(request, ResetForm)
    token = str(form.values.get("token", ""))
    if form.data is None:
        return await _new_page(form, token, status=422, now=now)
    demo = wiring_of(request.app).settings.demo
    try:
        session = await operations.reset_password(
            token, form.data.password, visit=visit_of(request), demo=demo, now=now
        )
    except LinkSpent:
        return link_spent_page()
    except DomainError as error:
        form.refuse(error)
        return await _new_page(form, token, status=status_of(error), now=now)
    flash = _("Your new password is set. Every other device was signed out.")
    return await welcome(request, session, flash=flash)


async def _new_page(form: Form[ResetForm], token: str, *, status: int = 200, now: Now) -> Page:
    link = await queries.load_open_link(token, Purpose.RESET_PASSWORD, now)
    if link is None:
        return link_spent_page()
    return page(
        "accounts/reset_new.html", status=status, headers=NO_TRACE, form=form, link=link, least=SHORTEST_PASSWORD
    )


HANDLERS = [show_ask, ask, show_sent, show_new, set_new]
