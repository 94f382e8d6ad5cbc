"""One notice for many readers: batches behind a cursor, so that a crash goes on where it stopped."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from events_app.outreach import tables
from events_app.outreach.audiences import Audience, Reached, count_readers, next_batch
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations.writing import write_letter
from events_app.outreach.schemas import Letter
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.live import notify
from events_app.platform.rows import insert_unless_there, update_row

BATCH = 200
_BATCHES_A_ROUND = 20

Compose = Callable[[Reached], Awaitable[Letter]]
"""Writes the letter of a notice for one reader, in their language."""

Prepare = Callable[[dict[str, Any], MailSettings], Awaitable[Compose]]
"""Reads once a batch what all its letters tell of."""


async def begin_fan_out(
    topic: str, audience: Audience, payload: dict[str, Any], *, cause: str, office: int, now: datetime
) -> None:
    """Order a notice to an audience inside the caller's transaction; the same cause orders it once."""
    ensure_in_transaction()
    total = await count_readers(audience, payload, now=now)
    order = {
        "topic": topic,
        "cause": cause,
        "audience": audience,
        "payload": payload,
        "office": office,
        "total": total,
        "created_at": now,
        "finished_at": None if total else now,
    }
    await insert_unless_there(tables.FanOut, order, unique=("cause", "audience"))


async def advance_fan_outs(mailing: MailSettings, composers: Mapping[str, Prepare], *, now: datetime) -> int:
    """Write the next batches of what was ordered; give how many letters were written.

    A batch's letters and its cursor move in one transaction. Several processes take different notices.
    """
    written = 0
    for _round in range(_BATCHES_A_ROUND):
        batch = await _advance_one(mailing, composers, now=now)
        if batch is None:
            break
        written += batch
    return written


async def _advance_one(mailing: MailSettings, composers: Mapping[str, Prepare], *, now: datetime) -> int | None:
    async with transaction():
        rows = await fetch(
            "SELECT id, topic, cause, audience, payload::text AS payload, office, cursor, total, done"
            " FROM fan_out WHERE finished_at IS NULL AND topic = ANY($1::varchar[])"
            " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
            sorted(composers),
        )
        if not rows:
            return None
        order = rows[0]
        payload = msgspec.json.decode(order["payload"], type=dict[str, Any])
        batch = await next_batch(Audience(order["audience"]), payload, after=order["cursor"], limit=BATCH, now=now)
        compose = await composers[order["topic"]](payload, mailing)
        written = 0
        for reader in batch.readers:
            written += await write_letter(
                await compose(reader),
                reader.recipient,
                cause=order["cause"],
                topic=order["topic"],
                mailing=mailing,
                office=order["office"],
                fan_out=order["id"],
                now=now,
            )
        done = min(order["total"], order["done"] + batch.size)
        moved = {"cursor": batch.last, "done": done, "finished_at": None if batch.size == BATCH else now}
        await update_row(tables.FanOut, moved, where={"id": order["id"]})
        await notify(f"office:{order['office']}:mails")
    return written
