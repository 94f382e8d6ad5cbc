"""What passes do when a fair below them changes."""

from collections.abc import Sequence
from datetime import datetime

from events_app.fairs.changes import FairChange, Reached
from events_app.passes.queries import count_valid_passes
from events_app.platform.followers import Follower


async def preview_fair(change: FairChange, now: datetime) -> Sequence[Reached]:
    """How many holders of a valid pass hear of it."""
    return [Reached("passes", await count_valid_passes(change.fair, now))]


FAIR: Follower[FairChange, Reached] = Follower("passes", preview=preview_fair)
