"""Lists fairs for everybody and for their offices."""

from datetime import date, datetime

from events_app.fairs.queries.rows import PUBLIC, SELECT, SELECT_FOR_OFFICE, fair_of, for_office, venue_of
from events_app.fairs.rules import Kind, Status
from events_app.fairs.schemas import Fair, FairForOffice, PublicFilter, Venue
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import fold
from events_app.platform.listing import Listing, Window, encode_cursor


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
        SELECT.replace("SELECT f.*", "SELECT count(*) OVER () AS total, f.*")
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
        SELECT + f"WHERE {where} AND ($5::bigint IS NULL OR f.id < $5) ORDER BY f.id DESC LIMIT $6",
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
        SELECT_FOR_OFFICE
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
    return [for_office(row, now) for row in rows]


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
    return {row["id"]: venue_of(row) for row in rows}


async def years_of_fairs(*, acting: Actor) -> list[int]:
    """The years the asker's offices have fairs in, the latest first."""
    rows = await fetch(
        "SELECT DISTINCT extract(year FROM coalesce(starts_on, previous_starts_on))::int AS year FROM fair"
        " WHERE office = ANY($1) AND coalesce(starts_on, previous_starts_on) IS NOT NULL ORDER BY year DESC",
        acting.organized_offices,
    )
    return [row["year"] for row in rows]


def _month(text: str | None) -> tuple[date | None, date | None]:
    """The first day of a month written `2026-12` and the first after it; any other text is no filter."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        first = None
    if first is None:
        return None, None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
