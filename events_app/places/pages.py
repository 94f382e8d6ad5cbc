"""The organizer's page of places: where a former unit lies today."""

from litestar import Response, Router, get
from litestar.params import FromQuery

from events_app.places.queries import options_of, search_places
from events_app.platform.i18n import N_, _, current_locale
from events_app.platform.web.auth import organizer
from events_app.platform.web.exports import excel
from events_app.platform.web.templates import Page, page


@get("/organizer/places", guards=[organizer])
async def show_places(q: FromQuery[str] = "") -> Page:
    """Look a unit up, former or present, and see where a former one lies today."""
    places = await search_places(q, limit=30) if q.strip() else []
    conversions = {place.id: await options_of(place) for place in places if place.valid_to is not None}
    return page("places/list.html", places=places, conversions=conversions, q=q)


COLUMNS = (N_("Name"), N_("Code"), N_("First day"), N_("Last day"), N_("Lies today in"))


@get("/organizer/places.xlsx", guards=[organizer])
async def download_places(q: FromQuery[str] = "") -> Response[bytes]:
    """The units that fit what was typed, as an Excel file."""
    lines = []
    for place in await search_places(q, limit=1_000):
        options = (await options_of(place)).options if place.valid_to is not None else []
        today = ", ".join(option.name.text(current_locale()) for option in options)
        lines.append([place.label(current_locale()), place.code, place.valid_from, place.valid_to, today])
    return excel(_("Administrative units"), [_(title) for title in COLUMNS], lines)


pages_router = Router("/", route_handlers=[show_places, download_places], include_in_schema=False)
