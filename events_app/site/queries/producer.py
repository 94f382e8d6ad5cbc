"""The producer's home: booths, papers, slots, and where a booth is still free."""

from datetime import date, datetime

from events_app.livestream.queries import broadcasts_of_producers, count_open_orders
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.queries import certificate_standings, names_of_producers
from events_app.site.rules import producer_steps
from events_app.site.schemas import Claim, OpenFair, ProducerHome


async def producers_home(*, acting: Actor, now: datetime) -> ProducerHome:
    """What this person's producers must do next, and how they stand."""
    mine = sorted(acting.producer_ids)
    today = now.astimezone(VIETNAM).date()
    claims, papers = await _claims(mine, now, today), await certificate_standings(mine, on=today)
    orders = await count_open_orders(mine)
    return ProducerHome(
        names=await names_of_producers(mine),
        next_steps=producer_steps(claims, papers, orders, today),
        claims=claims,
        papers=papers,
        broadcasts=await broadcasts_of_producers(mine, since=now),
        open_fairs=await _open_fairs(mine, now, today),
        orders=orders,
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
