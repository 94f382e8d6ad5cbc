"""How passes and gates stand in figures: the same figures on every page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from events_app.passes.schemas.figures import PassFigures
from events_app.platform.db import fetch
from events_app.platform.rows import struct_from


def people_inside(fair: str, day: str) -> str:
    """Who is inside, in SQL: how many passes entered on a day of the fair and were not seen to leave.

    Args:
        fair: What names the fair in the statement.
        day: What names the number of the day.
    """
    return (
        f"(SELECT count(DISTINCT a.entry_pass) FROM admission a"
        f" WHERE a.fair = {fair} AND a.day = {day} AND a.left_at IS NULL)"
    )


def happened_since(row: str, since: str) -> str:
    """Whether a row of `check_in` or `walk_in` happened since a moment, in SQL, as the index by receipt finds it.

    Nothing is received before it happened; what a phone hands in the next morning happened the day before.
    """
    return f"{row}.received_at >= {since} AND {row}.happened_at >= {since}"


PASSES_OF_FAIR: Final = f"""
CROSS JOIN LATERAL (
  SELECT d.number AS day, coalesce(d.date, clock.local::date)::timestamp AT TIME ZONE v.time_zone AS midnight
  FROM (SELECT $2::timestamptz AT TIME ZONE v.time_zone) AS clock (local)
  LEFT JOIN fair_day d ON d.fair = f.id AND (d.date = clock.local::date
    OR (d.date = clock.local::date - 1 AND d.closes * interval '1 minute' > clock.local - d.date::timestamp))
  ORDER BY d.date LIMIT 1
) AS today
CROSS JOIN LATERAL (
  SELECT (SELECT count(*) FROM entry_pass e WHERE e.fair = f.id AND e.state = 'valid') AS valid,
    CASE WHEN today.day IS NULL THEN 0 ELSE {people_inside("f.id", "today.day")} END AS inside,
    (SELECT count(*) FROM check_in i WHERE i.fair = f.id AND i.result = 'admitted' AND i.direction = 'in'
       AND {happened_since("i", "today.midnight")}) AS entered_today,
    (SELECT count(*) FROM check_in i WHERE i.fair = f.id AND i.conflict) AS conflicts
) AS passes
"""
"""The columns of `PassFigures` beside the fair `f` and its venue `v` at `$2`, for one statement over many fairs."""

TAKES_PASSES: Final = """
coalesce((SELECT n.registration_open AND (n.registration_closes_at IS NULL OR n.registration_closes_at > $2)
          FROM pass_plan n WHERE n.fair = f.id), f.kind IN ('fair', 'festival', 'regional_culture'))
"""
"""Whether visitors are to take passes of the fair `f` at `$2`, as a column: by its own plan, else by its kind."""


async def figures_of_passes(fairs: Iterable[int], *, now: datetime) -> dict[int, PassFigures]:
    """How the passes and gates of each of some fairs stand."""
    rows = await fetch(
        f"SELECT f.id, passes.* FROM fair f JOIN venue v ON v.id = f.venue {PASSES_OF_FAIR} WHERE f.id = ANY($1)",
        list(fairs),
        now,
    )
    return {row["id"]: struct_from(PassFigures, row) for row in rows}


async def count_passes_given(offices: Sequence[int], *, since: datetime) -> int:
    """How many passes all fairs of some offices gave since a moment, whatever became of them."""
    [row] = await fetch(
        "SELECT count(*) AS n FROM entry_pass e JOIN fair f ON f.id = e.fair"
        " WHERE f.office = ANY($1) AND e.created_at > $2",
        list(offices),
        since,
    )
    return int(row["n"])
