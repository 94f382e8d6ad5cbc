"""Calls and applications for programs."""

from litestar import Router, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.applications import operations, queries
from events_app.applications.errors import ApplicationNotFound
from events_app.applications.rules.applications import ApplicationState
from events_app.applications.schemas import Application, ApplicationInput, ApplicationPatch, Call, CallInput
from events_app.fairs.queries import find_fair
from events_app.platform.listing import Listing
from events_app.platform.web.auth import Acting, Now


@get("/fairs/{slug:str}/application-call")
async def read_call(slug: FromPath[str], acting: Acting, now: Now) -> Call:
    """Who may apply for booths at the fair, until when."""
    fair = await find_fair(slug, acting=acting, now=now)
    call = await queries.call_of(fair.id)
    if call is None:
        raise ApplicationNotFound
    return call


@put("/fairs/{slug:str}/application-call")
async def set_call(slug: FromPath[str], data: JSONBody[CallInput], acting: Acting, now: Now) -> Call:
    """Open, close or change the call, as the organizer."""
    return await operations.set_call(slug, data, acting=acting, now=now)


@get("/fairs/{slug:str}/applications")
async def list_applications(
    slug: FromPath[str], acting: Acting, now: Now, standing: FromQuery[ApplicationState | None] = None
) -> Listing[Application]:
    """Applications in the order of priority: the office sees all that were handed in, a producer its own."""
    acting.ensure_known()
    fair = await find_fair(slug, acting=acting, now=now)
    found = await queries.list_applications(fair.id, office=fair.office, acting=acting, now=now, state=standing)
    return Listing(found, len(found))


@post("/fairs/{slug:str}/applications")
async def apply_for_booths(
    slug: FromPath[str], data: JSONBody[ApplicationInput], acting: Acting, now: Now
) -> Application:
    """Begin an application as a draft, or hand it in with `"state": "submitted"`."""
    acting.ensure_known()
    return await operations.apply_for_booths(slug, data, acting=acting, now=now)


@get("/applications/{application:int}")
async def read_application(application: FromPath[int], acting: Acting, now: Now) -> Application:
    """One application, for its producer and its office."""
    acting.ensure_known()
    return await queries.find_application(application, acting=acting, now=now)


@patch("/applications/{application:int}")
async def edit_application(
    application: FromPath[int], data: JSONBody[ApplicationPatch], acting: Acting, now: Now
) -> Application:
    """Change an application or its state at the `revision` you saw."""
    acting.ensure_known()
    return await operations.edit_application(application, data, acting=acting, now=now)


api_router = Router(
    "/api/v1",
    route_handlers=[
        read_call,
        set_call,
        list_applications,
        apply_for_booths,
        read_application,
        edit_application,
    ],
    tags=["applications"],
)
