"""Take a pass: ten seconds on a phone, with one hand, without an account."""

import secrets
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.accounts.queries import load_office
from events_app.fairs.queries import find_public_fair
from events_app.fairs.rules import dated, ends_at
from events_app.fairs.schemas import Fair
from events_app.passes import operations, queries
from events_app.passes.api import Configured, Signing
from events_app.passes.errors import ConsentMissing
from events_app.passes.links import pass_token
from events_app.passes.rules import Registration
from events_app.passes.schemas import ConsentInput, HolderInput, PassInput
from events_app.passes.words import CLOSED, CONSENT
from events_app.platform.errors import DomainError, InvalidInput
from events_app.platform.i18n import _, current_locale
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other


class PassForm(msgspec.Struct):
    """What a visitor says; nothing more is needed."""

    name: str
    nonce: str
    phone: str = ""
    email: str = ""
    day: int | None = None
    consent: bool = False


@get("/fairs/{slug:str}/pass")
async def show_registration(slug: FromPath[str], now: Now) -> Page | Response[None]:
    """Show the form, or say why no pass can be taken."""
    fair = await find_public_fair(slug, now=now)
    if fair.slug != slug:
        return see_other(f"/fairs/{fair.slug}/pass")
    return await _registration_page(fair, blank_form(nonce=secrets.token_urlsafe(16)), now=now)


@post("/fairs/{slug:str}/pass", status_code=303)
async def take_pass(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    signing: Signing,
    configured: Configured,
) -> Page | Response[None]:
    """Give the pass and show it; the same form sent twice shows the same pass."""
    fair = await find_public_fair(slug, now=now)
    form = await read_form(request, PassForm)
    if not form.values.get("consent"):
        _refuse_without_consent(form)
    if form.data is None:
        return await _registration_page(fair, form, status=422, now=now)
    try:
        given = await operations.issue_pass(
            fair.slug,
            _wanted(form.data),
            channel="web",
            nonce=form.data.nonce,
            signer=signing,
            acting=acting,
            now=now,
        )
    except DomainError as error:
        form.refuse(error)
        return await _registration_page(fair, form, status=status_of(error), now=now)
    return see_other(
        f"/passes/{pass_token(given.id, configured.secret)}", flash=_("Here is your pass. Keep this page.")
    )


def _refuse_without_consent(form: Form[PassForm]) -> None:
    """Name what else is wrong too, so that nobody corrects a form twice."""
    typed = form.data
    form.refuse(ConsentMissing())
    if typed is not None:
        try:
            operations.clean_holder(_wanted(typed).holder)
        except InvalidInput as error:
            form.refuse(error)


def _wanted(typed: PassForm) -> PassInput:
    return PassInput(
        holder=HolderInput(name=typed.name, email=typed.email, phone=typed.phone),
        consent=ConsentInput(operations.CONSENT_VERSION),
        days=[typed.day] if typed.day else None,
        locale=current_locale(),
    )


async def _registration_page(fair: Fair, form: Form[Any], *, status: int = 200, now: Now) -> Page:
    why = await operations.registration_now(fair, now=now)
    office = await load_office(fair.office)
    days = await queries.days_of(fair)
    return page(
        "passes/registration.html",
        status=status,
        form=form,
        fair=fair,
        closed=None if why is Registration.open else CLOSED[why],
        consent=_(CONSENT, office=office.name.text()),
        days=[(day.number, day.date) for day in dated(days.days) if ends_at(day, fair.time_zone) > now],
    )


HANDLERS = [show_registration, take_pass]
