"""The plan drawn by hand: floor plans know the drawing, booths who has which, applications who wishes where."""

from litestar import Router, get
from litestar.params import FromPath

from events_app.applications.queries import zone_wishes
from events_app.booths.queries import holders_by_code
from events_app.fairs.queries import fair_for_office
from events_app.floor_plans.pages.editor import HANDLERS, editor_page
from events_app.floor_plans.queries import zones_of_plan
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.templates import Page


@get("/plan")
async def show_editor(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The plan to draw on, with who has which booth and who wishes which zone."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    wishes = await zone_wishes(fair.id, now=now)
    return await editor_page(
        fair,
        holders=await holders_by_code(fair.id),
        wishes={name: wishes[zone] for zone, name in (await zones_of_plan(fair.id)).items() if zone in wishes},
    )


editor_router = Router(
    "/organizer/fairs/{slug:str}/booths",
    route_handlers=[show_editor, *HANDLERS],  # one router holds all verbs of an address
    guards=[organizer],
    include_in_schema=False,
)
