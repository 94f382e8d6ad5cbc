"""What booths do when a fair changes: the calendars of its producers follow."""

from datetime import datetime
from typing import Any

from events_app.booths.operations.entries import refresh_booth_entries
from events_app.booths.operations.fees import end_fees_of_fair
from events_app.platform.outbox import Handler


async def follow_fair(payload: dict[str, Any], _message: int, now: datetime) -> None:
    """Put the booth days of every producer at the fair anew."""
    await refresh_booth_entries(payload["fair"], now=now)


async def end_fees(payload: dict[str, Any], _message: int, now: datetime) -> None:
    """A fair that does not take place costs nothing."""
    await end_fees_of_fair(payload["fair"], now=now)


_FOLLOW = Handler("booths.follow_fair", follow_fair)

HANDLERS = {topic: [_FOLLOW] for topic in ("fair.published", "fair.moved", "fair.postponed", "fair.cancelled")}
HANDLERS["fair.cancelled"].append(Handler("booths.end_fees", end_fees))
