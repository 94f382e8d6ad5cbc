"""Booths and claims for programs."""

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.booths import operations, queries
from events_app.booths.schemas.booths import BoothView
from events_app.booths.schemas.claims import (
    AssignmentInput,
    BlockInput,
    ExtensionInput,
    HoldAnswer,
    MovesDone,
    MovesInput,
)
from events_app.fairs.queries import find_fair
from events_app.platform.listing import Listing
from events_app.platform.web.auth import Acting, Now


@get("/fairs/{slug:str}/booths")
async def list_booths(slug: FromPath[str], acting: Acting, now: Now) -> Listing[BoothView]:
    """Every booth with its state, and its holder where you may see it."""
    fair = await find_fair(slug, acting=acting, now=now)
    booths = await queries.list_booths(fair.id, office=fair.office, acting=acting, now=now)
    return Listing(booths, len(booths))


@put("/booths/{booth:int}/hold")
async def hold_booth(
    booth: FromPath[int], acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> HoldAnswer:
    """Hold a booth for your producer; name it when you act for several. Asking again gives the same answer."""
    return await operations.hold_booth(booth, producer=producer, acting=acting, now=now)


@delete("/booths/{booth:int}/hold")
async def release_hold(booth: FromPath[int], acting: Acting, now: Now, producer: FromQuery[int | None] = None) -> None:
    """Give your booth back."""
    await operations.release_hold(booth, producer=producer, acting=acting, now=now)


@put(["/booths/{booth:int}/hold/confirmation", "/booths/{booth:int}/confirmation"])
async def confirm_booth(
    booth: FromPath[int], acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> HoldAnswer:
    """Confirm your hold before its deadline; after it 410 `hold_expired`."""
    return await operations.confirm_booth(booth, producer=producer, acting=acting, now=now)


@put(["/booths/{booth:int}/hold/extension", "/booths/{booth:int}/extension"])
async def extend_hold(
    booth: FromPath[int],
    acting: Acting,
    now: Now,
    data: JSONBody[ExtensionInput | None] = None,
) -> HoldAnswer:
    """Give a producer more time, as the organizer."""
    return await operations.extend_hold(booth, data or ExtensionInput(), acting=acting, now=now)


@put("/booths/{booth:int}/assignment")
async def assign_booth(booth: FromPath[int], data: JSONBody[AssignmentInput], acting: Acting, now: Now) -> HoldAnswer:
    """Give a booth to a producer, as the organizer."""
    return await operations.assign_booth(booth, data.producer, acting=acting, now=now)


@delete("/booths/{booth:int}/assignment")
async def unassign_booth(booth: FromPath[int], acting: Acting, now: Now) -> None:
    """Take a booth back, as the organizer."""
    await operations.unassign_booth(booth, acting=acting, now=now)


@put("/booths/{booth:int}/block", status_code=204)
async def block_booth(booth: FromPath[int], acting: Acting, now: Now, data: JSONBody[BlockInput | None] = None) -> None:
    """Keep a free booth from being given out."""
    await operations.block_booth(booth, (data or BlockInput()).reason, acting=acting, now=now)


@delete("/booths/{booth:int}/block")
async def unblock_booth(booth: FromPath[int], acting: Acting, now: Now) -> None:
    """Let a booth be given out again."""
    await operations.unblock_booth(booth, acting=acting, now=now)


@post("/fairs/{slug:str}/booth-moves", status_code=200)
async def move_booths(slug: FromPath[str], data: JSONBody[MovesInput], acting: Acting, now: Now) -> MovesDone:
    """Move and swap holders, all or none."""
    return MovesDone(await operations.move_booths(slug, data.moves, acting=acting, now=now))


HANDLERS = [
    list_booths,
    hold_booth,
    release_hold,
    confirm_booth,
    extend_hold,
    assign_booth,
    unassign_booth,
    block_booth,
    unblock_booth,
    move_booths,
]
