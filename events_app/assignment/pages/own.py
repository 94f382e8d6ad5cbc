"""What a producer may know of the published run: its own rank, its own reasons, the cut-offs of every zone."""

from litestar import get
from litestar.params import FromPath, FromQuery

from events_app.applications.errors import ApplicationNotFound
from events_app.assignment.queries.outcomes import own_standing
from events_app.fairs.queries import find_public_fair
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.templates import Page, page
from events_app.producers.queries import producers_by_ids


@get("/{slug:str}/assignment")
async def show_own_standing(
    slug: FromPath[str], acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> Page:
    """Where the own application stands in the published assignment, and why."""
    fair = await find_public_fair(slug, now=now)
    own = producer if producer in acting.producer_ids else min(acting.producer_ids, default=None)
    if own is None:
        raise ApplicationNotFound
    return page(
        "assignment/own.html",
        fair=fair,
        own=own,
        producers=await producers_by_ids(acting.producer_ids),
        standing=await own_standing(fair.id, own, acting=acting),
    )
