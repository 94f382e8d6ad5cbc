"""The days of fairs as passes read them, and the sets of them that codes name."""

from collections.abc import Collection, Iterable
from typing import Final

from events_app.fairs.queries import days_of as read_days_of
from events_app.fairs.schemas import Fair
from events_app.passes.rules import FairDays
from events_app.platform.db import fetch


async def days_of(fair: Fair) -> FairDays:
    """Return the fair's days, with the sets its passes name."""
    return await read_fair_days(fair.id, fair.status.value, fair.time_zone)


async def read_fair_days(fair: int, status: str, time_zone: str) -> FairDays:
    """Read the days of a fair whose other facts are known."""
    days = await read_days_of(fair)
    return FairDays(fair, status, time_zone, tuple(days), await read_day_sets(fair))


async def read_day_sets(fair: int) -> dict[int, frozenset[int]]:
    """Read which day numbers each set of a fair names. A set never changes; new ones are added."""
    rows = await fetch("SELECT number, days FROM day_set WHERE fair = $1", fair)
    return {row["number"]: frozenset(row["days"]) for row in rows}


async def days_with_admissions(fair: int) -> list[int]:
    """The days of a fair on which somebody came in, by number; one look into the index for each day."""
    rows = await fetch(
        "SELECT d.number FROM fair_day d WHERE d.fair = $1"
        " AND EXISTS (SELECT FROM admission a WHERE a.fair = d.fair AND a.day = d.number) ORDER BY d.number",
        fair,
    )
    return [row["number"] for row in rows]


_PASSES_OF_DAYS: Final = """
WITH given AS (
  SELECT p.day_set, CASE WHEN p.day_set IS NULL THEN p.first_day END AS first_day,
    CASE WHEN p.day_set IS NULL THEN p.last_day END AS last_day, count(*) AS passes
  FROM entry_pass p WHERE p.fair = $1 AND p.state = 'valid' AND ($3::text IS NULL OR p.kind = $3) GROUP BY 1, 2, 3
)
SELECT d.number, coalesce(sum(g.passes), 0)::bigint AS passes
FROM fair_day d LEFT JOIN (given g LEFT JOIN day_set s ON s.fair = $1 AND s.number = g.day_set)
  ON CASE WHEN g.day_set IS NULL THEN d.number BETWEEN g.first_day AND g.last_day
    WHEN g.day_set = 0 THEN d.open_to_all ELSE d.number = ANY(s.days) END
WHERE d.fair = $1 AND ($2::int[] IS NULL OR d.number = ANY($2)) GROUP BY d.number ORDER BY d.number
"""


async def count_passes_by_day(
    fair: int, *, kind: str | None = None, among: Collection[int] | None = None
) -> dict[int, int]:
    """How many valid passes open each day of a fair, also those taken out: by the number of the day."""
    rows = await fetch(_PASSES_OF_DAYS, fair, None if among is None else list(among), kind)
    return {row["number"]: row["passes"] for row in rows}


async def count_passes_of_days(fair: int, numbers: Iterable[int]) -> int:
    """How many valid passes open at least one of some days."""
    rows = await fetch(
        "SELECT count(*) AS passes FROM entry_pass p LEFT JOIN day_set s ON s.fair = p.fair AND s.number = p.day_set"
        " WHERE p.fair = $1 AND p.state = 'valid' AND EXISTS (SELECT FROM fair_day d WHERE d.fair = $1"
        "  AND d.number = ANY($2) AND CASE WHEN p.day_set IS NULL THEN d.number BETWEEN p.first_day AND p.last_day"
        "  WHEN p.day_set = 0 THEN d.open_to_all ELSE d.number = ANY(s.days) END)",
        fair,
        list(numbers),
    )
    return int(rows[0]["passes"])
