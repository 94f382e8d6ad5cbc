"""Settles sessions that took place before the service was there (the demo's past); nobody is told."""

from datetime import datetime

from events_app.platform.db import fetch, transaction


async def settle_past_sessions(*, unseen: int, now: datetime) -> None:
    """Sessions of past days were held, by hosts whose identity was checked.

    Args:
        unseen: So many of the coming sessions still have sellers whose papers nobody saw.
        now: What lies before is past.
    """
    async with transaction():
        await fetch("UPDATE host SET identity_method = 'in_person', identity_checked_on = $1::date", now.date())
        await fetch(
            "UPDATE stream_seller SET papers_checked_at = $1 WHERE session NOT IN"
            " (SELECT id FROM stream_session WHERE starts_at > $1 ORDER BY starts_at LIMIT $2)",
            now,
            unseen,
        )
        await fetch(
            "UPDATE stream_session SET status = 'ended', live_at = starts_at, ended_at = ends_at WHERE ends_at < $1",
            now,
        )
