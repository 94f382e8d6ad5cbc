"""Gates, phones and check-ins for programs."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, get, post, put
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from events_app.passes import operations, queries
from events_app.passes.api.dependencies import Configured, Desk, Signing, provide_desk
from events_app.passes.api.passes import issued_pass
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
    PairedDevice,
    Pairing,
    PairingInput,
    ScanInput,
    WalkInAnswer,
    WalkInInput,
)
from events_app.platform.actor import Actor
from events_app.platform.listing import Listing
from events_app.platform.web.auth import Acting, Now, gate_staff, organizer
from events_app.platform.web.wiring import wiring_of


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
    return await issued_pass(given, signing, configured, now)


@post("/gate-pairings")
async def accept_pairing(data: JSONBody[PairingInput], acting: Acting, now: Now) -> Pairing:
    """Turn the code of a pairing QR into a phone's own key, once."""
    return await operations.accept_pairing(data.code, acting=acting, now=now)


@post("/check-ins", status_code=200)
async def record_check_in(request: Request[Actor, Any, State], data: JSONBody[ScanInput]) -> CheckInAnswer:
    """Decide one scan: always 200 with a result, also for a forged code. Repeats get the first answer."""
    # Named dependencies cost a task each, together a quarter of what this request takes.
    desk = provide_desk(request.app.state)
    return await desk.record_check_in(data, acting=request.user, now=wiring_of(request.app).clock.now())


@post("/check-ins/batch", status_code=200, request_max_body_size=32_000_000)
async def record_batch(data: JSONBody[BatchInput], acting: Acting, now: Now, desk: Desk) -> BatchAnswer:
    """Take what a phone collected alone, in any order and any number of times; each row gets its own answer."""
    return await operations.record_batch(desk, data, acting=acting, now=now)


@post("/walk-ins", status_code=200)
async def count_walk_in(data: JSONBody[WalkInInput], acting: Acting, now: Now, desk: Desk) -> WalkInAnswer:
    """Count somebody who comes or goes without a pass."""
    return await operations.count_walk_in(desk, data, acting=acting, now=now)


HANDLERS = [
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
]
