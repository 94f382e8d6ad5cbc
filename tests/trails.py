"""What operations leave behind besides their rows: the log of who did what, and messages for those above."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec

from events_app.platform.db import fetch
from events_app.platform.live import PG_CHANNEL
from tests.clock import NOW


def audit(action: str, subject: str, subject_id: int | None, office: int | None, data: dict[str, Any], at: Any = NOW):
    """One line of the log, as `audit_trail` gives it."""
    return {"action": action, "subject": subject, "subject_id": subject_id, "office": office, "data": data, "at": at}


async def audit_trail(prefix: str = "") -> list[dict[str, Any]]:
    """Every line of the log whose action begins so, the oldest first."""
    rows = await fetch(
        "SELECT action, subject, subject_id, office, data, at FROM audit_entry WHERE starts_with(action, $1)"
        " ORDER BY id",
        prefix,
    )
    return [{**row, "data": msgspec.json.decode(row["data"])} for row in rows]


async def messages(prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Topic and payload of every message whose topic begins so, the oldest first."""
    rows = await fetch(
        "SELECT topic, payload FROM outbox_message WHERE starts_with(topic, $1) ORDER BY id",
        prefix,
    )
    return [(row["topic"], msgspec.json.decode(row["payload"])) for row in rows]


@asynccontextmanager
async def heard_nudges(dsn: str) -> AsyncIterator[list[str]]:
    """The nudges pages got while the block ran, as `channel message`; complete once it is left."""
    heard: list[str] = []
    connection = await asyncpg.connect(dsn)
    await connection.add_listener(PG_CHANNEL, lambda *told: heard.append(told[-1]))
    try:
        yield heard
        await connection.execute("SELECT 1")
    finally:
        await connection.close()
