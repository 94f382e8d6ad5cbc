"""One message for one handler: claimed, handled within a time limit, done or put off, given up after two days.

The claim is a lock for the handler and the row's own: both end with their process, so a crash loses nothing, and one
handler works on one message at a time in all processes together, the oldest first. A handler's own writes and the mark
"done" share one transaction, so it acts exactly once on this database.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, NamedTuple

import msgspec

from events_app.platform.db import fetch, transaction

logger = logging.getLogger(__name__)

TIME_LIMIT_SECONDS = 30.0
GIVE_UP_AFTER = timedelta(days=2)
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_MOST_DOUBLINGS = 10  # 5 s · 2¹⁰ is past the longest wait
_FANNED_AT_ONCE = 500
_LOCK = 1_861_730_002  # any number, as long as no other kind of lock takes it


class Handler(NamedTuple):
    """What to do for a topic.

    `function` runs inside the delivery's transaction, must not open its own, and is cancelled after `seconds`.
    """

    name: str
    function: Callable[[dict[str, Any], int, datetime], Awaitable[None]]
    seconds: float = TIME_LIMIT_SECONDS


Handlers = Mapping[str, Sequence[Handler]]


class NotYetError(Exception):
    """Raised by a handler that builds upon another's work, which is still on its way: asked again in a few seconds."""


class HandlerTooSlowError(Exception):
    """A handler did not come to an end within its time."""


class Outcome(Enum):
    """How one delivery went."""

    DONE = auto()
    FAILED = auto()
    HUNG = auto()


async def fan_out(handlers: Handlers, *, now: datetime) -> None:
    """Give every new message a delivery row for each handler of its topic."""
    async with transaction():
        messages = await fetch(
            "SELECT id, topic FROM outbox_message WHERE NOT fanned_out ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED",
            _FANNED_AT_ONCE,
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


async def find_due(names: Sequence[str], *, now: datetime) -> list[str]:
    """Which of these handlers have something to do."""
    rows = await fetch(
        "SELECT name FROM unnest($1::text[]) AS n (name) WHERE EXISTS (SELECT FROM outbox_delivery d"
        " WHERE d.handler = n.name AND d.done_at IS NULL AND d.dead_at IS NULL AND d.next_attempt_at <= $2)",
        names,
        now,
    )
    return [row["name"] for row in rows]


async def deliver_one(handler: Handler, *, now: datetime) -> Outcome | None:
    """Claim one due delivery of a handler and run it; None when nothing is due."""
    claimed: dict[str, Any] | None = None
    try:
        async with transaction():
            claimed = await _claim(handler.name, now)
            if claimed is None:
                return None
            await _handle(handler, claimed, now)
            await fetch("UPDATE outbox_delivery SET done_at = $2, last_error = '' WHERE id = $1", claimed["id"], now)
    except Exception as error:
        if claimed is None:
            raise
        if not isinstance(error, NotYetError):
            logger.exception("Outbox handler %s failed on message %s", handler.name, claimed["message"])
        await _put_off(claimed["id"], claimed["attempts"], error, now=now)
        return Outcome.HUNG if isinstance(error, HandlerTooSlowError) else Outcome.FAILED
    return Outcome.DONE


async def _claim(name: str, now: datetime) -> dict[str, Any] | None:
    """Take the next message of a handler; None when there is none, or somebody is at this handler's work already."""
    free = await fetch("SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS mine", _LOCK, name)
    if not free[0]["mine"]:
        return None
    rows = await fetch(
        "SELECT d.id, d.attempts, m.id AS message, m.payload FROM outbox_delivery d "
        "JOIN outbox_message m ON m.id = d.message "
        "WHERE d.handler = $1 AND d.done_at IS NULL AND d.dead_at IS NULL AND d.next_attempt_at <= $2 "
        "ORDER BY d.next_attempt_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED",
        name,
        now,
    )
    return dict(rows[0]) if rows else None


async def _handle(handler: Handler, claimed: dict[str, Any], now: datetime) -> None:
    limit = asyncio.timeout(handler.seconds)
    try:
        async with limit:
            await handler.function(msgspec.json.decode(claimed["payload"]), claimed["message"], now)
    except TimeoutError:
        if limit.expired():
            message = f"{handler.name} did not end within {handler.seconds:g} seconds"
            raise HandlerTooSlowError(message) from None
        raise


async def _put_off(delivery: int, attempts: int, error: Exception, *, now: datetime) -> None:
    """Try again later; two days after the first failure it is a dead letter, due never unless somebody says so."""
    await fetch(
        "UPDATE outbox_delivery SET attempts = attempts + 1, last_error = $5,"
        " give_up_at = COALESCE(give_up_at, $2::timestamptz + $4), dead_at = CASE WHEN give_up_at <= $2 THEN $2 END,"
        " next_attempt_at = CASE WHEN give_up_at <= $2 THEN 'infinity' ELSE $3::timestamptz END"
        " WHERE id = $1 AND done_at IS NULL",
        delivery,
        now,
        now + wait_before(attempts + 1, random.uniform(0.8, 1.2)),  # noqa: S311 - jitter
        GIVE_UP_AFTER,
        "" if isinstance(error, NotYetError) else storable(f"{type(error).__name__}: {error}")[:500],
    )


def wait_before(attempt: int, jitter: float = 1.0) -> timedelta:
    """How long to wait before an attempt, counted from the first repeat; doubling, an hour at most.

    >>> [str(wait_before(attempt)) for attempt in (1, 2, 3, 10, 11, 44, 10_000)]
    ['0:00:05', '0:00:10', '0:00:20', '0:42:40', '1:00:00', '1:00:00', '1:00:00']
    """
    doubled: timedelta = _FIRST_WAIT * 2 ** min(attempt - 1, _MOST_DOUBLINGS)
    return min(doubled, _LONGEST_WAIT) * jitter


def storable(text: str) -> str:
    r"""Leave out what the database does not take as text: what an error says may be anything.

    >>> storable("a\x00b\ud800")
    'ab?'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode()
