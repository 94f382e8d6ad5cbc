"""Floor plans for programs."""

from litestar import Router, get, post, put
from litestar.params import FromPath, JSONBody

from events_app.fairs.queries import fair_for_office, find_fair
from events_app.floor_plans import operations, queries
from events_app.floor_plans.schemas.plans import (
    FloorPlan,
    FloorPlanInput,
    OldPlan,
    PlanVersions,
    RestoreInput,
    SavedPlan,
)
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


api_router = Router(
    "/api/v1",
    route_handlers=[
        read_floor_plan,
        save_floor_plan,
        preview_floor_plan,
        list_plan_versions,
        read_plan_version,
        restore_plan_version,
    ],
    tags=["floor_plans"],
)
