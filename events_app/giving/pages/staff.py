"""A producer names the people who work at its booths."""

import secrets
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.giving import operations, queries
from events_app.passes.api import Configured, Signing
from events_app.passes.errors import ConsentMissing
from events_app.passes.links import pass_token
from events_app.passes.operations import CONSENT_VERSION
from events_app.passes.rules import serial_shown
from events_app.passes.schemas import ConsentInput, HolderInput
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.settings import Settings
from events_app.platform.web.auth import Acting, Now, signed_in
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other


class StaffForm(msgspec.Struct):
    """Who works at which booth."""

    booth: int
    name: str
    nonce: str = ""
    phone: str = ""
    email: str = ""
    consent: bool = False


@get("/producer/fairs/{slug:str}/staff", guards=[signed_in])
async def show_staff(slug: FromPath[str], acting: Acting, now: Now, configured: Configured) -> Page:
    """Show who is named for each booth, and how many more may be."""
    return await _staff_page(slug, blank_form(), configured, acting=acting, now=now)


async def _staff_page(
    slug: str, form: Form[Any], configured: Settings, *, status: int = 200, acting: Actor, now: Now
) -> Page:
    fair, booths = await queries.staff_of_booths(slug, acting=acting, now=now)
    form.values.setdefault("nonce", secrets.token_urlsafe(16))
    if booths:
        form.values.setdefault("booth", next((one.booth for one in booths if one.left), booths[0].booth))
    return page(
        "giving/staff.html",
        status=status,
        fair=fair,
        booths=booths,
        left=sum(one.left for one in booths),
        form=form,
        tokens={found.id: pass_token(found.id, configured.secret) for one in booths for found in one.people},
        serial_shown=serial_shown,
    )


@post("/producer/fairs/{slug:str}/staff", guards=[signed_in], status_code=303)
async def name_staff(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    signing: Signing,
    configured: Configured,
) -> Page | Response[None]:
    """Give one person a pass; the form sent twice gives it once."""
    form = await read_form(request, StaffForm)
    try:
        if not form.values.get("consent"):
            raise ConsentMissing
        if form.data is None:
            return await _staff_page(slug, form, configured, status=422, acting=acting, now=now)
        typed = HolderInput(name=form.data.name, phone=form.data.phone, email=form.data.email)
        given = await operations.name_booth_staff(
            form.data.booth,
            typed,
            ConsentInput(CONSENT_VERSION),
            nonce=form.data.nonce,
            signer=signing,
            acting=acting,
            now=now,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return await _staff_page(slug, form, configured, status=status_of(refusal), acting=acting, now=now)
    return see_other(f"/producer/fairs/{slug}/staff", flash=_("%(name)s has a pass now.", name=given.holder_name))


@post("/producer/fairs/{slug:str}/staff/{pass_id:int}/removal", guards=[signed_in], status_code=303)
async def take_off(slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Take somebody off; the place is free again."""
    await operations.take_off_booth_staff(pass_id, acting=acting, now=now)
    return see_other(f"/producer/fairs/{slug}/staff", flash=_("Taken off. The pass no longer opens the gate."))


HANDLERS = [show_staff, name_staff, take_off]
