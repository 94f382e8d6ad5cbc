"""Who is where: the plan for everybody."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from events_app.booths import queries
from events_app.fairs.queries import find_public_fair
from events_app.floor_plans.pages.words import plan_words
from events_app.floor_plans.schemas import BoothMap, BoothOnPlan
from events_app.platform.actor import ANONYMOUS
from events_app.platform.i18n import fold
from events_app.platform.web.auth import Now
from events_app.platform.web.templates import Page, page
from events_app.producers.queries import products_found

_FEWEST_LETTERS = 3


@get("/fairs/{slug:str}/booths")
async def show_who_is_where(
    slug: FromPath[str], now: Now, q: FromQuery[str] = "", booth: FromQuery[int | None] = None
) -> Page | Response[None]:
    """The plan with who stands where, found by producer, product or code."""
    fair = await find_public_fair(slug, now=now)
    if fair.slug != slug:
        return Response(None, status_code=301, headers={"Location": f"/fairs/{fair.slug}/booths"})
    plan = await queries.booth_map(fair.id, office=fair.office, acting=ANONYMOUS, now=now)
    q = q[:200]
    products = await _products(q, plan)
    wanted = fold(q)
    hits = [each for each in plan.booths if wanted and (_is_called(each, wanted) or each.producer in products)]
    shown = plan.find(booth) or (hits[0] if len(hits) == 1 else None)
    return page(
        "booths/public.html",
        fair=fair,
        plan=plan,
        q=q,
        hits=hits,
        products=products,
        selected=shown,
        **plan_words(),
    )


def _is_called(booth: BoothOnPlan, wanted: str) -> bool:
    return wanted in fold(booth.code) or wanted in fold(booth.producer_name)


async def _products(q: str, plan: BoothMap) -> dict[int, list[str]]:
    """Products of those who have a booth, found by their names; two letters find too much."""
    if len(fold(q)) < _FEWEST_LETTERS:
        return {}
    return await products_found(q, {booth.producer for booth in plan.booths if booth.producer is not None})
