"""Fairs and programmes for programs: `/api/v1/fairs`."""

from litestar import Router, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.fairs import operations, queries
from events_app.fairs.operations.changing import Outcome
from events_app.fairs.rules import FairDay, Kind, Status
from events_app.fairs.schemas import (
    Cancellation,
    Fair,
    FairInput,
    FairPatch,
    FollowingEffect,
    Postponement,
    Preview,
    ProgrammeSession,
    ProgrammeSessionInput,
    ProgrammeSessionPatch,
)
from events_app.platform.listing import DEFAULT_LIMIT, Listing, read_window
from events_app.platform.web.auth import Acting, Now


def preview_of(outcome: Outcome | None) -> Preview:
    """What programs read of a rehearsal; nothing follows where nothing would change."""
    if outcome is None:
        return Preview(effects=[], seen="")
    effects = [
        FollowingEffect(code=each.code, text=each.text(), data=each.data, is_work=each.is_work)
        for each in outcome.effects
    ]
    return Preview(effects=effects, seen=outcome.seen)


@get("/fairs")
async def list_fairs(
    acting: Acting,
    now: Now,
    limit: FromQuery[int] = DEFAULT_LIMIT,
    cursor: FromQuery[str | None] = None,
    status: FromQuery[Status | None] = None,
    kind: FromQuery[Kind | None] = None,
    search: FromQuery[str] = "",
) -> Listing[Fair]:
    """Published fairs, and the drafts of your own offices; the latest planned first."""
    window = read_window(limit, cursor)
    return await queries.list_fairs(window, acting=acting, now=now, status=status, kind=kind, search=search)


@post("/fairs")
async def create_fair(data: JSONBody[FairInput], acting: Acting, now: Now) -> Fair:
    """Plan a fair as a draft. Its address is made from the Vietnamese title when none is given."""
    return await operations.create_fair(data, acting=acting, now=now)


@get("/fairs/{slug:str}")
async def read_fair(slug: FromPath[str], acting: Acting, now: Now) -> Fair:
    """One fair, also by an address it had before."""
    return await queries.find_fair(slug, acting=acting, now=now)


@patch("/fairs/{slug:str}")
async def edit_fair(
    slug: FromPath[str],
    data: JSONBody[FairPatch],
    acting: Acting,
    now: Now,
    seen: FromQuery[str | None] = None,
    opens_to_all: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter has its default here
) -> Fair:
    """Change a fair at the `revision` you saw; a stale one answers 409 with the current state.

    With the `seen` of a preview it answers 409 `effects_changed` where something else would follow by now. With
    `opens_to_all` passes for every day, given before, open the days that are added.
    """
    return await operations.edit_fair(slug, data, opens_to_all=opens_to_all, seen=seen, acting=acting, now=now)


@post("/fairs/{slug:str}/edit-preview", status_code=200)
async def preview_edit(
    slug: FromPath[str],
    data: JSONBody[FairPatch],
    acting: Acting,
    now: Now,
    opens_to_all: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter has its default here
) -> Preview:
    """What would follow from an edit; nothing is changed."""
    return preview_of(await operations.rehearse_edit(slug, data, opens_to_all=opens_to_all, acting=acting, now=now))


@put("/fairs/{slug:str}/publication")
async def publish_fair(slug: FromPath[str], acting: Acting, now: Now) -> Fair:
    """Show the fair to everybody; settles the new days of a postponed one."""
    return await operations.publish_fair(slug, acting=acting, now=now)


@delete("/fairs/{slug:str}/publication", status_code=200)
async def unpublish_fair(slug: FromPath[str], acting: Acting, now: Now, seen: FromQuery[str | None] = None) -> Fair:
    """Make a fair that has not begun a draft again; its holds and offers end."""
    return await operations.unpublish_fair(slug, seen=seen, acting=acting, now=now)


@put("/fairs/{slug:str}/postponement")
async def postpone_fair(
    slug: FromPath[str],
    data: JSONBody[Postponement],
    acting: Acting,
    now: Now,
    seen: FromQuery[str | None] = None,
) -> Fair:
    """Put the fair off: days that were held stay, the others move with all that hangs on them, or wait while null."""
    return await operations.postpone_fair(slug, data, seen=seen, acting=acting, now=now)


@post("/fairs/{slug:str}/postponement-preview", status_code=200)
async def preview_postponement(slug: FromPath[str], data: JSONBody[Postponement], acting: Acting, now: Now) -> Preview:
    """What would follow from a postponement; nothing is changed."""
    return preview_of(await operations.rehearse_postponement(slug, data, acting=acting, now=now))


@put("/fairs/{slug:str}/cancellation")
async def cancel_fair(
    slug: FromPath[str],
    data: JSONBody[Cancellation],
    acting: Acting,
    now: Now,
    seen: FromQuery[str | None] = None,
) -> Fair:
    """Call the fair off for good: holds, offers, fees and livestreams end with it."""
    return await operations.cancel_fair(slug, data, seen=seen, acting=acting, now=now)


@post("/fairs/{slug:str}/cancellation-preview", status_code=200)
async def preview_cancellation(slug: FromPath[str], acting: Acting, now: Now) -> Preview:
    """What would follow from a cancellation; nothing is changed."""
    return preview_of(await operations.rehearse_cancellation(slug, acting=acting, now=now))


@get("/fairs/{slug:str}/days")
async def list_days(slug: FromPath[str], acting: Acting, now: Now) -> Listing[FairDay]:
    """The days of a fair by date, each with the number it keeps wherever it is moved."""
    fair = await queries.find_fair(slug, acting=acting, now=now)
    days = await queries.days_of(fair.id)
    return Listing(days, len(days))


@get("/fairs/{slug:str}/programme")
async def list_programme(slug: FromPath[str], acting: Acting, now: Now) -> Listing[ProgrammeSession]:
    """The programme in the order of its times; parts without a time come last."""
    fair = await queries.find_fair(slug, acting=acting, now=now)
    sessions = await queries.programme_of(fair.id)
    return Listing(sessions, len(sessions))


@post("/fairs/{slug:str}/programme")
async def add_programme_session(
    slug: FromPath[str], data: JSONBody[ProgrammeSessionInput], acting: Acting, now: Now
) -> ProgrammeSession:
    """Add a part to the programme; 409 `room_taken` names the part that has the room then."""
    return await operations.add_programme_session(slug, data, acting=acting, now=now)


@patch("/programme-sessions/{session:int}")
async def edit_programme_session(
    session: FromPath[int], data: JSONBody[ProgrammeSessionPatch], acting: Acting, now: Now
) -> ProgrammeSession:
    """Change a part of the programme at the `revision` you saw."""
    return await operations.edit_programme_session(session, data, acting=acting, now=now)


@delete("/programme-sessions/{session:int}")
async def remove_programme_session(session: FromPath[int], acting: Acting, now: Now) -> None:
    """Take a part out of the programme."""
    await operations.remove_programme_session(session, acting=acting, now=now)


api_router = Router(
    "/api/v1",
    route_handlers=[
        list_fairs,
        create_fair,
        read_fair,
        edit_fair,
        publish_fair,
        unpublish_fair,
        preview_edit,
        postpone_fair,
        preview_postponement,
        cancel_fair,
        preview_cancellation,
        list_days,
        list_programme,
        add_programme_session,
        edit_programme_session,
        remove_programme_session,
    ],
    tags=["fairs"],
)
