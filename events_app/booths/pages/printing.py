"""The plan on paper, for the office and for everybody."""

from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from events_app.booths import queries
from events_app.fairs.queries import fair_for_office, find_public_fair
from events_app.fairs.schemas import Fair
from events_app.floor_plans.drawing.paper import Paper, plan_on_paper
from events_app.platform.actor import ANONYMOUS
from events_app.platform.web.auth import Acting, Now


@get("/plan.pdf")
async def print_plan(
    slug: FromPath[str], acting: Acting, now: Now, paper: FromQuery[Paper] = Paper.A3
) -> Response[bytes]:
    """The plan with every holder the office knows."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    plan = await queries.booth_map(fair.id, office=fair.office, acting=acting, now=now)
    return _pdf(fair, await plan_on_paper(fair, plan, paper))


@get("/fairs/{slug:str}/plan.pdf")
async def print_public_plan(slug: FromPath[str], now: Now, paper: FromQuery[Paper] = Paper.A4) -> Response[bytes]:
    """The plan with whoever has a booth for certain."""
    fair = await find_public_fair(slug, now=now)
    plan = await queries.booth_map(fair.id, office=fair.office, acting=ANONYMOUS, now=now)
    return _pdf(fair, await plan_on_paper(fair, plan, paper))


def _pdf(fair: Fair, document: bytes) -> Response[bytes]:
    name = quote(f"{fair.slug}.pdf")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"}
    return Response(document, media_type="application/pdf", headers=headers)
