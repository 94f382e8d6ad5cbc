"""Requests upwards: a message written with its cause, handled later, exactly as often as each handler needs.

`put_message` runs in the operation's transaction. A worker fans each message out to one delivery row per handler
(the composition root names the handlers) and works the rows off with `FOR UPDATE SKIP LOCKED`: any number of
processes may run, a crash loses nothing, and a handler that failed is tried again without repeating the others.
A handler's own writes and the mark "done" share one transaction, so it acts exactly once on this database.
"""

import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.scheduler import Job

logger = logging.getLogger(__name__)

BATCH = 50
MAX_BACKOFF = timedelta(hours=1)
KEEP_FOR = timedelta(days=30)


class Handler(NamedTuple):
    """What to do for a topic. `function` runs inside the delivery's transaction and must not open its own."""

    name: str
    function: Callable[[dict[str, Any], int, datetime], Awaitable[None]]


Handlers = Mapping[str, Sequence[Handler]]


async def put_message(topic: str, payload: dict[str, Any], *, now: datetime) -> int:
    """Leave a message for whoever handles the topic; returns its id."""
    ensure_in_transaction()
    rows = await fetch(
        "INSERT INTO outbox_message (topic, payload, created_at, fanned_out) VALUES ($1, $2, $3, false) RETURNING id",
        topic,
        msgspec.json.encode(payload).decode(),
        now,
    )
    await fetch("SELECT pg_notify('events_app', 'outbox')")
    return int(rows[0]["id"])


async def deliver_due(handlers: Handlers, *, now: datetime) -> int:
    """Fan out new messages and work off what is due; returns how many deliveries were done."""
    await _fan_out(handlers, now=now)
    done = 0
    for _round in range(BATCH):
        outcome = await _deliver_one(handlers, now=now)
        if outcome is None:
            break
        done += outcome
    return done


async def _fan_out(handlers: Handlers, *, now: datetime) -> None:
    async with transaction():
        messages = await fetch(
            "SELECT id, topic FROM outbox_message WHERE NOT fanned_out ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED"
        )
        pairs = [(row["id"], handler.name) for row in messages for handler in handlers.get(row["topic"], ())]
        await fetch(
            "INSERT INTO outbox_delivery (message, handler, attempts, next_attempt_at, last_error) "
            "SELECT message, handler, 0, $3, '' FROM unnest($1::bigint[], $2::text[]) AS pair (message, handler) "
            "ON CONFLICT DO NOTHING",
            [message for message, _ in pairs],
            [name for _, name in pairs],
            now,
        )
        await fetch("UPDATE outbox_message SET fanned_out = true WHERE id = ANY($1)", [row["id"] for row in messages])


async def _deliver_one(handlers: Handlers, *, now: datetime) -> int | None:
    """Claim one due delivery and run its handler; None when nothing is due, 0 when it failed, 1 when done."""
    by_name = {handler.name: handler for some in handlers.values() for handler in some}
    claimed: dict[str, Any] | None = None
    try:
        async with transaction():
            rows = await fetch(
                "SELECT d.id, d.handler, d.attempts, m.id AS message, m.payload FROM outbox_delivery d "
                "JOIN outbox_message m ON m.id = d.message "
                "WHERE d.done_at IS NULL AND d.next_attempt_at <= $1 AND d.handler = ANY($2) "
                "ORDER BY d.next_attempt_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED",
                now,
                list(by_name),
            )
            if not rows:
                return None
            claimed = dict(rows[0])
            handler = by_name[claimed["handler"]]
            await handler.function(msgspec.json.decode(claimed["payload"]), claimed["message"], now)
            await fetch("UPDATE outbox_delivery SET done_at = $2, last_error = '' WHERE id = $1", claimed["id"], now)
    except Exception as error:
        if claimed is None:
            raise
        logger.exception("Outbox handler %s failed on message %s", claimed["handler"], claimed["message"])
        await _postpone(claimed["id"], claimed["attempts"], error, now=now)
        return 0
    return 1


async def _postpone(delivery: int, attempts: int, error: Exception, *, now: datetime) -> None:
    wait = min(timedelta(seconds=5 * 2**attempts), MAX_BACKOFF) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    await fetch(
        "UPDATE outbox_delivery SET attempts = attempts + 1, next_attempt_at = $2, last_error = $3 "
        "WHERE id = $1 AND done_at IS NULL",
        delivery,
        now + wait,
        f"{type(error).__name__}: {error}"[:500],
    )


async def sweep_delivered(now: datetime) -> None:
    """Forget messages that were fully delivered a month ago."""
    await fetch(
        "DELETE FROM outbox_message m WHERE fanned_out AND created_at < $1 AND NOT EXISTS "
        "(SELECT FROM outbox_delivery d WHERE d.message = m.id AND d.done_at IS NULL)",
        now - KEEP_FOR,
    )


def outbox_jobs(handlers: Handlers) -> list[Job]:
    """The jobs that keep the outbox empty; the composition root names the handlers."""

    async def deliver(now: datetime) -> None:
        await deliver_due(handlers, now=now)

    return [
        Job("outbox.deliver", timedelta(seconds=2), deliver),
        Job("outbox.sweep", timedelta(hours=6), sweep_delivered),
    ]
