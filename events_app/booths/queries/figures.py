"""How booths stand in figures, and at which fairs some are free: the same figures on every page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from events_app.booths.queries.claims import is_live
from events_app.booths.schemas.figures import BoothFigures, ComingBooth, OpenFair
from events_app.platform.db import fetch
from events_app.platform.rows import struct_from

# A booth somebody has is counted also when it is blocked, as the plan draws it (`rules.claims.state_of`).
BOOTHS_OF_FAIR = f"""
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE c.id IS NOT NULL OR NOT b.blocked) AS total,
    count(*) FILTER (WHERE c.state = 'assigned') AS taken,
    count(*) FILTER (WHERE c.state <> 'assigned') AS held,
    count(*) FILTER (WHERE c.id IS NULL AND NOT b.blocked) AS free,
    min(c.expires_at) FILTER (WHERE c.state <> 'assigned') AS next_expiry,
    count(*) > 0 AS has_plan,
    coalesce((SELECT p.holds_open FROM floor_plan p WHERE p.fair = f.id), false) AS holds_open
  FROM booth b LEFT JOIN booth_claim c ON c.booth = b.id AND {is_live("c", "$2")}
  WHERE b.fair = f.id AND b.removed_at IS NULL
) AS booths
"""
"""The columns of `BoothFigures` beside the fair `f` at `$2`, for one statement over many fairs."""


async def figures_of_booths(fairs: Iterable[int], *, now: datetime) -> dict[int, BoothFigures]:
    """How the booths of each of some fairs stand."""
    rows = await fetch(f"SELECT f.id, booths.* FROM fair f {BOOTHS_OF_FAIR} WHERE f.id = ANY($1)", list(fairs), now)
    return {row["id"]: struct_from(BoothFigures, row) for row in rows}


async def coming_booths(producers: Sequence[int], *, today: date, now: datetime) -> list[ComingBooth]:
    """The booths some producers have at fairs that are not over, those to be confirmed first."""
    rows = await fetch(
        f"""
        SELECT b.id AS booth, b.code, c.state, c.expires_at, h.name_vi AS hall_vi, h.name_en AS hall_en,
          f.title_vi AS fair_title_vi, f.title_en AS fair_title_en, f.slug, f.starts_on, f.ends_on, f.status,
          v.name_vi AS venue_vi, v.name_en AS venue_en
        FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN hall h ON h.id = b.hall
        JOIN fair f ON f.id = c.fair JOIN venue v ON v.id = f.venue
        WHERE c.producer = ANY($1) AND {is_live("c", "$2")} AND (f.ends_on >= $3 OR f.ends_on IS NULL)
        ORDER BY c.state = 'assigned', f.starts_on NULLS LAST, b.code
        """,
        list(producers),
        now,
        today,
    )
    return [struct_from(ComingBooth, row) for row in rows]


async def open_fairs(producers: Sequence[int], *, today: date, limit: int, now: datetime) -> list[OpenFair]:
    """The next fairs at which booths are free to be chosen and none of some producers has one yet."""
    rows = await fetch(
        f"""
        SELECT f.slug, f.title_vi, f.title_en, f.starts_on, f.ends_on, v.name_vi AS venue_vi, v.name_en AS venue_en,
          booths.free, booths.total
        FROM fair f JOIN venue v ON v.id = f.venue {BOOTHS_OF_FAIR}
        WHERE f.status IN ('published', 'postponed') AND f.starts_on > $3 AND booths.holds_open AND booths.free > 0
          AND NOT EXISTS (
            SELECT FROM booth_claim c WHERE c.fair = f.id AND c.producer = ANY($1) AND {is_live("c", "$2")})
        ORDER BY f.starts_on, f.id LIMIT $4
        """,
        list(producers),
        now,
        today,
        limit,
    )
    return [struct_from(OpenFair, row) for row in rows]
