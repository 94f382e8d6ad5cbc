"""Finds one fair, one part of a programme, one address."""

from collections.abc import Sequence
from datetime import date, datetime

from events_app.fairs.errors import FairNotFound, ProgrammeSessionNotFound
from events_app.fairs.queries.rows import PUBLIC, SELECT, SELECT_FOR_OFFICE, fair_of, for_office, session_of
from events_app.fairs.rules import slug_after_move
from events_app.fairs.schemas import (
    Fair,
    FairForOffice,
    ProgrammeItem,
    ProgrammeSession,
)
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.rows import struct_from


async def find_fair(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """The fair at an address it has or once had, as far as the asker may see it.

    Raises:
        FairNotFound: There is none, or it is another office's draft.
    """
    rows = await fetch(SELECT + "JOIN fair_alias a ON a.fair = f.id WHERE a.slug = $1", slug)
    if not rows:
        raise FairNotFound
    fair = fair_of(rows[0], now)
    if not fair.is_public and not acting.organizes(fair.office):
        raise FairNotFound
    return fair


async def find_public_fair(slug: str, *, now: datetime) -> Fair:
    """The public fair at an address; one asked for by an old address has another `slug` now: redirect.

    Raises:
        FairNotFound: There is none, or it is a draft.
    """
    rows = await fetch(
        SELECT + "JOIN fair_alias a ON a.fair = f.id WHERE a.slug = $1 AND " + PUBLIC,
        slug,
    )
    if not rows:
        raise FairNotFound
    return fair_of(rows[0], now)


async def fair_by_id(fair: int, *, now: datetime) -> Fair:
    """A fair by its number, whoever asks: for operations of other slices.

    Raises:
        FairNotFound: There is none.
    """
    rows = await fetch(SELECT + "WHERE f.id = $1", fair)
    if not rows:
        raise FairNotFound
    return fair_of(rows[0], now)


async def fairs_by_ids(ids: Sequence[int], *, now: datetime) -> dict[int, Fair]:
    """Many fairs by their numbers."""
    rows = await fetch(SELECT + "WHERE f.id = ANY($1)", list(ids))
    return {row["id"]: fair_of(row, now) for row in rows}


async def fair_for_office(slug: str, *, acting: Actor, now: datetime) -> FairForOffice:
    """One fair with its legal steps, for its own staff.

    Raises:
        FairNotFound: There is none the asker may see.
        NotAllowed: It is another office's.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    rows = await fetch(
        SELECT_FOR_OFFICE
        + "JOIN office o ON o.id = f.office WHERE f.id = $1",
        fair.id,
    )  # fmt: skip
    return for_office(rows[0], now)


async def programme_of(fair: int) -> list[ProgrammeSession]:
    """The programme in the order of its times; unscheduled parts last."""
    rows = await fetch(
        "SELECT * FROM programme_session WHERE fair = $1 ORDER BY NOT scheduled, starts_at, ends_at, id", fair
    )
    return [session_of(row) for row in rows]


async def programme_between(since: datetime, until: datetime, *, limit: int) -> list[ProgrammeItem]:
    """The next parts of the programmes of all public fairs within a span of time."""
    rows = await fetch(
        """
        SELECT s.title_vi, s.title_en, s.starts_at, s.room, f.slug, f.title_vi AS fair_vi, f.title_en AS fair_en
        FROM programme_session s JOIN fair f ON f.id = s.fair
        WHERE s.scheduled AND s.ends_at > $1 AND s.starts_at < $2 AND f.starts_on IS NOT NULL
          AND f.status IN ('published', 'postponed')
        ORDER BY s.starts_at, s.id LIMIT $3
        """,
        since,
        until,
        limit,
    )
    return [struct_from(ProgrammeItem, row) for row in rows]


async def find_programme_session(session: int, *, acting: Actor) -> tuple[int, ProgrammeSession]:
    """A part of a programme the asker may edit, and the number of its fair.

    Raises:
        ProgrammeSessionNotFound: There is none.
        NotAllowed: It is another office's.
    """
    rows = await fetch(
        "SELECT s.*, f.office FROM programme_session s JOIN fair f ON f.id = s.fair WHERE s.id = $1", session
    )
    if not rows:
        raise ProgrammeSessionNotFound
    acting.ensure_organizes(rows[0]["office"])
    return rows[0]["fair"], session_of(rows[0])


async def free_slug(wanted: str) -> str:
    """The wanted address, or the next free one after it."""
    rows = await fetch("SELECT slug FROM fair_alias WHERE slug = $1 OR slug LIKE $1 || '-%'", wanted)
    taken = {row["slug"] for row in rows}
    number = 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


async def slug_when_moved(fair: Fair, new_start: date | None) -> str:
    """The address a fair has after a move: with the new year when it carried the old one."""
    wanted = slug_after_move(fair.slug, fair.starts_on or fair.previous_starts_on, new_start)
    return fair.slug if wanted == fair.slug else await free_slug(wanted)
