"""The lock every change of a session begins with."""

from events_app.livestream.errors import SessionNotFound
from events_app.livestream.queries import session_by_id
from events_app.livestream.schemas import Session
from events_app.platform.actor import Actor
from events_app.platform.db import fetch


async def lock_session(session: int, *, acting: Actor) -> Session:
    """Lock a session of the asker's office and read it as it is now.

    Raises:
        SessionNotFound: There is none.
        NotAllowed: It is another office's.
    """
    if not await fetch("SELECT 1 FROM stream_session WHERE id = $1 FOR UPDATE", session):
        raise SessionNotFound
    found = await session_by_id(session)
    acting.ensure_organizes(found.office)
    return found
