"""A pass in its holder's hand: the page, the pictures, the paper, and giving it back."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from events_app.accounts.queries import load_office
from events_app.fairs.queries import fair_by_id
from events_app.passes import operations, queries
from events_app.passes.api import Configured, Signing
from events_app.passes.drawing import draw_png, draw_svg
from events_app.passes.errors import ConsentMissing, PassErased, PassNotFound
from events_app.passes.links import PRIVATE, pass_of_token, pass_token
from events_app.passes.operations import Signer
from events_app.passes.rules import PassState, serial_shown
from events_app.passes.schemas import ConsentInput, HolderInput, PassView
from events_app.passes.words import CONSENT, KINDS, STATE_TAGS, STATES
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.settings import Settings
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other


class HandOnForm(msgspec.Struct):
    """Who takes the pass over."""

    name: str
    phone: str = ""
    email: str = ""
    consent: bool = False


@get("/passes/{name:str}")
async def show_pass(name: FromPath[str], now: Now, signing: Signing, configured: Configured) -> Page | Response[Any]:
    """Show a pass, or fetch it as `.svg`, `.png` or `.pdf`."""
    token, _dot, kind = name.partition(".")
    found = await _pass_of_address(token, configured)
    if not kind:
        return await _pass_page(found, token, blank_form(), signing, now=now)
    if found.state is PassState.erased:
        raise PassErased
    return await _pass_file(found, kind, signing, now=now)


async def _pass_of_address(token: str, settings: Settings) -> PassView:
    pass_id = pass_of_token(token, settings.secret)
    if pass_id is None:
        raise PassNotFound
    return await queries.find_pass(pass_id)


async def _pass_page(
    found: PassView, token: str, form: Form[Any], signing: Signer, *, status: int = 200, now: Now
) -> Page:
    fair = await fair_by_id(found.fair, now=now)
    code = await operations.code_of(found, signer=signing, now=now)
    office = await load_office(fair.office)
    return page(
        "passes/pass.html",
        status=status,
        headers=PRIVATE,
        held=found,
        token=token,
        form=form,
        fair=fair,
        office=office,
        serial=serial_shown(found.serial),
        kind=KINDS[found.kind],
        state=STATES[found.state],
        state_tag=STATE_TAGS[found.state],
        days=operations.days_shown(found, await queries.days_of(fair)),
        qr=Markup(draw_svg(code)) if found.state is PassState.valid else None,  # noqa: S704 - drawn here
        consent=_(CONSENT, office=office.name.text()),
    )


async def _pass_file(found: PassView, kind: str, signing: Signer, *, now: Now) -> Response[Any]:
    code = await operations.code_of(found, signer=signing, now=now)
    name = f"pass-{found.serial}.{kind}"
    headers = {**PRIVATE, "Content-Disposition": f'inline; filename="{name}"'}
    match kind:
        case "svg":
            return Response(draw_svg(code).encode(), media_type="image/svg+xml", headers=headers)
        case "png":
            return Response(draw_png(code), media_type="image/png", headers=headers)
        case "pdf":
            document = await operations.draw_pdf(found, code, now=now)
            return Response(document, media_type="application/pdf", headers=headers)
        case _:
            raise PassNotFound


@post("/passes/{token:str}/return", status_code=303)
async def give_back(token: FromPath[str], acting: Acting, now: Now, configured: Configured) -> Response[None]:
    """Give a pass back, so that somebody else may come."""
    found = await _pass_of_address(token, configured)
    await operations.return_pass(found.id, acting=acting, now=now)
    return see_other(f"/passes/{token}", flash=_("Your pass is given back. Thank you."))


@post("/passes/{token:str}/hand-on", status_code=303)
async def hand_on(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    acting: Acting,
    now: Now,
    signing: Signing,
    configured: Configured,
) -> Page | Response[None]:
    """Hand a pass on to somebody else: they get a new one, this one ends."""
    found = await _pass_of_address(token, configured)
    form = await read_form(request, HandOnForm)
    try:
        if not form.values.get("consent"):
            raise ConsentMissing
        if form.data is None:
            return await _pass_page(found, token, form, signing, status=422, now=now)
        given = await operations.hand_on_pass(
            found.id,
            HolderInput(name=form.data.name, phone=form.data.phone, email=form.data.email),
            ConsentInput(operations.CONSENT_VERSION),
            signer=signing,
            acting=acting,
            now=now,
        )
    except DomainError as error:
        form.refuse(error)
        return await _pass_page(found, token, form, signing, status=status_of(error), now=now)
    return see_other(
        f"/passes/{pass_token(given.id, configured.secret)}",
        flash=_("This is the new pass. Send this page to %(name)s.", name=given.holder_name),
    )


HANDLERS = [show_pass, give_back, hand_on]
