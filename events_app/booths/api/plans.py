"""Floor plans, booths and claims for programs."""

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.booths import operations, queries
from events_app.booths.schemas import (
    AssignmentInput,
    BlockInput,
    BoothView,
    ExtensionInput,
    FloorPlan,
    FloorPlanInput,
    HoldAnswer,
    MovesDone,
    MovesInput,
    OldPlan,
    PlanVersions,
    RestoreInput,
    SavedPlan,
)
from events_app.fairs.queries import fair_for_office, find_fair
from events_app.platform.listing import Listing
from events_app.platform.web.auth import Acting, Now


@get("/fairs/{slug:str}/floor-plan")
async def read_floor_plan(slug: FromPath[str], acting: Acting, now: Now) -> FloorPlan:
    """The plan in the shape it is written in, lengths in metres."""
    fair = await find_fair(slug, acting=acting, now=now)
    return await queries.floor_plan_of(fair.id)


@put("/fairs/{slug:str}/floor-plan")
async def save_floor_plan(slug: FromPath[str], data: JSONBody[FloorPlanInput], acting: Acting, now: Now) -> SavedPlan:
    """Replace the plan; 409 `floor_plan_in_use` names the producers who would lose a booth."""
    return await operations.save_floor_plan(slug, data, acting=acting, now=now)


@post("/fairs/{slug:str}/floor-plan/preview", status_code=200)
async def preview_floor_plan(
    slug: FromPath[str], data: JSONBody[FloorPlanInput], acting: Acting, now: Now
) -> SavedPlan:
    """What saving this plan would do, without doing it; refused like saving it would be."""
    return await operations.preview_floor_plan(slug, data, acting=acting, now=now)


@get("/fairs/{slug:str}/floor-plan/versions")
async def list_plan_versions(slug: FromPath[str], acting: Acting, now: Now) -> PlanVersions:
    """Every saved plan, the latest first, for the office of the fair."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    return await queries.plan_versions(fair.id)


@get("/fairs/{slug:str}/floor-plan/versions/{revision:int}")
async def read_plan_version(slug: FromPath[str], revision: FromPath[int], acting: Acting, now: Now) -> OldPlan:
    """A plan as it was saved."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    return await queries.plan_version(fair.id, revision)


@post("/fairs/{slug:str}/floor-plan/versions/{revision:int}/restoration", status_code=200)
async def restore_plan_version(
    slug: FromPath[str],
    revision: FromPath[int],
    acting: Acting,
    now: Now,
    data: JSONBody[RestoreInput | None] = None,
) -> SavedPlan:
    """Let an old plan stand again, through the same checks as saving it."""
    seen = data.revision if data else None
    return await operations.restore_version(slug, revision, revision=seen, acting=acting, now=now)


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
    read_floor_plan,
    save_floor_plan,
    preview_floor_plan,
    list_plan_versions,
    read_plan_version,
    restore_plan_version,
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
