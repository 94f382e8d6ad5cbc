"""The organizer's page of places: where a former unit lies today."""

from litestar import Router, get
from litestar.params import FromQuery

from events_app.places.queries import options_of, search_places
from events_app.platform.web.auth import organizer
from events_app.platform.web.templates import Page, page


@get("/organizer/places", guards=[organizer])
async def show_places(q: FromQuery[str] = "") -> Page:
    """Look a unit up, former or present, and see where a former one lies today."""
    places = await search_places(q, limit=30) if q.strip() else []
    conversions = {place.id: await options_of(place) for place in places if place.valid_to is not None}
    return page("places/list.html", places=places, conversions=conversions, q=q)


pages_router = Router("/", route_handlers=[show_places], include_in_schema=False)
