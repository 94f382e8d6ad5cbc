"""Messages: written in the transaction of what caused them, forgotten a month after all of it was done."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from events_app.platform.db import ensure_in_transaction, fetch

KEEP_FOR = timedelta(days=30)


async def put_message(topic: str, payload: dict[str, Any], *, now: datetime) -> int:
    """Leave a message for whoever handles the topic; returns its id."""
    ensure_in_transaction()
    rows = await fetch(
        "INSERT INTO outbox_message (topic, payload, created_at, fanned_out) VALUES ($1, $2, $3, false) RETURNING id",
        topic,
        msgspec.json.encode(payload).decode(),
        now,
    )
    await wake_workers()
    return int(rows[0]["id"])


async def wake_workers() -> None:
    """Have every process look into the outbox once this transaction has committed."""
    ensure_in_transaction()
    await fetch("SELECT pg_notify('events_app', 'outbox')")


async def sweep_delivered(now: datetime) -> None:
    """Forget messages that were fully delivered a month ago; dead letters stay until somebody has looked at them."""
    await fetch(
        "DELETE FROM outbox_message m WHERE fanned_out AND created_at < $1 AND NOT EXISTS "
        "(SELECT FROM outbox_delivery d WHERE d.message = m.id AND d.done_at IS NULL)",
        now - KEEP_FOR,
    )
