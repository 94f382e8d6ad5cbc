"""Invitations: the office's list, and the page an invited person opens."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.accounts.queries import load_office
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.giving import operations, queries
from events_app.giving.errors import InvitationNotFound
from events_app.giving.links import invitation_of_token
from events_app.giving.rules.invitations import INVITED_KINDS
from events_app.giving.words import INVITATION_STATES
from events_app.passes.api import Configured, Signing
from events_app.passes.errors import ConsentMissing
from events_app.passes.links import PRIVATE, pass_token
from events_app.passes.operations import CONSENT_VERSION
from events_app.passes.rules import PassKind
from events_app.passes.schemas import ConsentInput, HolderInput
from events_app.passes.words import CONSENT, KINDS
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import Locale, _
from events_app.platform.listing import read_window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
_TAGS: Final = {"open": "wait", "accepted": "open", "expired": "stop", "withdrawn": "done"}


class InviteForm(msgspec.Struct):
    """Whom to invite, as what, in which language."""

    addresses: str
    kind: PassKind = PassKind.buyer
    language: Locale = "vi"


class AcceptForm(msgspec.Struct):
    """What an invited person says."""

    name: str
    phone: str = ""
    email: str = ""
    consent: bool = False


@get("/organizer/fairs/{slug:str}/invitations", guards=[organizer])
async def show_invitations(slug: FromPath[str], acting: Acting, now: Now, cursor: FromQuery[str | None] = None) -> Page:
    """Show who was invited and what became of it."""
    return await _office_page(slug, blank_form(kind="buyer", language="vi"), cursor=cursor, acting=acting, now=now)


async def _office_page(
    slug: str, form: Form[Any], *, cursor: str | None = None, status: int = 200, acting: Actor, now: Now
) -> Page:
    fair = await find_fair(slug, acting=acting, now=now)
    return page(
        "giving/invitations.html",
        status=status,
        fair=fair,
        form=form,
        listing=await queries.list_invitations(slug, read_window(50, cursor), acting=acting, now=now),
        kinds={kind: KINDS[kind] for kind in INVITED_KINDS},
        states=INVITATION_STATES,
        tags=_TAGS,
        first=not cursor,
    )


@post("/organizer/fairs/{slug:str}/invitations", guards=[organizer], status_code=303)
async def invite(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Invite everybody on the lines; whoever was invited before is not asked twice."""
    form = await read_form(request, InviteForm)
    if form.data is None:
        return await _office_page(slug, form, status=422, acting=acting, now=now)
    try:
        made, before = await operations.invite_people(
            slug, form.data.addresses, form.data.kind, form.data.language, acting=acting, now=now
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return await _office_page(slug, form, status=status_of(refusal), acting=acting, now=now)
    message = (
        _("%(n)s people are invited; %(before)s had been invited before.", n=made, before=before)
        if before
        else _("%(n)s people are invited.", n=made)
    )
    return see_other(f"/organizer/fairs/{slug}/invitations", flash=message)


@post("/organizer/fairs/{slug:str}/invitations/{invitation:int}/again", guards=[organizer], status_code=303)
async def send_again(slug: FromPath[str], invitation: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Send the link once more."""
    asked = await operations.invite_again(invitation, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/invitations", flash=_("Sent again to %(email)s.", email=asked.email))


@post("/organizer/fairs/{slug:str}/invitations/{invitation:int}/withdraw", guards=[organizer], status_code=303)
async def withdraw(slug: FromPath[str], invitation: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Take an invitation back."""
    await operations.withdraw_invitation(invitation, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/invitations", flash=_("The invitation is withdrawn."))


@get("/pass-invitations/{token:str}")
async def show_invitation(token: FromPath[str], now: Now, configured: Configured) -> Page | Response[None]:
    """Show an invitation; one that was taken up shows its pass."""
    return await _invited_page(token, blank_form(), configured.secret, now=now)


async def _invited_page(
    token: str, form: Form[Any], secret: str, *, status: int = 200, now: Now
) -> Page | Response[None]:
    number = invitation_of_token(token, secret)
    if number is None:
        raise InvitationNotFound
    asked = await queries.find_invitation(number, now=now)
    if asked.entry_pass is not None:
        return see_other(f"/passes/{pass_token(asked.entry_pass, secret)}")
    fair = await fair_by_id(asked.fair, now=now)
    office = await load_office(fair.office)
    if "name" not in form.values:
        form.values |= {"name": asked.name, "email": asked.email}
    return page(
        "giving/invitation.html",
        status=status,
        headers=PRIVATE,
        asked=asked,
        token=token,
        form=form,
        fair=fair,
        office=office,
        kind=KINDS[asked.kind],
        consent=_(CONSENT, office=office.name.text()),
    )


@post("/pass-invitations/{token:str}", status_code=303)
async def accept(
    request: AnyRequest, token: FromPath[str], now: Now, signing: Signing, configured: Configured
) -> Page | Response[None]:
    """Turn an invitation into a pass, once."""
    number = invitation_of_token(token, configured.secret)
    if number is None:
        raise InvitationNotFound
    form = await read_form(request, AcceptForm)
    try:
        if not form.values.get("consent"):
            raise ConsentMissing
        if form.data is None:
            return await _invited_page(token, form, configured.secret, status=422, now=now)
        typed = HolderInput(name=form.data.name, phone=form.data.phone, email=form.data.email)
        consent = ConsentInput(CONSENT_VERSION)
        given = await operations.take_up_invitation(number, typed, consent, signer=signing, now=now)
    except DomainError as refusal:
        form.refuse(refusal)
        return await _invited_page(token, form, configured.secret, status=status_of(refusal), now=now)
    return see_other(
        f"/passes/{pass_token(given.id, configured.secret)}", flash=_("Here is your pass. Keep this page.")
    )


HANDLERS = [show_invitations, invite, send_again, withdraw, show_invitation, accept]
