"""Sessions follow their fair: when it moves they move, when it is cancelled they are. Called by outbox handlers."""

from datetime import date, datetime

from events_app.livestream import queries, rules
from events_app.livestream.operations.broadcast import call_off
from events_app.livestream.operations.locking import queue_for_slot
from events_app.livestream.operations.recording import record_change
from events_app.livestream.schemas import Session, Status
from events_app.livestream.tables import StreamSession
from events_app.platform.actor import SYSTEM
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import ONE_MORE, update_row

_CLASHES = """
SELECT EXISTS (
    SELECT 1 FROM stream_session o
    WHERE o.id <> $1 AND o.status NOT IN ('cancelled', 'unscheduled') AND o.starts_at < $3 AND o.ends_at > $2
      AND (o.studio = $4 OR o.host = $5 OR EXISTS (
          SELECT 1 FROM stream_seller a JOIN stream_seller b ON b.producer = a.producer
          WHERE a.session = $1 AND b.session = o.id))
) AS taken
"""


async def move_with_fair(fair: int, before: date | None, after: date | None, zone: str, *, now: datetime) -> None:
    """Move the sessions of a fair by as many days as the fair moved, in the handler's transaction.

    A session whose studio, host or producer is taken at its new time, and every session while the new days are
    unknown, is unscheduled: its slot is free for others, calendars say that it is postponed, the desk lists it.
    """
    ensure_in_transaction()
    days = None if before is None or after is None else (after - before).days
    waiting = await _lock_sessions_of(fair)
    # The farthest first, so that no session is moved onto one of its own that has still to move.
    for session in sorted(waiting, key=lambda each: each.starts_at, reverse=(days or 0) > 0):
        if days is None:
            await _write(session, session.starts_at, session.ends_at, "unscheduled", now=now)
        else:
            await _move(session, days, zone, now=now)


async def cancel_with_fair(fair: int, reason: Bilingual, *, now: datetime) -> None:
    """Cancel the sessions of a cancelled fair, in the handler's transaction."""
    ensure_in_transaction()
    for session in await _lock_sessions_of(fair):
        await call_off(session, reason)
        await record_change(
            session.id,
            "stream_session.cancelled",
            topic="stream_session.cancelled" if session.published_at else "",
            data={"reason": {"vi": reason.vi, "en": reason.en}, "fair": fair},
            acting=SYSTEM,
            now=now,
        )


async def _lock_sessions_of(fair: int) -> list[Session]:
    rows = await fetch(
        "SELECT id FROM stream_session WHERE fair = $1 AND status IN ('draft', 'unscheduled', 'scheduled')"
        " ORDER BY id FOR UPDATE",
        fair,
    )
    return [await queries.session_by_id(row["id"]) for row in rows]


async def _move(session: Session, days: int, zone: str, *, now: datetime) -> None:
    starts_at, ends_at = (rules.shifted(moment, days, zone) for moment in (session.starts_at, session.ends_at))
    sellers = [seller.producer for seller in await queries.list_sellers(session.id)]
    await queue_for_slot(session.studio_id, session.host_id, sellers)
    [found] = await fetch(_CLASHES, session.id, starts_at, ends_at, session.studio_id, session.host_id)
    back: Status = "scheduled" if session.published_at and session.studio and session.host else "draft"
    await _write(session, starts_at, ends_at, "unscheduled" if found["taken"] else back, now=now)


async def _write(session: Session, starts_at: datetime, ends_at: datetime, status: Status, *, now: datetime) -> None:
    """Write the new time and state of a locked session and tell whoever knew the old ones."""
    moved = {"starts_at": starts_at, "ends_at": ends_at, "status": status, "revision": ONE_MORE}
    await update_row(StreamSession, moved, where={"id": session.id})
    action = "stream_session.unscheduled" if status == "unscheduled" else "stream_session.moved"
    before = {"starts_at": session.starts_at.isoformat(), "ends_at": session.ends_at.isoformat()}
    topic = action if session.published_at else ""
    await record_change(session.id, action, topic=topic, data={"before": before}, acting=SYSTEM, now=now)
