"""How many visitors a day of a fair takes."""

from collections.abc import Mapping

from events_app.passes.errors import DayIsFull
from events_app.platform.db import ensure_in_transaction, fetch

_TAKEN = """
SELECT d.day, (
  SELECT count(*) FROM entry_pass p
  WHERE p.fair = $1 AND p.kind = 'visitor' AND p.state = 'valid' AND d.day BETWEEN p.first_day AND p.last_day
) AS passes
FROM unnest($2::int[]) AS d (day) ORDER BY d.day
"""


async def ensure_quota(fair: int, wanted: Mapping[int, int]) -> None:
    """Refuse more visitors' passes than the day's quota leaves; `wanted` says how many for which day of the fair.

    Counts with the plan locked, so that two last passes are not given at once.

    Raises:
        DayIsFull: They are more than a day leaves.
    """
    ensure_in_transaction()
    plan = await fetch("SELECT daily_quota FROM pass_plan WHERE fair = $1 FOR UPDATE", fair)
    quota = plan[0]["daily_quota"] if plan else None
    if quota is None or not wanted:
        return
    for row in await fetch(_TAKEN, fair, list(wanted)):
        if row["passes"] + wanted[row["day"]] > quota:
            raise DayIsFull(day=row["day"])
