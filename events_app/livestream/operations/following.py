"""Sessions follow their fair, in its transaction: when it moves they move, when it is cancelled they are."""

from datetime import datetime

from events_app.fairs.changes import Effect, FairChange
from events_app.fairs.rules import local_day
from events_app.livestream import queries, rules
from events_app.livestream.operations.answers import close_orders_of
from events_app.livestream.operations.broadcast import call_off
from events_app.livestream.operations.locking import queue_for_slot
from events_app.livestream.operations.recording import record_change
from events_app.livestream.schemas import Session, Status
from events_app.livestream.tables import StreamSession
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_, Bilingual
from events_app.platform.rows import ONE_MORE, update_row, update_rows

_CLASHES = """
SELECT EXISTS (
    SELECT 1 FROM stream_session o
    WHERE o.id <> $1 AND o.status NOT IN ('cancelled', 'unscheduled') AND o.starts_at < $3 AND o.ends_at > $2
      AND (o.studio = $4 OR o.host = $5 OR EXISTS (
          SELECT 1 FROM stream_seller a JOIN stream_seller b ON b.producer = a.producer
          WHERE a.session = $1 AND b.session = o.id))
) AS taken
"""


MOVED = N_("Livestreams that go with their days, at the same hours: %(sessions)s")
WAITING = N_("Livestreams that wait until the fair has days again: %(sessions)s")
LEFT = N_("Livestreams without a time: %(sessions)s (%(titles)s). Give them another one.")
CANCELLED = N_("Livestreams that are cancelled, and those who sell in them are told: %(sessions)s")
_MOST_NAMED = 3


async def follow_fair(change: FairChange, acting: Actor, now: datetime) -> list[Effect]:
    """Sessions go with the days of their fair, and end with it; their entries carry its name.

    A session whose day has no date, or whose studio, host or producer is taken at its new time, is unscheduled: its
    slot is free for others, calendars say that it is postponed, the desk lists it. A fair that is a draft again leaves
    its sessions alone: they are the office's own.
    """
    if change.calls_off:
        return await _cancel(change, acting=acting, now=now)
    if change.dates_changed:
        return await _move_all(change, acting=acting, now=now)
    return []


async def _cancel(change: FairChange, *, acting: Actor, now: datetime) -> list[Effect]:
    reason = change.after.reason
    sessions = await _lock_sessions_of(change.fair)
    for session in sessions:
        await call_off(session, reason)
        await record_change(
            session.id,
            "stream_session.cancelled",
            topic="stream_session.cancelled" if session.published_at else "",
            data={"reason": {"vi": reason.vi, "en": reason.en}, "fair": change.fair},
            acting=acting,
            now=now,
        )
    if not sessions:
        return []
    await close_orders_of([session.id for session in sessions], acting=acting, now=now)
    return [Effect(code="streams_cancelled", says=CANCELLED, data={"sessions": len(sessions)})]


async def _move_all(change: FairChange, *, acting: Actor, now: datetime) -> list[Effect]:
    """Give every session its new time: all slots are freed first, so that none is in the way of another."""
    waiting = await _lock_sessions_of(change.fair)
    goals = {session.id: change.new_moment(session.starts_at) for session in waiting}
    moving = [each for each in waiting if goals[each.id] != each.starts_at or each.status == "unscheduled"]
    if moving:
        await update_rows(StreamSession, {"status": "unscheduled"}, where={"id": [each.id for each in moving]})
    moved, left = 0, []
    for session in sorted(moving, key=lambda each: (each.status == "unscheduled", each.id)):
        goal = goals[session.id]
        if goal is not None and await _move(session, goal, change.after.time_zone, acting=acting, now=now):
            moved += 1
        else:
            left.append(session.title)
            if goal is None:
                await _write(session, session.starts_at, session.ends_at, "unscheduled", acting=acting, now=now)
    return _effects(change, moved, left)


def _effects(change: FairChange, moved: int, left: list[Bilingual]) -> list[Effect]:
    effects = [Effect(code="streams_moved", says=MOVED, data={"sessions": moved})] if moved else []
    if not left:
        return effects
    if change.after.starts_on is None:
        return [*effects, Effect(code="streams_wait", says=WAITING, data={"sessions": len(left)})]
    data = {"sessions": len(left), "titles": left[:_MOST_NAMED]}
    return [*effects, Effect(code="streams_left", says=LEFT, data=data, is_work=True, link="/livestreams")]


async def _lock_sessions_of(fair: int) -> list[Session]:
    rows = await fetch(
        "SELECT id FROM stream_session WHERE fair = $1 AND status IN ('draft', 'unscheduled', 'scheduled')"
        " ORDER BY id FOR UPDATE",
        fair,
    )
    return [await queries.session_by_id(row["id"]) for row in rows]


async def _move(session: Session, starts_at: datetime, zone: str, *, acting: Actor, now: datetime) -> bool:
    """Write the new time of a session; False when somebody it needs is taken then."""
    days = (local_day(starts_at, zone) - local_day(session.starts_at, zone)).days
    ends_at = rules.shifted(session.ends_at, days, zone)
    sellers = [seller.producer for seller in await queries.list_sellers(session.id)]
    await queue_for_slot(session.studio_id, session.host_id, sellers)
    [found] = await fetch(_CLASHES, session.id, starts_at, ends_at, session.studio_id, session.host_id)
    back: Status = "scheduled" if session.published_at and session.studio and session.host else "draft"
    status: Status = "unscheduled" if found["taken"] else back
    await _write(session, starts_at, ends_at, status, acting=acting, now=now)
    return not found["taken"]


async def _write(
    session: Session, starts_at: datetime, ends_at: datetime, status: Status, *, acting: Actor, now: datetime
) -> None:
    """Write the new time and state of a locked session and tell whoever knew the old ones."""
    moved = {"starts_at": starts_at, "ends_at": ends_at, "status": status}
    if (starts_at, ends_at, status) == (session.starts_at, session.ends_at, session.status):
        await update_row(StreamSession, moved, where={"id": session.id})
        return
    await update_row(StreamSession, moved | {"revision": ONE_MORE}, where={"id": session.id})
    action = "stream_session.unscheduled" if status == "unscheduled" else "stream_session.moved"
    before = {"starts_at": session.starts_at.isoformat(), "ends_at": session.ends_at.isoformat()}
    topic = action if session.published_at else ""
    await record_change(session.id, action, topic=topic, data={"before": before}, acting=acting, now=now)
