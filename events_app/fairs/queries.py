"""Reads fairs and programmes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.fairs.errors import FairNotFound, ProgrammeSessionNotFound
from events_app.fairs.rules import (
    Kind,
    Region,
    SessionKind,
    Status,
    days_between,
    deadlines_of,
    is_on,
    local_day,
    phase_of,
    shift_wall_time,
    slug_after_move,
)
from events_app.fairs.schemas import (
    Fair,
    FairForOffice,
    PostponementPreview,
    ProgrammeSession,
    PublicFilter,
    ShiftedSession,
    Venue,
    read_hours,
)
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual, fold
from events_app.platform.listing import Listing, Window, encode_cursor

_SELECT = """
SELECT f.*, v.name_vi AS venue_vi, v.name_en AS venue_en, v.address, v.latitude, v.longitude, v.time_zone,
       p.code AS place_code, p.name_vi AS place_vi, p.name_en AS place_en
FROM fair f JOIN venue v ON v.id = f.venue LEFT JOIN place p ON p.id = v.place
"""


# The same as `rules.is_public`, for lists.
PUBLIC = "(f.status <> 'draft' AND (f.status <> 'cancelled' OR f.published_at IS NOT NULL))"


async def find_fair(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """The fair at an address it has or once had, as far as the asker may see it.

    Raises:
        FairNotFound: There is none, or it is another office's draft.
    """
    rows = await fetch(_SELECT + "JOIN fair_alias a ON a.fair = f.id WHERE a.slug = $1", slug)
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
        _SELECT + "JOIN fair_alias a ON a.fair = f.id WHERE a.slug = $1 AND " + PUBLIC,
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
    rows = await fetch(_SELECT + "WHERE f.id = $1", fair)
    if not rows:
        raise FairNotFound
    return fair_of(rows[0], now)


async def fairs_by_ids(ids: Sequence[int], *, now: datetime) -> dict[int, Fair]:
    """Many fairs by their numbers."""
    rows = await fetch(_SELECT + "WHERE f.id = ANY($1)", list(ids))
    return {row["id"]: fair_of(row, now) for row in rows}


async def list_public_fairs(
    wanted: PublicFilter, *, today: date, limit: int = 24, offset: int = 0, now: datetime
) -> tuple[list[Fair], int]:
    """Fairs everybody may see, and how many there are in all.

    `wanted.when` is `coming` (running ones first), `running`, `past` (latest first) or `all`; a month
    (`2026-12`) takes the fairs that have a day in it.
    """
    order = "f.starts_on DESC, f.id DESC" if wanted.when == "past" else "f.starts_on NULLS LAST, f.id"
    first, after = _month(wanted.month)
    rows = await fetch(
        _SELECT.replace("SELECT f.*", "SELECT count(*) OVER () AS total, f.*")
        + f"""
        WHERE {PUBLIC} AND ($1::text IS NULL OR f.kind = $1) AND ($2::text IS NULL OR f.region = $2)
          AND ($3::date IS NULL OR (f.starts_on < $4 AND f.ends_on >= $3)) AND strpos(f.folded, $5) > 0
          AND CASE $6 WHEN 'past' THEN f.ends_on < $7
                      WHEN 'running' THEN f.starts_on <= $7 AND f.ends_on >= $7 AND f.status <> 'cancelled'
                      WHEN 'all' THEN true
                      ELSE f.ends_on >= $7 OR (f.ends_on IS NULL AND f.status = 'postponed') END
        ORDER BY {order} LIMIT $8 OFFSET $9
        """,
        wanted.kind,
        wanted.region,
        first,
        after,
        fold(wanted.search[:200]),
        wanted.when,
        today,
        limit,
        offset,
    )
    return [fair_of(row, now) for row in rows], rows[0]["total"] if rows else 0


async def list_fairs(
    window: Window,
    *,
    acting: Actor,
    now: datetime,
    status: Status | None = None,
    kind: Kind | None = None,
    search: str = "",
) -> Listing[Fair]:
    """Fairs the asker may see (published ones and the own offices' drafts), newest days first."""
    seen = f"({PUBLIC} OR f.office = ANY($1))"
    where = f"{seen} AND ($2::text IS NULL OR f.status = $2) AND ($3::text IS NULL OR f.kind = $3)"
    where += " AND strpos(f.folded, $4) > 0"
    values = (acting.organized_offices, status, kind, fold(search[:200]))
    [count] = await fetch(f"SELECT count(*) AS n FROM fair f WHERE {where}", *values)
    after_id = int(window.after[0]) if window.after else None
    rows = await fetch(
        _SELECT + f"WHERE {where} AND ($5::bigint IS NULL OR f.id < $5) ORDER BY f.id DESC LIMIT $6",
        *values,
        after_id,
        window.limit + 1,
    )
    fairs = [fair_of(row, now) for row in rows[: window.limit]]
    more = encode_cursor(fairs[-1].id) if len(rows) > window.limit else None
    return Listing(fairs, count["n"], more)


async def list_office_fairs(
    *, acting: Actor, now: datetime, search: str = "", year: int | None = None, status: Status | None = None
) -> list[FairForOffice]:
    """All fairs of the asker's offices, the ones that come next first, then the undated, then the past."""
    rows = await fetch(
        _SELECT.replace("SELECT f.*", "SELECT o.name_vi AS office_vi, o.name_en AS office_en, f.*,"
                        " (SELECT count(*) FROM programme_session s WHERE s.fair = f.id) AS sessions")
        + """
        JOIN office o ON o.id = f.office
        WHERE f.office = ANY($1) AND strpos(f.folded, $2) > 0 AND ($4::text IS NULL OR f.status = $4)
          AND ($3::int IS NULL OR extract(year FROM coalesce(f.starts_on, f.previous_starts_on)) = $3)
        ORDER BY coalesce(f.ends_on, '9999-12-31') < $5, f.starts_on IS NULL,
                 CASE WHEN f.ends_on < $5 THEN NULL ELSE f.starts_on END, f.starts_on DESC, f.id
        """,
        acting.organized_offices,
        fold(search[:200]),
        year,
        status,
        now.date(),
    )  # fmt: skip
    return [_for_office(row, now) for row in rows]


async def fair_for_office(slug: str, *, acting: Actor, now: datetime) -> FairForOffice:
    """One fair with its legal steps, for its own staff.

    Raises:
        FairNotFound: There is none the asker may see.
        NotAllowed: It is another office's.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    rows = await fetch(
        _SELECT.replace("SELECT f.*", "SELECT o.name_vi AS office_vi, o.name_en AS office_en, f.*,"
                        " (SELECT count(*) FROM programme_session s WHERE s.fair = f.id) AS sessions")
        + "JOIN office o ON o.id = f.office WHERE f.id = $1",
        fair.id,
    )  # fmt: skip
    return _for_office(rows[0], now)


async def programme_of(fair: int) -> list[ProgrammeSession]:
    """The programme in the order of its times; unscheduled parts last."""
    rows = await fetch(
        "SELECT * FROM programme_session WHERE fair = $1 ORDER BY NOT scheduled, starts_at, ends_at, id", fair
    )
    return [session_of(row) for row in rows]


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


async def preview_postponement(
    slug: str, new_start: date | None, *, acting: Actor, now: datetime
) -> PostponementPreview:
    """What a postponement would do to programme and address."""
    found = await fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    planned_start = fair.starts_on or fair.previous_starts_on
    days = days_between(planned_start, new_start)
    shifted = [
        ShiftedSession(session, None if days is None else shift_wall_time(session.starts_at, days, fair.time_zone))
        for session in await programme_of(fair.id)
    ]
    return PostponementPreview(days, shifted, await slug_when_moved(fair, new_start))


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


async def known_venues(*, acting: Actor) -> dict[int, Venue]:
    """Venues the asker's offices used before, by their numbers, to be chosen again."""
    rows = await fetch(
        """
        SELECT DISTINCT ON (v.name_vi, v.address) v.id, v.name_vi AS venue_vi, v.name_en AS venue_en, v.address,
               v.latitude, v.longitude, v.time_zone, p.code AS place_code, p.name_vi AS place_vi,
               p.name_en AS place_en
        FROM venue v LEFT JOIN place p ON p.id = v.place WHERE v.office = ANY($1)
        ORDER BY v.name_vi, v.address, v.id DESC LIMIT 200
        """,
        acting.organized_offices,
    )
    return {row["id"]: _venue(row) for row in rows}


async def years_of_fairs(*, acting: Actor) -> list[int]:
    """The years the asker's offices have fairs in, the latest first."""
    rows = await fetch(
        "SELECT DISTINCT extract(year FROM coalesce(starts_on, previous_starts_on))::int AS year FROM fair"
        " WHERE office = ANY($1) AND coalesce(starts_on, previous_starts_on) IS NOT NULL ORDER BY year DESC",
        acting.organized_offices,
    )
    return [row["year"] for row in rows]


def fair_of(row: Any, now: datetime) -> Fair:
    """Read a row of `fair` joined with its venue and place."""
    status = Status(row["status"])
    return Fair(
        id=row["id"],
        office=row["office"],
        slug=row["slug"],
        kind=Kind(row["kind"]),
        title=Bilingual(row["title_vi"], row["title_en"]),
        summary=Bilingual(row["summary_vi"], row["summary_en"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        previous_starts_on=row["previous_starts_on"],
        previous_ends_on=row["previous_ends_on"],
        opening_hours=read_hours(row["opening_hours"]),
        venue=_venue(row),
        region=Region(row["region"]) if row["region"] else None,
        capacity=row["capacity"],
        status=status,
        phase=phase_of(status, row["starts_on"], row["ends_on"], local_day(now, row["time_zone"])),
        reason=Bilingual(row["reason_vi"], row["reason_en"]),
        revision=row["revision"],
        changed_at=row["changed_at"],
        published_at=row["published_at"],
        is_on=is_on(status, row["starts_on"]),
    )


def session_of(row: Any) -> ProgrammeSession:
    """Read a row of `programme_session`."""
    return ProgrammeSession(
        id=row["id"],
        title=Bilingual(row["title_vi"], row["title_en"]),
        kind=SessionKind(row["kind"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        room=row["room"],
        speakers=list(row["speakers"]),
        scheduled=row["scheduled"],
        revision=row["revision"],
    )


def _venue(row: Any) -> Venue:
    return Venue(
        name=Bilingual(row["venue_vi"], row["venue_en"]),
        address=row["address"],
        place=row["place_code"],
        place_name=Bilingual(row["place_vi"], row["place_en"]) if row["place_vi"] else None,
        latitude=row["latitude"],
        longitude=row["longitude"],
        time_zone=row["time_zone"],
    )


def _for_office(row: Any, now: datetime) -> FairForOffice:
    fair = fair_of(row, now)
    steps = deadlines_of(
        fair.kind,
        fair.starts_on,
        fair.ends_on,
        dossier_sent_on=row["dossier_sent_on"],
        dossier_answered_on=row["dossier_answered_on"],
        report_sent_on=row["report_sent_on"],
    )
    return FairForOffice(
        fair=fair,
        deadlines=steps,
        sessions=row["sessions"],
        office_name=Bilingual(row["office_vi"], row["office_en"]),
    )


def _month(text: str | None) -> tuple[date | None, date | None]:
    """The first day of a month written `2026-12` and the first after it; any other text is no filter."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        first = None
    if first is None:
        return None, None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
