"""How the day went and goes: who came through which gate when, for the live page and for the file."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from events_app.fairs.queries import find_fair
from events_app.platform.actor import Actor
from events_app.platform.db import fetch

STEP: Final = timedelta(minutes=15)


class GateHour(msgspec.Struct, frozen=True, kw_only=True):
    """One local hour at one gate."""

    day: date
    hour: int
    gate: str
    entered: int
    left: int
    refused: int
    walked_in: int


_HOURS: Final = """
WITH counted AS (
  SELECT gate, date_trunc('hour', happened_at AT TIME ZONE $3) AS at,
    count(*) FILTER (WHERE result = 'admitted' AND direction = 'in') AS entered,
    count(*) FILTER (WHERE result = 'admitted' AND direction = 'out') AS gone,
    count(*) FILTER (WHERE result = 'refused') AS refused
  FROM check_in WHERE fair = $1 AND happened_at >= $2 GROUP BY 1, 2
), walked AS (
  SELECT gate, date_trunc('hour', happened_at AT TIME ZONE $3) AS at, sum(people) AS people
  FROM walk_in WHERE fair = $1 AND happened_at >= $2 GROUP BY 1, 2
)
SELECT at::date AS day, extract(hour FROM at)::int AS hour, g.name AS gate, coalesce(entered, 0) AS entered,
  coalesce(gone, 0) AS left, coalesce(refused, 0) AS refused, coalesce(people, 0) AS walked_in
FROM counted FULL JOIN walked USING (gate, at) JOIN gate g ON g.id = gate ORDER BY at, g.id
"""


async def read_hours(slug: str, *, since: datetime | None = None, acting: Actor, now: datetime) -> list[GateHour]:
    """Count by gate and local hour, of the whole fair or since a moment; the log itself names nobody."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_staffs_gate(fair.office)
    first = since or datetime.min.replace(tzinfo=ZoneInfo("UTC"), year=2000)
    return [msgspec.convert(dict(row), GateHour) for row in await fetch(_HOURS, fair.id, first, fair.time_zone)]


class Curve(msgspec.Struct, frozen=True):
    """How many people were inside at the end of each quarter of an hour today; `at` in seconds since 1970."""

    at: list[int]
    inside: list[int]


_MOVES: Final = """
SELECT extract(epoch FROM date_bin($3, at, $2))::bigint AS step, sum(people)::int AS people FROM (
  SELECT admitted_at AS at, 1 AS people FROM admission WHERE fair = $1 AND admitted_at >= $2
  UNION ALL SELECT left_at, -1 FROM admission WHERE fair = $1 AND admitted_at >= $2 AND left_at IS NOT NULL
  UNION ALL SELECT happened_at, people FROM walk_in WHERE fair = $1 AND happened_at >= $2
) AS moves GROUP BY 1 ORDER BY 1
"""


async def read_curve(fair: int, since: datetime, now: datetime) -> Curve:
    """Follow how full the hall became today; people counted without a pass are among them."""
    steps: dict[int, int] = defaultdict(int)
    for row in await fetch(_MOVES, fair, since, STEP):
        steps[row["step"]] += row["people"]
    if not steps:
        return Curve([], [])
    width = int(STEP.total_seconds())
    at, inside, people = [], [], 0
    for begin in range(min(steps), int(now.timestamp()) + 1, width):
        people += steps.get(begin, 0)
        at.append(begin + width)
        inside.append(max(people, 0))
    return Curve(at, inside)
