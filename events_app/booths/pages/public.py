"""Who is where: the plan for everybody."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from events_app.booths import queries
from events_app.booths.pages.words import plan_words
from events_app.fairs.queries import find_public_fair
from events_app.platform.actor import ANONYMOUS
from events_app.platform.i18n import fold
from events_app.platform.web.auth import Now
from events_app.platform.web.templates import Page, page


@get("/fairs/{slug:str}/booths")
async def show_who_is_where(
    slug: FromPath[str], now: Now, q: FromQuery[str] = "", booth: FromQuery[int | None] = None
) -> Page | Response[None]:
    """The plan with who stands where, found by name or code."""
    fair = await find_public_fair(slug, now=now)
    if fair.slug != slug:
        return Response(None, status_code=301, headers={"Location": f"/fairs/{fair.slug}/booths"})
    plan = await queries.booth_map(fair.id, office=fair.office, acting=ANONYMOUS, now=now)
    wanted = fold(q[:200])
    hits = [each for each in plan.booths if wanted and wanted in fold(f"{each.code} {each.producer_name}")]
    shown = plan.find(booth) or (hits[0] if len(hits) == 1 else None)
    return page("booths/public.html", fair=fair, plan=plan, q=q, hits=hits, selected=shown, **plan_words())
