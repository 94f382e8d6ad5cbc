"""How many visitors a day of a fair takes."""

from collections.abc import Mapping

from events_app.passes.errors import DayIsFull
from events_app.passes.queries.days import count_passes_by_day
from events_app.passes.rules import FairDays, PassKind
from events_app.platform.db import ensure_in_transaction, fetch


async def ensure_quota(days: FairDays, wanted: Mapping[int, int]) -> None:
    """Refuse more visitors' passes than the day's quota leaves; `wanted` says how many for which day's number.

    Counts with the plan locked, so that two last passes are not given at once.

    Raises:
        DayIsFull: They are more than a day leaves.
    """
    ensure_in_transaction()
    plan = await fetch("SELECT daily_quota FROM pass_plan WHERE fair = $1 FOR UPDATE", days.fair)
    quota = plan[0]["daily_quota"] if plan else None
    if quota is None or not wanted:
        return
    taken = await count_passes_by_day(days.fair, kind=PassKind.visitor, among=list(wanted))
    for number in sorted(wanted, key=lambda each: days.position_of(each) or 0):
        if taken.get(number, 0) + wanted[number] > quota:
            raise DayIsFull(day=days.position_of(number))
