"""What every change of a session brings with it: calendars, live pages, the log, messages upwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.agenda.operations import put_entries, remove_entries
from events_app.agenda.schemas import CalendarEntry
from events_app.livestream.entries import entry_of, feeds_of, is_listed, source_of
from events_app.livestream.queries import line_up_of, list_sellers, session_by_id
from events_app.livestream.schemas import Session
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.live import notify
from events_app.platform.outbox import put_message


async def put_session_entries(sessions: Sequence[Session], *, now: datetime) -> None:
    """Make calendars say what these sessions are now."""
    await remove_entries(sources=[source_of(each.id) for each in sessions if not is_listed(each)], now=now)
    puts: list[tuple[CalendarEntry, Sequence[str]]] = []
    for session in sessions:
        if is_listed(session):
            sellers = [seller.producer for seller in await list_sellers(session.id)]
            puts.append((entry_of(session, await line_up_of(session.id, now=now)), feeds_of(session, sellers)))
    await put_entries(puts, now=now)


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
