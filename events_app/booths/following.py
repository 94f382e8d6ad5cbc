"""What claims do when the plan below them is replaced: nobody loses a booth, and calendars say where it lies now."""

from collections.abc import Sequence
from datetime import datetime

from events_app.booths.errors import FloorPlanInUse
from events_app.booths.operations.entries import refresh_booth_entries
from events_app.booths.queries.claims import holders_of_booths
from events_app.booths.queries.holders import count_holders
from events_app.fairs.changes import FairChange, Reached
from events_app.floor_plans.changes import PlanChange
from events_app.floor_plans.schemas import Touched
from events_app.platform.actor import Actor
from events_app.platform.followers import Follower


async def preview_plan(change: PlanChange, _now: datetime) -> Sequence[Touched]:
    """Whose booths change.

    Raises:
        FloorPlanInUse: A booth somebody has would vanish; the error says whose.
    """
    holders = await holders_of_booths([*change.changed, *change.removed])
    lost = [
        {"booth": code, "producer": holders[number][1]} for number, code in change.removed.items() if number in holders
    ]
    if lost:
        raise FloorPlanInUse(lost)
    return [Touched(code, holders[number][1]) for number, code in change.changed.items() if number in holders]


async def follow_plan(change: PlanChange, _acting: Actor, now: datetime) -> None:
    """Make the calendars of those whose booths have changed say so."""
    holders = await holders_of_booths(change.changed)
    await refresh_booth_entries(change.fair, sorted({producer for producer, _ in holders.values()}), now=now)


async def preview_fair(change: FairChange, now: datetime) -> Sequence[Reached]:
    """How many producers with a booth hear of it."""
    return [Reached("booths", await count_holders(change.fair, now=now))]


PLAN = Follower("booths", follow_plan, preview_plan)
FAIR: Follower[FairChange, Reached] = Follower("booths", preview=preview_fair)
