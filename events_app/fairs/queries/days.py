"""Reads the days of fairs."""

from collections.abc import Iterable

from events_app.fairs.rules import FairDay
from events_app.platform.db import fetch
from events_app.platform.rows import selected, struct_from

_COLUMNS = selected(FairDay, "d")


async def all_days_of(fair: int) -> list[FairDay]:
    """Every day a fair ever had, by number, also those taken out."""
    rows = await fetch(f"SELECT {_COLUMNS} FROM fair_day d WHERE d.fair = $1 ORDER BY d.number", fair)
    return [struct_from(FairDay, row) for row in rows]


async def days_of(fair: int) -> list[FairDay]:
    """The days of a fair that take place or wait for a date, in the order of their dates."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM fair_day d WHERE d.fair = $1 AND NOT d.taken_out"
        " ORDER BY coalesce(d.date, d.was_on), d.number",
        fair,
    )
    return [struct_from(FairDay, row) for row in rows]


async def days_of_fairs(fairs: Iterable[int]) -> dict[int, list[FairDay]]:
    """The days of many fairs, as `days_of` gives them."""
    rows = await fetch(
        f"SELECT d.fair, {_COLUMNS} FROM fair_day d WHERE d.fair = ANY($1) AND NOT d.taken_out"
        " ORDER BY coalesce(d.date, d.was_on), d.number",
        list(fairs),
    )
    found: dict[int, list[FairDay]] = {}
    for row in rows:
        found.setdefault(row["fair"], []).append(struct_from(FairDay, row))
    return found
