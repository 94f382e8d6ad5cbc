"""Passes for programs."""

from datetime import datetime
from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from events_app.fairs.queries import fair_by_id, find_fair
from events_app.passes import operations, queries
from events_app.passes.api.dependencies import Configured, Signing
from events_app.passes.links import pass_token
from events_app.passes.operations import Signer
from events_app.passes.queries import PassFilter, PassView
from events_app.passes.rules import PassKind, PassState
from events_app.passes.schemas import (
    IssuedPass,
    ListedPass,
    PassInput,
    PassLinks,
    PassStanding,
    Plan,
    PlanInput,
    ReplacementInput,
    RevocationInput,
)
from events_app.platform.listing import DEFAULT_LIMIT, Listing, read_window
from events_app.platform.settings import Settings
from events_app.platform.web.auth import Acting, Now, organizer


def links_of(pass_id: int, settings: Settings) -> PassLinks:
    """Name the addresses of a pass."""
    page = f"{settings.public_url}/passes/{pass_token(pass_id, settings.secret)}"
    return PassLinks(page=page, pdf=f"{page}.pdf", svg=f"{page}.svg", png=f"{page}.png")


async def issued_pass(given: PassView, signing: Signer, settings: Settings, now: datetime) -> IssuedPass:
    return IssuedPass(
        id=given.id,
        serial=given.serial,
        code=await operations.code_of(given, signer=signing, now=now),
        kind=given.kind,
        state=given.state,
        links=links_of(given.id, settings),
    )


@post("/fairs/{slug:str}/passes")
async def issue_pass(
    slug: FromPath[str], data: JSONBody[PassInput], acting: Acting, now: Now, signing: Signing, configured: Configured
) -> IssuedPass:
    """Take a visitor's pass, without an account. Other kinds are given by the office.

    `consent.version` names the text the person agreed to; a program that shows a text of its own names that.
    """
    given = await operations.issue_pass(slug, data, channel="api", signer=signing, acting=acting, now=now)
    return await issued_pass(given, signing, configured, now)


@get("/fairs/{slug:str}/passes", guards=[organizer])
async def list_passes(
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    limit: FromQuery[int] = DEFAULT_LIMIT,
    cursor: FromQuery[str | None] = None,
    search: FromQuery[str] = "",
    kind: FromQuery[PassKind | None] = None,
    standing: Annotated[PassState | None, QueryParameter(name="state")] = None,
) -> Listing[ListedPass]:
    """List the passes of a fair, the latest first; `search` is a name, a phone number or a serial."""
    wanted = PassFilter(search=search, kind=kind, state=standing)
    found = await queries.list_passes(slug, wanted, read_window(limit, cursor), acting=acting, now=now)
    days = await queries.days_of(await find_fair(slug, acting=acting, now=now))
    return Listing([ListedPass.of(item, days) for item in found.items], found.total, found.next)


@get("/passes/{pass_id:int}", guards=[organizer])
async def read_pass(pass_id: FromPath[int], acting: Acting, now: Now) -> ListedPass:
    """Read one pass."""
    found = await queries.find_pass_for_office(pass_id, acting=acting)
    return ListedPass.of(found, await queries.days_of(await fair_by_id(found.fair, now=now)))


@put("/passes/{pass_id:int}/revocation", guards=[organizer])
async def revoke_pass(
    pass_id: FromPath[int], acting: Acting, now: Now, data: JSONBody[RevocationInput | None] = None
) -> PassStanding:
    """Make a pass worth nothing: gates refuse it with `revoked` from now on."""
    reason = data.reason if data else ""
    return PassStanding.of(await operations.revoke_pass(pass_id, reason=reason, acting=acting, now=now))


@delete("/passes/{pass_id:int}/revocation", status_code=200, guards=[organizer])
async def restore_pass(pass_id: FromPath[int], acting: Acting, now: Now) -> PassStanding:
    """Make a revoked or returned pass valid again."""
    return PassStanding.of(await operations.restore_pass(pass_id, acting=acting, now=now))


@put("/passes/{pass_id:int}/replacement", guards=[organizer])
async def replace_pass(
    pass_id: FromPath[int],
    acting: Acting,
    now: Now,
    signing: Signing,
    configured: Configured,
    data: JSONBody[ReplacementInput | None] = None,
) -> IssuedPass:
    """Give a new pass instead of a lost one: gates refuse the old one with `replaced` from now on."""
    given = await operations.replace_pass(
        pass_id, data or ReplacementInput(), channel="api", signer=signing, acting=acting, now=now
    )
    return await issued_pass(given, signing, configured, now)


@put("/passes/{pass_id:int}/erasure", guards=[organizer])
async def erase_holder(pass_id: FromPath[int], acting: Acting, now: Now) -> PassStanding:
    """Forget the person of a pass; it admits nobody any more and stays counted."""
    return PassStanding.of(await operations.erase_holder(pass_id, acting=acting, now=now))


@get("/fairs/{slug:str}/pass-plan", guards=[organizer])
async def read_plan(slug: FromPath[str], acting: Acting, now: Now) -> Plan:
    """How the fair gives passes, and what each kind may do."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    return await queries.read_plan(fair.id)


@put("/fairs/{slug:str}/pass-plan", guards=[organizer])
async def change_plan(slug: FromPath[str], data: JSONBody[PlanInput], acting: Acting, now: Now) -> Plan:
    """Set the whole plan; kinds that are not named follow the rule of the house."""
    await operations.change_plan(slug, data, acting=acting, now=now)
    fair = await find_fair(slug, acting=acting, now=now)
    return await queries.read_plan(fair.id)


HANDLERS = [
    issue_pass,
    list_passes,
    read_pass,
    revoke_pass,
    restore_pass,
    replace_pass,
    erase_holder,
    read_plan,
    change_plan,
]
