"""What claims do when the plan or the fair below them changes: nobody loses a booth, and calendars say what holds."""

from collections.abc import Sequence
from datetime import datetime

from events_app.booths.errors import FloorPlanInUse
from events_app.booths.operations.entries import refresh_booth_entries
from events_app.booths.operations.following import follow_fair
from events_app.booths.queries.claims import holders_of_booths
from events_app.booths.queries.holders import count_holders
from events_app.fairs.changes import Effect, FairChange, FairCopy, Reached
from events_app.floor_plans.changes import PlanChange
from events_app.floor_plans.schemas import Touched
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
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


async def preview_reach(fair: int, now: datetime) -> Sequence[Reached]:
    """How many producers with a booth hear of a change."""
    return [Reached("booths", await count_holders(fair, now=now))]


async def copy_terms(change: FairCopy, _acting: Actor, now: datetime) -> None:
    """Support, days to pay, and the terms as they stand last, as version 1: nobody has accepted them."""
    await fetch(
        "INSERT INTO fee_rule (fair, support_percent, pay_within) SELECT $2, support_percent, pay_within FROM fee_rule"
        " WHERE fair = $1",
        change.source.id,
        change.copy.id,
    )
    await fetch(
        "INSERT INTO call_terms (fair, version, text_vi, text_en, written_at) SELECT $2, 1, text_vi, text_en, $3"
        " FROM call_terms WHERE fair = $1 ORDER BY version DESC LIMIT 1",
        change.source.id,
        change.copy.id,
        now,
    )


PLAN = Follower("booths", follow_plan, preview_plan)
FAIR: Follower[FairChange, Effect] = Follower("booths", follow_fair)
REACH: Follower[int, Reached] = Follower("booths", preview=preview_reach)
COPY: Follower[FairCopy, Effect] = Follower("booths", copy_terms)
