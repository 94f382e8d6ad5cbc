"""Drafts at the deadline: their owners are reminded before it, and after it they stand in nobody's way."""

from datetime import datetime

from events_app.applications.operations.steps import record_step
from events_app.applications.rules.applications import ApplicationState, CallTerms
from events_app.applications.rules.deadlines import LEFT_ALONE_FOR, REMINDED_BEFORE, is_left_behind
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction
from events_app.platform.outbox import put_message

REMINDED_AT_ONCE = 200


async def set_draft_aside(fair: int, producer: int, terms: CallTerms | None, *, acting: Actor, now: datetime) -> None:
    """Withdraw a producer's draft that was left at a deadline, so that another application can begin. No letter."""
    rows = await fetch(
        "SELECT id, changed_at FROM booth_application WHERE fair = $1 AND producer = $2 AND state = 'draft' FOR UPDATE",
        fair,
        producer,
    )
    for row in rows:
        if is_left_behind(row["changed_at"], terms, now):
            await fetch(
                "UPDATE booth_application SET state = 'withdrawn', revision = revision + 1, changed_at = $2"
                " WHERE id = $1",
                row["id"],
                now,
            )
            state = ApplicationState.WITHDRAWN
            await record_step(row["id"], state, "", was=ApplicationState.DRAFT, told=False, acting=acting, now=now)


async def remind_drafts(*, now: datetime) -> int:
    """Tell owners of drafts that the deadline is near, each once; returns how many.

    The row remembers it in the transaction of its message: whoever restarts or runs beside another sends nothing twice.
    """
    async with transaction():
        rows = await fetch(
            """
            WITH due AS (
                SELECT a.id, c.closes_at FROM booth_application a
                JOIN application_call c ON c.fair = a.fair JOIN fair f ON f.id = a.fair
                WHERE a.state = 'draft' AND a.reminded_at IS NULL AND a.changed_at <= $2
                  AND c.is_open AND coalesce(c.opens_at, $1) <= $1 AND c.closes_at > $1 AND c.closes_at <= $3
                  AND f.status = 'published'
                ORDER BY a.id LIMIT $4 FOR UPDATE OF a SKIP LOCKED
            )
            UPDATE booth_application a SET reminded_at = $1 FROM due WHERE a.id = due.id
            RETURNING a.id, a.fair, a.producer, due.closes_at
            """,
            now,
            now - LEFT_ALONE_FOR,
            now + REMINDED_BEFORE,
            REMINDED_AT_ONCE,
        )
        for row in rows:
            payload = {
                "application": row["id"],
                "fair": row["fair"],
                "producer": row["producer"],
                "state": ApplicationState.DRAFT,
                "closes_at": row["closes_at"].isoformat(),
            }
            await put_message("application.draft_due", payload, now=now)
        return len(rows)
