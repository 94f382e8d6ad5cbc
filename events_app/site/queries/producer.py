"""The producer's home: booths, papers, slots, and where a booth is still free."""

from datetime import date, datetime

from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.i18n.formats import VIETNAM
from events_app.site.queries.public import BROADCASTS, broadcast_of
from events_app.site.rules import producer_steps
from events_app.site.schemas import Broadcast, Claim, OpenFair, Paper, ProducerHome


async def producers_home(*, acting: Actor, now: datetime) -> ProducerHome:
    """What this person's producers must do next, and how they stand."""
    mine = sorted(acting.producer_ids)
    today = now.astimezone(VIETNAM).date()
    names = await fetch("SELECT name FROM producer WHERE id = ANY($1) ORDER BY sort_key", mine)
    claims, papers = await _claims(mine, now, today), await _papers(mine, today)
    [orders] = await fetch("SELECT count(*) AS n FROM stream_order WHERE producer = ANY($1) AND state = 'handed'", mine)
    return ProducerHome(
        names=[row["name"] for row in names],
        next_steps=producer_steps(claims, papers, orders["n"], today),
        claims=claims,
        papers=papers,
        broadcasts=await _broadcasts(mine, now),
        open_fairs=await _open_fairs(mine, now, today),
        orders=orders["n"],
    )


async def _claims(mine: list[int], now: datetime, today: date) -> list[Claim]:
    rows = await fetch(
        """
        SELECT b.id AS booth, b.code, c.state,
          CASE WHEN c.state = 'assigned' THEN NULL ELSE c.expires_at END AS expires_at,
          h.name_vi AS hall_vi, h.name_en AS hall_en, f.title_vi, f.title_en, f.slug, f.starts_on, f.ends_on, f.status,
          v.name_vi AS venue_vi, v.name_en AS venue_en
        FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN hall h ON h.id = b.hall
        JOIN fair f ON f.id = c.fair JOIN venue v ON v.id = f.venue
        WHERE c.producer = ANY($1) AND c.state <> 'closed' AND (c.state = 'assigned' OR c.expires_at > $2)
          AND (f.ends_on >= $3 OR f.ends_on IS NULL)
        ORDER BY c.state = 'assigned', f.starts_on NULLS LAST, b.code
        """,
        mine,
        now,
        today,
    )
    return [
        Claim(
            booth=row["booth"],
            code=row["code"],
            state=row["state"],
            expires_at=row["expires_at"],
            hall=Bilingual(row["hall_vi"], row["hall_en"]),
            fair_title=Bilingual(row["title_vi"], row["title_en"]),
            slug=row["slug"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            venue=Bilingual(row["venue_vi"], row["venue_en"]),
            status=row["status"],
        )
        for row in rows
    ]


async def _papers(mine: list[int], today: date) -> list[Paper]:
    """Every product with its latest certificate; what ends first comes first, what has none last."""
    rows = await fetch(
        """
        SELECT x.id, x.name, coalesce(c.stars, 0) AS stars, c.expires_on,
               coalesce($2 BETWEEN c.issued_on AND c.expires_on, false) AS in_force
        FROM product x LEFT JOIN LATERAL (
          SELECT * FROM certificate c WHERE c.product = x.id AND c.revoked_on IS NULL ORDER BY c.expires_on DESC LIMIT 1
        ) AS c ON true
        WHERE x.producer = ANY($1) ORDER BY c.expires_on NULLS LAST, x.sort_key, x.id
        """,
        mine,
        today,
    )
    return [Paper(row["id"], row["name"], row["stars"], row["expires_on"], row["in_force"]) for row in rows]


async def _broadcasts(mine: list[int], now: datetime) -> list[Broadcast]:
    rows = await fetch(
        BROADCASTS
        + """
        WHERE s.status IN ('scheduled', 'live') AND s.ends_at > $2
          AND EXISTS (SELECT FROM stream_seller x WHERE x.session = s.id AND x.producer = ANY($1))
        ORDER BY s.starts_at, s.id
        """,
        mine,
        now,
    )
    return [broadcast_of(row) for row in rows]


async def _open_fairs(mine: list[int], now: datetime, today: date) -> list[OpenFair]:
    """Coming fairs with free booths, at which this producer has none yet."""
    rows = await fetch(
        """
        SELECT * FROM (
          SELECT f.id, f.slug, f.title_vi, f.title_en, f.starts_on, f.ends_on,
            v.name_vi AS venue_vi, v.name_en AS venue_en,
            count(b.id) AS booths,
            count(b.id) FILTER (WHERE NOT EXISTS (
              SELECT FROM booth_claim c WHERE c.booth = b.id AND c.state <> 'closed'
                AND (c.state = 'assigned' OR c.expires_at > $2))) AS free
          FROM fair f JOIN venue v ON v.id = f.venue JOIN floor_plan p ON p.fair = f.id AND p.holds_open
          JOIN booth b ON b.fair = f.id AND b.removed_at IS NULL AND NOT b.blocked
          WHERE f.status IN ('published', 'postponed') AND f.starts_on > $3
            AND NOT EXISTS (
              SELECT FROM booth_claim c WHERE c.fair = f.id AND c.producer = ANY($1) AND c.state <> 'closed'
                AND (c.state = 'assigned' OR c.expires_at > $2))
          GROUP BY f.id, v.id
        ) AS fairs WHERE free > 0 ORDER BY starts_on, id LIMIT 6
        """,
        mine,
        now,
        today,
    )
    return [
        OpenFair(
            slug=row["slug"],
            title=Bilingual(row["title_vi"], row["title_en"]),
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            venue=Bilingual(row["venue_vi"], row["venue_en"]),
            free=row["free"],
            booths=row["booths"],
        )
        for row in rows
    ]
