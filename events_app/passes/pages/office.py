"""Passes of a fair at the office's desk: find, give, revoke, replace, set the rules, take the list home."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from events_app.fairs.queries import find_fair
from events_app.fairs.rules import dated
from events_app.fairs.schemas import Fair
from events_app.passes import operations, queries
from events_app.passes.api import Configured, Signing
from events_app.passes.errors import ConsentMissing
from events_app.passes.links import pass_token
from events_app.passes.queries import PassFilter
from events_app.passes.rules import FairDays, PassKind, PassState, serial_shown
from events_app.passes.schemas import (
    ConsentInput,
    HolderInput,
    PassInput,
    PassView,
    ReplacementInput,
)
from events_app.passes.words import KINDS, STATE_TAGS, STATES
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import format_phone
from events_app.platform.listing import read_window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]


class DeskForm(msgspec.Struct):
    """A pass given at the desk; the person in front of it agrees by word of mouth."""

    name: str
    kind: PassKind = PassKind.visitor
    phone: str = ""
    email: str = ""
    days: list[int] = []
    consent: bool = False


@get("/organizer/fairs/{slug:str}/passes", guards=[organizer])
async def show_passes(
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    configured: Configured,
    q: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    standing: Annotated[str, QueryParameter(name="state")] = "",
    cursor: FromQuery[str | None] = None,
) -> Page:
    """Show the passes of a fair, the latest first."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    wanted = _filter(q, kind, standing)
    listing = await queries.list_passes(slug, wanted, read_window(50, cursor), acting=acting, now=now)
    return page(
        "passes/office.html",
        fair=fair,
        listing=listing,
        wanted=wanted,
        counts=sorted(await queries.count_passes(fair.id), key=lambda count: list(PassKind).index(count.kind)),
        tokens={item.id: pass_token(item.id, configured.secret) for item in listing.items},
        first=not cursor,
        **_labels(),
    )


def _filter(search: str, kind: str, state: str) -> PassFilter:
    """Read what a person chose; a value nobody offers is no choice."""
    return PassFilter(
        search=search,
        kind=PassKind(kind) if kind in set(PassKind) else None,
        state=PassState(state) if state in set(PassState) else None,
    )


def _labels() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "states": STATES,
        "state_tags": STATE_TAGS,
        "serial_shown": serial_shown,
    }


@get("/organizer/fairs/{slug:str}/passes.xlsx", guards=[organizer])
async def export_passes(
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    q: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    standing: Annotated[str, QueryParameter(name="state")] = "",
) -> Response[bytes]:
    """Take the list home."""
    rows = await queries.all_passes(slug, _filter(q, kind, standing), acting=acting, now=now)
    days = await queries.days_of(await find_fair(slug, acting=acting, now=now))
    columns = [
        _("Pass number"),
        _("Full name"),
        _("Telephone"),
        _("E-mail"),
        _("Kind of pass"),
        _("State"),
        _("Days"),
        _("Given"),
        _("Last came in"),
    ]
    return excel(f"{_('Passes')} {slug}", columns, (_row(found, days) for found in rows))


def _row(found: PassView, days: FairDays) -> list[Any]:
    return [
        serial_shown(found.serial),
        found.holder_name,
        format_phone(found.holder_phone),
        found.holder_email,
        _(KINDS[found.kind]),
        _(STATES[found.state]),
        operations.days_shown(found, days),
        found.created_at,
        found.entered_at,
    ]


@get("/organizer/fairs/{slug:str}/passes/new", guards=[organizer])
async def show_desk(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Ask whom a pass is for."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    return await _desk_page(fair, blank_form(kind="visitor"))


@post("/organizer/fairs/{slug:str}/passes/new", guards=[organizer], status_code=303)
async def give_pass(
    request: AnyRequest,
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    signing: Signing,
) -> Page | Response[None]:
    """Give a pass of any kind at the desk."""
    fair = await find_fair(slug, acting=acting, now=now)
    form = await read_form(request, DeskForm)
    if form.data is None:
        return await _desk_page(fair, form, status=422)
    typed = form.data
    try:
        if not typed.consent:
            raise ConsentMissing
        given = await operations.issue_pass(
            slug,
            PassInput(
                holder=HolderInput(name=typed.name, email=typed.email, phone=typed.phone),
                consent=ConsentInput(operations.CONSENT_VERSION),
                kind=typed.kind,
                days=typed.days or None,
            ),
            channel="desk",
            signer=signing,
            acting=acting,
            now=now,
        )
    except DomainError as error:
        form.refuse(error)
        return await _desk_page(fair, form, status=status_of(error))
    return see_other(
        f"/organizer/fairs/{fair.slug}/passes/{given.id}",
        flash=_("Pass %(serial)s is given.", serial=serial_shown(given.serial)),
    )


async def _desk_page(fair: Fair, form: Form[Any], status: int = 200) -> Page:
    days = dated((await queries.days_of(fair)).days)
    return page("passes/desk.html", status=status, fair=fair, form=form, kinds=KINDS, days=days)


@get("/organizer/fairs/{slug:str}/passes/{pass_id:int}", guards=[organizer])
async def show_pass_of_office(
    slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now, configured: Configured
) -> Page:
    """Show one pass with everything the office can do about it."""
    found = await queries.find_pass_for_office(pass_id, acting=acting)
    fair = await find_fair(slug, acting=acting, now=now)
    days = await queries.days_of(fair)
    return page(
        "passes/office_pass.html",
        fair=fair,
        held=found,
        token=pass_token(found.id, configured.secret),
        serial=serial_shown(found.serial),
        days=operations.days_shown(found, days),
        replaced_by=found.replaced_by // 10 if found.replaced_by else None,
        **_labels(),
    )


class ReasonForm(msgspec.Struct):
    """Why, for the office's own memory."""

    reason: str = ""


@post("/organizer/fairs/{slug:str}/passes/{pass_id:int}/revoke", guards=[organizer], status_code=303)
async def revoke(
    request: AnyRequest, slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now
) -> Response[None]:
    """Make a pass worth nothing."""
    form = await read_form(request, ReasonForm)
    reason = form.data.reason[:200] if form.data else ""
    await operations.revoke_pass(pass_id, reason=reason, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/passes/{pass_id}", flash=_("The pass is revoked."))


@post("/organizer/fairs/{slug:str}/passes/{pass_id:int}/restore", guards=[organizer], status_code=303)
async def restore(slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Make it valid again."""
    await operations.restore_pass(pass_id, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/passes/{pass_id}", flash=_("The pass is valid again."))


@post("/organizer/fairs/{slug:str}/passes/{pass_id:int}/replace", guards=[organizer], status_code=303)
async def replace(
    slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now, signing: Signing
) -> Response[None]:
    """Give a new pass instead of a lost one."""
    given = await operations.replace_pass(
        pass_id, ReplacementInput(), channel="desk", signer=signing, acting=acting, now=now
    )
    return see_other(
        f"/organizer/fairs/{slug}/passes/{given.id}",
        flash=_("This is the new pass. The old one is refused at the gates."),
    )


@post("/organizer/fairs/{slug:str}/passes/{pass_id:int}/send", guards=[organizer], status_code=303)
async def send_again(slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Send the pass to its holder once more."""
    found = await operations.send_pass_again(pass_id, acting=acting, now=now)
    return see_other(
        f"/organizer/fairs/{slug}/passes/{pass_id}", flash=_("Sent again to %(email)s.", email=found.holder_email)
    )


@post("/organizer/fairs/{slug:str}/passes/{pass_id:int}/erase", guards=[organizer], status_code=303)
async def erase(slug: FromPath[str], pass_id: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Forget the person."""
    await operations.erase_holder(pass_id, acting=acting, now=now)
    return see_other(
        f"/organizer/fairs/{slug}/passes/{pass_id}", flash=_("The person is erased; the pass stays counted.")
    )


HANDLERS = [
    show_passes,
    export_passes,
    show_desk,
    give_pass,
    show_pass_of_office,
    revoke,
    restore,
    replace,
    send_again,
    erase,
]
