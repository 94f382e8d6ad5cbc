"""Administrative units for programs: `/api/v1/places`."""

from datetime import date
from typing import Literal

from litestar import Router, get
from litestar.params import FromPath, FromQuery

from events_app.places.queries import conversion_options, search_places
from events_app.places.schemas import ConversionOptions, PlaceView
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.listing import MAX_LIMIT, Listing, read_window
from events_app.platform.web.auth import Now


@get("/places")
async def find_places(
    q: FromQuery[str] = "",
    on: FromQuery[date | None] = None,
    level: FromQuery[Literal["province", "district", "commune"] | None] = None,
    limit: FromQuery[int] = 20,
) -> Listing[PlaceView]:
    """Units by any part of their name, typed with or without diacritics; with `on` those in force on that day."""
    window = read_window(limit)
    found = await search_places(q, on=on, level=level, limit=MAX_LIMIT + 1)
    return Listing(found[: window.limit], len(found))


@get("/places/{code:str}/conversion")
async def convert_place(code: FromPath[str], now: Now, on: FromQuery[date | None] = None) -> ConversionOptions:
    """Where the unit that bore this code on a day lies today; more than one option means that a person chooses."""
    return await conversion_options(code, on or now.astimezone(VIETNAM).date())


api_router = Router("/api/v1", route_handlers=[find_places, convert_place], tags=["places"])
