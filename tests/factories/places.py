"""Places for tests: the real ones, loaded once."""

from datetime import date

from events_app.places.operations import load_places
from events_app.places.queries import place_of_heading
from events_app.platform.db import fetch

DAY = date(2026, 11, 24)


async def have_places() -> None:
    """Load the units unless they stand already."""
    if not (await fetch("SELECT 1 FROM place LIMIT 1")):
        await load_places()


async def find_place(name: str, on: date = DAY) -> int:
    """The id of a unit by its name: `await find_place("Huyện Gia Lâm")`."""
    await have_places()
    found = await place_of_heading(name, on)
    assert found is not None, name
    return found.id
