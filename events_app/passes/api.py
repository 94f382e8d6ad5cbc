"""Passes, gates and check-ins for programs."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Router, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from events_app.fairs.queries import find_fair
from events_app.passes import operations, queries
from events_app.passes.links import pass_token
from events_app.passes.operations import CheckInDesk, Signer
from events_app.passes.queries import PassFilter, PassView
from events_app.passes.rules import PassKind, PassState
from events_app.passes.schemas import (
    BatchAnswer,
    BatchInput,
    CheckInAnswer,
    DeviceInput,
    FoundHolder,
    Gate,
    GateInput,
    GatePackage,
    GatePassInput,
    IssuedPass,
    ListedPass,
    PairedDevice,
    Pairing,
    PairingInput,
    PassInput,
    PassLinks,
    PassStanding,
    Plan,
    PlanInput,
    ReplacementInput,
    RevocationInput,
    ScanInput,
    WalkInAnswer,
    WalkInInput,
)
from events_app.platform.actor import Actor
from events_app.platform.listing import DEFAULT_LIMIT, Listing, read_window
from events_app.platform.settings import Settings
from events_app.platform.web.auth import Acting, Now, gate_staff, organizer


def provide_desk(state: State) -> CheckInDesk:
    """Return the desk of this process, made at the first scan."""
    if "check_in_desk" not in state:
        state.check_in_desk = CheckInDesk()
    desk: CheckInDesk = state.check_in_desk
    return desk


def provide_signer(state: State) -> Signer:
    """Return the signer of this process."""
    if "signer" not in state:
        state.signer = Signer(state.settings.secret)
    signer: Signer = state.signer
    return signer


def provide_settings(state: State) -> Settings:
    """Return what this installation decided."""
    settings: Settings = state.settings
    return settings


Desk = NamedDependency[CheckInDesk]
Signing = NamedDependency[Signer]
Configured = NamedDependency[Settings]

DEPENDENCIES = {
    "desk": Provide(provide_desk, sync_to_thread=False),
    "signing": Provide(provide_signer, sync_to_thread=False),
    "configured": Provide(provide_settings, sync_to_thread=False),
}


def links_of(pass_id: int, settings: Settings) -> PassLinks:
    """Name the addresses of a pass."""
    page = f"{settings.public_url}/passes/{pass_token(pass_id, settings.secret)}"
    return PassLinks(page=page, pdf=f"{page}.pdf", svg=f"{page}.svg", png=f"{page}.png")


async def _issued(given: PassView, signing: Signer, settings: Settings, now: datetime) -> IssuedPass:
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
    return await _issued(given, signing, configured, now)


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
    return Listing([ListedPass.of(item) for item in found.items], found.total, found.next)


@get("/passes/{pass_id:int}", guards=[organizer])
async def read_pass(pass_id: FromPath[int], acting: Acting) -> ListedPass:
    """Read one pass."""
    return ListedPass.of(await queries.find_pass_for_office(pass_id, acting=acting))


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
    return await _issued(given, signing, configured, now)


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


@get("/fairs/{slug:str}/gates", guards=[gate_staff])
async def list_gates(slug: FromPath[str], acting: Acting, now: Now) -> Listing[Gate]:
    """List gates with their phones."""
    gates = await queries.list_gates(slug, acting=acting, now=now)
    return Listing(gates, len(gates))


@post("/fairs/{slug:str}/gates", guards=[organizer])
async def open_gate(slug: FromPath[str], data: JSONBody[GateInput], acting: Acting, now: Now) -> Gate:
    """Open a gate."""
    return await operations.open_gate(slug, data.name, acting=acting, now=now)


@post("/gates/{gate:int}/devices", guards=[organizer])
async def pair_device(gate: FromPath[int], data: JSONBody[DeviceInput], acting: Acting, now: Now) -> PairedDevice:
    """Give a phone its own key, for the gates of this fair. The token is shown once."""
    return await operations.pair_device(gate, data.name, acting=acting, now=now)


@put("/devices/{device:int}/revocation", guards=[organizer], status_code=204)
async def revoke_device(device: FromPath[int], acting: Acting, now: Now) -> None:
    """Take a phone's key back; what it still holds is accepted once more as a batch, marked."""
    await operations.revoke_device(device, acting=acting, now=now)


@get("/fairs/{slug:str}/gate-package")
async def read_gate_package(
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    since: FromQuery[datetime | None] = None,
    waiting: Annotated[int | None, QueryParameter(ge=0, le=1_000_000)] = None,
) -> GatePackage:
    """Everything a phone needs to decide alone: keys, rules, refused serials and entries taken so far.

    With `since` only entries taken after it. `waiting` tells the office how many scans the phone still holds.
    """
    return await queries.read_gate_package(slug, since=since, waiting=waiting, acting=acting, now=now)


@get("/fairs/{slug:str}/pass-holders")
async def find_holders(slug: FromPath[str], acting: Acting, now: Now, search: FromQuery[str] = "") -> list[FoundHolder]:
    """Find a pass by its holder's name or phone at the gate; ten at most."""
    return await queries.find_holders(slug, search, acting=acting, now=now)


@post("/gates/{gate:int}/passes")
async def give_pass_at_gate(
    gate: FromPath[int],
    data: JSONBody[GatePassInput],
    acting: Acting,
    now: Now,
    desk: Desk,
    signing: Signing,
    configured: Configured,
) -> IssuedPass:
    """Make a visitor's pass of today for somebody who stands at the gate; one `request_id`, one pass."""
    facts = await desk.facts.for_gate(gate, acting=acting, now=now)
    given = await operations.give_pass_at_gate(facts.days.fair, data, signer=signing, acting=acting, now=now)
    if given.key_id not in facts.keys:
        # The office's first key was made for this pass; it is scanned in the next second.
        await desk.facts.read_again(facts.days.fair, now=now)
    return await _issued(given, signing, configured, now)


@post("/gate-pairings")
async def accept_pairing(data: JSONBody[PairingInput], acting: Acting, now: Now) -> Pairing:
    """Turn the code of a pairing QR into a phone's own key, once."""
    return await operations.accept_pairing(data.code, acting=acting, now=now)


@post("/check-ins", status_code=200)
async def record_check_in(request: Request[Actor, Any, State], data: JSONBody[ScanInput]) -> CheckInAnswer:
    """Decide one scan: always 200 with a result, also for a forged code. Repeats get the first answer."""
    # Named dependencies cost a task each, together a quarter of what this request takes.
    desk = provide_desk(request.app.state)
    return await desk.record_check_in(data, acting=request.user, now=request.app.state.clock.now())


@post("/check-ins/batch", status_code=200, request_max_body_size=32_000_000)
async def record_batch(data: JSONBody[BatchInput], acting: Acting, now: Now, desk: Desk) -> BatchAnswer:
    """Take what a phone collected alone, in any order and any number of times; each row gets its own answer."""
    return await operations.record_batch(desk, data, acting=acting, now=now)


@post("/walk-ins", status_code=200)
async def count_walk_in(data: JSONBody[WalkInInput], acting: Acting, now: Now, desk: Desk) -> WalkInAnswer:
    """Count somebody who comes or goes without a pass."""
    return await operations.count_walk_in(desk, data, acting=acting, now=now)


api_router = Router(
    "/api/v1",
    route_handlers=[
        issue_pass,
        list_passes,
        read_pass,
        revoke_pass,
        restore_pass,
        replace_pass,
        erase_holder,
        read_plan,
        change_plan,
        list_gates,
        open_gate,
        pair_device,
        revoke_device,
        read_gate_package,
        find_holders,
        give_pass_at_gate,
        accept_pairing,
        record_check_in,
        record_batch,
        count_walk_in,
    ],
    dependencies=DEPENDENCIES,
    tags=["passes"],
)
