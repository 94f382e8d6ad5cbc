"""Editing a fair's programme: a room holds one part at a time."""

from datetime import datetime
from typing import Any

from msgspec import UNSET

from events_app.fairs import tables
from events_app.fairs.errors import ProgrammeSessionNotFound, RoomTaken, RoomTakenMeanwhile
from events_app.fairs.operations.agenda_entries import forget_session_entry, put_fair_entries
from events_app.fairs.operations.locking import lock_fair, lock_fair_by_id
from events_app.fairs.operations.recording import audit_fair
from events_app.fairs.queries import find_programme_session, session_of
from events_app.fairs.rules import check_programme_session, ensure_changeable, room_key
from events_app.fairs.schemas import Fair, ProgrammePart, ProgrammeSession, ProgrammeSessionInput, ProgrammeSessionPatch
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, register, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual, nfc
from events_app.platform.rows import ONE_MORE, columns_of, insert_row, update_row

register({"programme_session_room_free": RoomTakenMeanwhile})


async def add_programme_session(
    slug: str, values: ProgrammeSessionInput, *, acting: Actor, now: datetime
) -> ProgrammeSession:
    """Add a part to a fair's programme."""
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        ensure_changeable(fair.status)
        part = _clean(values)
        await _ensure_sound(part, fair, session=None)
        own = {"fair": fair.id, "created_at": now}
        row = await insert_row(tables.ProgrammeSession, part, _derived(part, fair, now), own, returning="*")
        return await _record(fair, session_of(row), "fair.programme_added", acting=acting, now=now)


async def edit_programme_session(
    session: int, patch: ProgrammeSessionPatch, *, acting: Actor, now: datetime
) -> ProgrammeSession:
    """Change a part of the programme at the revision that was seen.

    Raises:
        StaleRevision: It was changed meanwhile; the error carries the present state.
        RoomTaken: Another part has the room then.
    """
    async with transaction():
        fair_id, _ = await find_programme_session(session, acting=acting)
        fair = await lock_fair_by_id(fair_id, acting=acting, now=now)
        ensure_changeable(fair.status)
        before = await _present(session)
        if before.revision != patch.revision:
            raise StaleRevision(current=before, revision=before.revision)
        part = _clean(_merged(before, patch))
        await _ensure_sound(part, fair, session=session)
        columns = columns_of(part, _derived(part, fair, now), {"revision": ONE_MORE})
        await update_row(tables.ProgrammeSession, columns, where={"id": session})
        after = await _present(session)
        return await _record(fair, after, "fair.programme_edited", acting=acting, now=now)


async def remove_programme_session(session: int, *, acting: Actor, now: datetime) -> None:
    """Take a part out of the programme."""
    async with transaction():
        fair_id, removed = await find_programme_session(session, acting=acting)
        fair = await lock_fair_by_id(fair_id, acting=acting, now=now)
        ensure_changeable(fair.status)
        await fetch("DELETE FROM programme_session WHERE id = $1", session)
        await forget_session_entry(session, now=now)
        await _record(fair, removed, "fair.programme_removed", acting=acting, now=now)


async def _present(session: int) -> ProgrammeSession:
    """The part as it is under the lock of its fair."""
    rows = await fetch("SELECT * FROM programme_session WHERE id = $1 FOR UPDATE", session)
    if not rows:
        raise ProgrammeSessionNotFound
    return session_of(rows[0])


async def _ensure_sound(part: ProgrammePart, fair: Fair, *, session: int | None) -> None:
    check_programme_session(
        title_vi=part.title.vi,
        title_en=part.title.en,
        room=part.room,
        speakers=part.speakers,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        fair_days=(fair.starts_on, fair.ends_on),
        time_zone=fair.time_zone,
    )
    if not part.room or fair.starts_on is None:
        return
    rows = await fetch(
        "SELECT * FROM programme_session WHERE fair = $1 AND scheduled AND room_key = $2 AND starts_at <"
        " $4"
        " AND ends_at > $3 AND id IS DISTINCT FROM $5 ORDER BY starts_at LIMIT 1",
        fair.id,
        room_key(part.room),
        part.starts_at,
        part.ends_at,
        session,
    )
    if rows:
        other = session_of(rows[0])
        raise RoomTaken(part.room, other.title.text(), other.id, other.starts_at, other.ends_at)


def _clean(values: ProgrammePart) -> ProgrammePart:
    return ProgrammePart(
        kind=values.kind,
        title=Bilingual(vi=nfc(values.title.vi), en=nfc(values.title.en)),
        room=nfc(values.room),
        speakers=[name for name in map(nfc, values.speakers) if name],
        starts_at=values.starts_at,
        ends_at=values.ends_at,
    )


def _merged(before: ProgrammeSession, patch: ProgrammeSessionPatch) -> ProgrammePart:
    def chosen(name: str) -> Any:
        given = getattr(patch, name)
        return getattr(before, name) if given is UNSET else given

    return ProgrammePart(**{name: chosen(name) for name in ProgrammePart.__struct_fields__})


def _derived(part: ProgrammePart, fair: Fair, now: datetime) -> dict[str, Any]:
    """The columns that follow from what is said of a part."""
    return {"room_key": room_key(part.room), "scheduled": fair.starts_on is not None, "changed_at": now}


async def _record(
    fair: Fair, session: ProgrammeSession, action: str, *, acting: Actor, now: datetime
) -> ProgrammeSession:
    await put_fair_entries(fair, now=now)
    data = {"session": session.id, "title": session.title.vi}
    await audit_fair(acting, action, fair, data, now=now)
    return session
