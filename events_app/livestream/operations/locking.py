"""The locks changes of sessions begin with."""

from collections.abc import Sequence

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


async def queue_for_slot(studio: int | None, host: int | None, producers: Sequence[int]) -> None:
    """Let everybody who wants the same studio, host or producer go one after the other.

    The exclusion constraints decide; but of several who insert at once each would wait for the other, and PostgreSQL
    would end all but one as deadlocked, with nothing to tell them about the clash. Always in the same order.
    """
    names = [f"studio:{studio}"] if studio else []
    names += [f"host:{host}"] if host else []
    names += [f"producer:{producer}" for producer in sorted(producers)]
    await fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended('stream-slot:' || name, 0)) FROM unnest($1::text[]) AS name",
        names,
    )
