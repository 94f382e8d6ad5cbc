"""What the livestream does when fairs change: outbox topics and who hears them."""

from datetime import date, datetime
from typing import Any

from events_app.fairs.queries import fair_by_id
from events_app.livestream.operations import cancel_with_fair, move_with_fair
from events_app.platform.outbox import Handler


async def follow_fair(payload: dict[str, Any], _message: int, now: datetime) -> None:
    """Move the sessions of a fair whose days changed."""
    fair = await fair_by_id(payload["fair"], now=now)
    before = _day(payload["old"]["starts_on"]) or fair.previous_starts_on
    after = _day(payload["new"]["starts_on"])
    if before != after:
        await move_with_fair(fair.id, before, after, fair.time_zone, now=now)


async def follow_cancellation(payload: dict[str, Any], _message: int, now: datetime) -> None:
    """Cancel the sessions of a cancelled fair."""
    fair = await fair_by_id(payload["fair"], now=now)
    await cancel_with_fair(fair.id, fair.reason, now=now)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


HANDLERS = {
    "fair.postponed": [Handler("livestream.follow_fair", follow_fair)],
    "fair.moved": [Handler("livestream.follow_fair", follow_fair)],
    "fair.cancelled": [Handler("livestream.follow_cancellation", follow_cancellation)],
}
