"""What could not be delivered in two days, how much waits, and another try."""

from datetime import datetime

import msgspec

from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.errors import NotFound
from events_app.platform.i18n import N_
from events_app.platform.outbox.messages import wake_workers


class DeadLetterNotFound(NotFound):
    code = "dead_letter_not_found"
    message = N_("This work does not wait any more: somebody has already had it tried again.")


class DeadLetter(msgspec.Struct, frozen=True):
    """One handler's share of a message that was given up."""

    id: int
    topic: str
    handler: str
    attempts: int
    created_at: datetime
    dead_at: datetime
    last_error: str


class OutboxFigures(msgspec.Struct, frozen=True):
    """How the outbox stands: deliveries and messages due now, the instant the oldest was due, and dead letters."""

    due: int
    oldest_due_at: datetime | None
    dead: int


async def list_dead(*, limit: int = 50) -> list[DeadLetter]:
    """List dead letters, the latest first."""
    rows = await fetch(
        "SELECT d.id, m.topic, d.handler, d.attempts, m.created_at, d.dead_at, d.last_error FROM outbox_delivery d"
        " JOIN outbox_message m ON m.id = d.message WHERE d.dead_at IS NOT NULL ORDER BY d.dead_at DESC, d.id LIMIT $1",
        limit,
    )
    return [DeadLetter(**row) for row in rows]


async def count_outbox(*, now: datetime) -> OutboxFigures:
    """Count what is due and what is dead."""
    [row] = await fetch(
        "SELECT (SELECT count(*) FROM outbox_delivery WHERE dead_at IS NOT NULL) AS dead, w.due, w.oldest_due_at FROM"
        " (SELECT count(*) AS due, min(since) AS oldest_due_at FROM ("
        "  SELECT created_at AS since FROM outbox_message WHERE NOT fanned_out UNION ALL"
        "  SELECT next_attempt_at FROM outbox_delivery"
        "  WHERE done_at IS NULL AND dead_at IS NULL AND next_attempt_at <= $1) AS waiting) AS w",
        now,
    )
    return OutboxFigures(**row)


async def revive(delivery: int, *, now: datetime) -> DeadLetter:
    """Have a dead letter tried for another two days; who may say so is for the caller to know.

    Raises:
        DeadLetterNotFound: It is not one, or no longer.
    """
    ensure_in_transaction()
    rows = await fetch(
        "WITH found AS (SELECT * FROM outbox_delivery WHERE id = $1 AND dead_at IS NOT NULL FOR UPDATE)"
        " UPDATE outbox_delivery d SET dead_at = NULL, give_up_at = NULL, attempts = 0, next_attempt_at = $2"
        " FROM found f JOIN outbox_message m ON m.id = f.message WHERE d.id = f.id"
        " RETURNING d.id, m.topic, d.handler, f.attempts, m.created_at, f.dead_at, f.last_error",
        delivery,
        now,
    )
    if not rows:
        raise DeadLetterNotFound
    await wake_workers()
    return DeadLetter(**rows[0])
