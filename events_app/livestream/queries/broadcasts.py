"""Sessions as homes and fairs' pages show them, with their counts."""

from collections.abc import Sequence
from datetime import datetime

from events_app.livestream.schemas import Broadcast, UnreadySession
from events_app.platform.db import fetch
from events_app.platform.rows import struct_from

_BROADCASTS = """
SELECT s.id, s.title_vi, s.title_en, s.starts_at, s.ends_at, s.status, s.platform, coalesce(h.name, '') AS host,
  (SELECT count(*) FROM stream_seller x WHERE x.session = s.id) AS producers,
  (SELECT count(*) FROM line_up_item i WHERE i.session = s.id) AS products
FROM stream_session s LEFT JOIN host h ON h.id = s.host
"""

STREAMS_OF_FAIR = """
(SELECT count(*) FROM stream_session s WHERE s.fair = f.id AND s.status IN ('scheduled', 'live') AND s.ends_at > $2)
"""
"""How many sessions of the fair `f` are to come after `$2`: a column for whoever reads many fairs in one statement."""


async def broadcasts_of_fair(fair: int) -> list[Broadcast]:
    """The announced sessions of a fair."""
    where = "WHERE s.fair = $1 AND s.status IN ('scheduled', 'live', 'ended') ORDER BY s.starts_at, s.id"
    return [struct_from(Broadcast, row) for row in await fetch(_BROADCASTS + where, fair)]


async def broadcasts_between(since: datetime, until: datetime, *, limit: int) -> list[Broadcast]:
    """The next sessions within a span of time, those of fairs that are off left out."""
    where = """
    LEFT JOIN fair f ON f.id = s.fair
    WHERE s.status IN ('scheduled', 'live') AND s.ends_at > $1 AND s.starts_at < $2
      AND (f.id IS NULL OR f.status IN ('published', 'postponed'))
    ORDER BY s.starts_at, s.id LIMIT $3
    """
    return [struct_from(Broadcast, row) for row in await fetch(_BROADCASTS + where, since, until, limit)]


async def broadcasts_of_producers(producers: Sequence[int], *, since: datetime) -> list[Broadcast]:
    """The sessions some producers take part in that are not over."""
    where = """
    WHERE s.status IN ('scheduled', 'live') AND s.ends_at > $2
      AND EXISTS (SELECT FROM stream_seller x WHERE x.session = s.id AND x.producer = ANY($1))
    ORDER BY s.starts_at, s.id
    """
    return [struct_from(Broadcast, row) for row in await fetch(_BROADCASTS + where, list(producers), since)]


async def unready_sessions(
    offices: Sequence[int], *, since: datetime, until: datetime, limit: int
) -> list[UnreadySession]:
    """The next sessions of some offices that lack something."""
    rows = await fetch(
        """
        SELECT * FROM (
          SELECT s.id, s.title_vi, s.title_en, s.starts_at, s.studio IS NULL OR s.host IS NULL AS no_slot,
            s.stream_url = '' AS no_address, h.id IS NOT NULL AND h.identity_checked_on IS NULL AS no_identity,
            (SELECT count(*) FROM stream_seller x
             WHERE x.session = s.id AND x.papers_checked_at IS NULL) AS papers_unseen
          FROM stream_session s LEFT JOIN host h ON h.id = s.host
          WHERE s.office = ANY($1) AND s.status IN ('draft', 'scheduled') AND s.starts_at > $2 AND s.starts_at < $3
        ) AS next WHERE no_slot OR no_address OR no_identity OR papers_unseen > 0 ORDER BY starts_at, id LIMIT $4
        """,
        list(offices),
        since,
        until,
        limit,
    )
    return [struct_from(UnreadySession, row) for row in rows]


async def count_open_orders(producers: Sequence[int]) -> int:
    """How many orders wait for the answer of some producers."""
    [row] = await fetch(
        "SELECT count(*) AS n FROM stream_order WHERE producer = ANY($1) AND state = 'handed'", list(producers)
    )
    return int(row["n"])
