"""What passes do when a fair below them changes."""

from collections.abc import Sequence
from datetime import datetime

from events_app.fairs.changes import Effect, FairChange, FairCopy, Reached
from events_app.passes.operations.copying import copy_rules
from events_app.passes.operations.following import follow_fair
from events_app.passes.queries import count_valid_passes, days_with_admissions
from events_app.platform.followers import Follower


async def preview_reach(fair: int, now: datetime) -> Sequence[Reached]:
    """How many holders of a valid pass hear of a change."""
    return [Reached("passes", await count_valid_passes(fair, now))]


async def preview_entered(fair: int, _now: datetime) -> Sequence[int]:
    """The days on which somebody came in."""
    return await days_with_admissions(fair)


FAIR: Follower[FairChange, Effect] = Follower("passes", follow_fair)
REACH: Follower[int, Reached] = Follower("passes", preview=preview_reach)
ENTERED: Follower[int, int] = Follower("passes", preview=preview_entered)
COPY: Follower[FairCopy, Effect] = Follower("passes", copy_rules)
