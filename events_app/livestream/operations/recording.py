"""What every change of a session brings with it: calendars, live pages, the log, messages upwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.agenda.operations import put_entries, remove_entries
from events_app.agenda.schemas import CalendarEntry
from events_app.livestream.entries import entry_of, feeds_of, is_listed, source_of
from events_app.livestream.queries import line_ups_of, sellers_of, session_by_id, sessions_by_ids
from events_app.livestream.schemas import Session
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.live import notify
from events_app.platform.outbox import put_message


async def put_session_entries(sessions: Sequence[Session], *, now: datetime) -> None:
    """Make calendars say what these sessions are now."""
    await remove_entries(sources=[source_of(each.id) for each in sessions if not is_listed(each)], now=now)
    listed = [session for session in sessions if is_listed(session)]
    numbers = [session.id for session in listed]
    line_ups, sellers = await line_ups_of(numbers, now=now), await sellers_of(numbers)
    puts: list[tuple[CalendarEntry, Sequence[str]]] = [
        (entry_of(session, line_ups[session.id]), feeds_of(session, sellers[session.id])) for session in listed
    ]
    await put_entries(puts, now=now)


async def put_stream_entries(*, fair: int, now: datetime) -> None:
    """Make calendars say what the sessions of a fair that are not over are now, in the caller's transaction.

    Only an entry that would read differently counts up its SEQUENCE.
    """
    await _put_coming("fair = $1", fair, now=now)


async def put_entries_naming(*, producer: int | None = None, product: int | None = None, now: datetime) -> None:
    """Make calendars call a renamed producer or product by its name, where sessions that are not over show it."""
    shown = "id IN (SELECT session FROM line_up_item WHERE {} = $1)"
    if producer is not None:
        await _put_coming(shown.format("producer"), producer, now=now)
    if product is not None:
        await _put_coming(shown.format("product"), product, now=now)


async def _put_coming(which: str, number: int, *, now: datetime) -> None:
    """Lock the sessions first: what somebody else is changing in them now is read when that is done.

    Not the strongest lock, which orders would wait for (`place_order`): nothing of the session itself is written.
    """
    ensure_in_transaction()
    rows = await fetch(
        f"SELECT id FROM stream_session WHERE {which} AND status IN ('unscheduled', 'scheduled', 'live')"
        " AND ends_at > $2 ORDER BY id FOR NO KEY UPDATE",
        number,
        now,
    )
    await put_session_entries(await sessions_by_ids([row["id"] for row in rows]), now=now)


async def record_change(
    session: int, action: str, *, topic: str = "", data: dict[str, Any] | None = None, acting: Actor, now: datetime
) -> Session:
    """Read the session as it is now and let everybody concerned know; gives it back."""
    after = await session_by_id(session)
    await put_session_entries([after], now=now)
    await record_audit(
        acting, action, subject="stream_session", subject_id=session, office=after.office, data=data, now=now
    )
    if topic:
        await put_message(topic, {"stream_session": session, "revision": after.revision, **(data or {})}, now=now)
    await notify(f"office:{after.office}:livestreams")
    await notify(f"livestream:{session}")
    return after
