"""Reads stream sessions, and finds what stands in the way of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from events_app.livestream import rules
from events_app.livestream.errors import SessionNotFound, SlotTaken
from events_app.livestream.schemas import Claim, ClashingSession, Named, Session, SessionFilter
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_, Bilingual, fold, translate
from events_app.platform.listing import Listing, Window, encode_cursor

SELECT = """
SELECT s.*, t.name AS studio_name, h.name AS host_name, f.slug AS fair_slug,
       f.title_vi AS fair_title_vi, f.title_en AS fair_title_en,
       (SELECT count(*) FROM line_up_item i WHERE i.session = s.id) AS products
FROM stream_session s LEFT JOIN studio t ON t.id = s.studio LEFT JOIN host h ON h.id = s.host
     LEFT JOIN fair f ON f.id = s.fair
"""
# The same as `rules.is_public`, for lists.
PUBLIC = "(s.status IN ('scheduled', 'live', 'ended') OR s.published_at IS NOT NULL)"
_CLASH_HORIZON = timedelta(days=14)
_SOMETHING_ELSE = N_("another session")
_MOST = 1_000
_SELLS_THERE = "s.id IN (SELECT session FROM stream_seller WHERE producer = ANY($1::bigint[]))"


async def session_by_id(session: int) -> Session:
    """A session with everything, whoever asks: for operations.

    Raises:
        SessionNotFound: There is none.
    """
    rows = await fetch(SELECT + "WHERE s.id = $1", session)
    if not rows:
        raise SessionNotFound
    return session_of(rows[0])


async def sessions_by_ids(sessions: Sequence[int]) -> list[Session]:
    """Many sessions with everything, by number: for operations."""
    rows = await fetch(SELECT + "WHERE s.id = ANY($1::bigint[]) ORDER BY s.id", list(sessions))
    return [session_of(row) for row in rows]


async def find_session(session: int, *, acting: Actor) -> Session:
    """A session as far as the asker may see it.

    Raises:
        SessionNotFound: There is none, or it is another office's draft.
    """
    found = await session_by_id(session)
    if acting.organizes(found.office):
        return found
    if not rules.is_public(found.status, was_published=found.published_at is not None):
        raise SessionNotFound
    return for_public(found)


async def public_session(session: int, *, now: datetime) -> Session:  # noqa: ARG001 - as every public read
    """A session everybody may see.

    Raises:
        SessionNotFound: There is none, or it is a draft.
    """
    return await find_session(session, acting=Actor())


async def list_sessions(window: Window, wanted: SessionFilter, *, acting: Actor) -> Listing[Session]:
    """Public sessions and the own offices' drafts, the newest first."""
    where, values = _where(wanted, acting.organized_offices)
    [count] = await fetch(f"SELECT count(*) AS n FROM stream_session s WHERE {where}", *values)
    after = int(window.after[0]) if window.after else None
    rows = await fetch(
        SELECT + f"WHERE {where} AND ($7::bigint IS NULL OR s.id < $7) ORDER BY s.id DESC LIMIT $8",
        *values,
        after,
        window.limit + 1,
    )
    shown = [_as_seen(session_of(row), acting) for row in rows[: window.limit]]
    return Listing(shown, count["n"], encode_cursor(shown[-1].id) if len(rows) > window.limit else None)


async def all_sessions(wanted: SessionFilter, *, acting: Actor) -> list[Session]:
    """The sessions of the asker's offices by time, the ones that come next first: for the desk and its export."""
    where, values = _where(wanted, acting.organized_offices)
    rows = await fetch(
        SELECT + f"WHERE {where} AND s.office = ANY($1) ORDER BY s.starts_at DESC, s.id LIMIT $7", *values, _MOST
    )
    return [session_of(row) for row in rows]


async def list_public_sessions(*, now: datetime, limit: int = 50, past: bool = False) -> list[Session]:
    """What everybody may see: running and coming ones in their order, or the past ones, latest first."""
    when = "s.ends_at < $1" if past else "s.ends_at >= $1 AND s.status <> 'ended'"
    rows = await fetch(
        SELECT + f"WHERE {PUBLIC} AND {when} ORDER BY s.starts_at {'DESC' if past else ''}, s.id LIMIT $2",
        now,
        limit,
    )
    return [for_public(session_of(row)) for row in rows]


async def sessions_of_fair(fair: int) -> list[Session]:
    """The public sessions of one fair, in their order."""
    rows = await fetch(SELECT + f"WHERE {PUBLIC} AND s.fair = $1 ORDER BY s.starts_at, s.id", fair)
    return [for_public(session_of(row)) for row in rows]


async def sessions_between(
    offices: Sequence[int], first: datetime, after: datetime, *, fair: int | None = None
) -> list[Session]:
    """Every session of some offices that has time between two instants, for the week's view."""
    rows = await fetch(
        SELECT + "WHERE s.office = ANY($1) AND s.starts_at < $3 AND s.ends_at > $2"
        " AND ($4::bigint IS NULL OR s.fair = $4) ORDER BY s.starts_at, s.id",
        list(offices),
        first,
        after,
        fair,
    )
    return [session_of(row) for row in rows]


async def explain_clash(taken: SlotTaken, claim: Claim, *, acting: Actor, now: datetime) -> SlotTaken:
    """Say which session stands in the way and when the slot is free: asked after the database has refused."""
    mine, ids = {
        "studio": ("s.studio = ANY($1::bigint[])", [claim.studio]),
        "host": ("s.host = ANY($1::bigint[])", [claim.host]),
    }.get(taken.field, (_SELLS_THERE, claim.producers))
    rows = await fetch(
        SELECT + f"WHERE {mine} AND s.status NOT IN ('cancelled', 'unscheduled') AND s.id <> $2"
        " AND s.ends_at > $3 AND s.starts_at < $4 ORDER BY s.starts_at",
        ids,
        claim.session or 0,
        min(now, claim.starts_at - _CLASH_HORIZON),
        claim.ends_at + _CLASH_HORIZON,
    )
    busy = [session_of(row) for row in rows]
    overlapping = [each for each in busy if each.starts_at < claim.ends_at and each.ends_at > claim.starts_at]
    free = rules.nearest_free(
        [(each.starts_at, each.ends_at) for each in busy],
        claim.starts_at,
        claim.ends_at - claim.starts_at,
        not_before=now,
    )
    return type(taken)(_clashing(overlapping[0], acting) if overlapping else None, free_from=free)


def _clashing(clash: Session, acting: Actor) -> ClashingSession:
    known = acting.organizes(clash.office) or rules.is_public(
        clash.status, was_published=clash.published_at is not None
    )
    nameless = Bilingual(vi=translate("vi", _SOMETHING_ELSE), en=translate("en", _SOMETHING_ELSE))
    return ClashingSession(
        id=clash.id,
        title=clash.title if known else nameless,
        starts_at=clash.starts_at,
        ends_at=clash.ends_at,
        studio=clash.studio.name if clash.studio else None,
        host=clash.host.name if clash.host else None,
        status=clash.status,
    )


def _where(wanted: SessionFilter, offices: Sequence[int]) -> tuple[str, list[Any]]:
    where = (
        f"({PUBLIC} OR s.office = ANY($1)) AND ($2::text IS NULL OR s.status = $2)"
        " AND ($3::bigint IS NULL OR s.fair = $3) AND ($4::timestamptz IS NULL OR s.ends_at > $4)"
        " AND ($5::timestamptz IS NULL OR s.starts_at < $5) AND strpos(s.folded, $6) > 0"
    )
    return where, [
        list(offices), wanted.status, wanted.fair, wanted.since, wanted.until, fold(wanted.search[:200])
    ]  # fmt: skip


def _as_seen(session: Session, acting: Actor) -> Session:
    return session if acting.organizes(session.office) else for_public(session)


def for_public(session: Session) -> Session:
    """The session as a stranger sees it: the address only while it is announced and was not taken down."""
    shown = rules.shows_address(session.status, taken_down=session.taken_down_at is not None)
    return replace(session, stream_url=session.stream_url if shown else None)


def session_of(row: Any) -> Session:
    """Read a row of `SELECT`."""
    return Session(
        id=row["id"],
        office=row["office"],
        fair=row["fair_slug"],
        fair_id=row["fair"],
        fair_title=Bilingual(row["fair_title_vi"], row["fair_title_en"]) if row["fair"] else None,
        title=Bilingual(row["title_vi"], row["title_en"]),
        summary=Bilingual(row["summary_vi"], row["summary_en"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        studio=Named(row["studio"], row["studio_name"]) if row["studio"] else None,
        host=Named(row["host"], row["host_name"]) if row["host"] else None,
        platform=row["platform"],
        stream_url=row["stream_url"] or None,
        status=row["status"],
        reason=Bilingual(row["reason_vi"], row["reason_en"]),
        products=row["products"],
        live_at=row["live_at"],
        ended_at=row["ended_at"],
        taken_down_at=row["taken_down_at"],
        published_at=row["published_at"],
        revision=row["revision"],
    )
