"""Reads who holds booths, what was written to all of them, and the hand-over sheets."""

from datetime import date, datetime
from typing import Any

from events_app.booths.errors.holders import HeldBoothNotFound
from events_app.booths.queries.claims import is_live
from events_app.booths.schemas.holders import Exhibitor, HandOverView, HeldBooth, HolderMessageView
from events_app.floor_plans.rules import code_order
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import struct_from

_HELD = """
SELECT c.id AS claim, c.fair, c.booth, b.code, b.utilities, z.name_vi AS zone_vi, z.name_en AS zone_en, c.producer,
       p.name AS producer_name, p.phone
FROM booth_claim c JOIN booth b ON b.id = c.booth LEFT JOIN zone z ON z.id = b.zone
JOIN producer p ON p.id = c.producer JOIN fair f ON f.id = c.fair
"""
# Whoever had a booth until the fair was called off is told as the others are.
_HOLDING = f"FROM booth_claim c WHERE c.fair = $1 AND ({is_live('c', '$2')} OR c.closed_reason = 'fair_cancelled')"


async def held_booths(fair: int) -> list[HeldBooth]:
    """The booths of a fair that are somebody's for certain, in the order people count; whose it is was checked."""
    rows = await fetch(_HELD + "WHERE c.fair = $1 AND c.state = 'assigned'", fair)
    sheets = await _sheets([row["claim"] for row in rows])
    return sorted((_held(row, sheets) for row in rows), key=lambda each: code_order(each.code))


async def find_held_booth(claim: int, *, acting: Actor) -> HeldBooth:
    """One booth with its sheet, for its office.

    Raises:
        HeldBoothNotFound: The claim is over, or it is another office's.
    """
    rows = await fetch(
        _HELD.replace("SELECT c.id", "SELECT f.office, c.id") + "WHERE c.id = $1 AND c.state = 'assigned'", claim
    )
    if not rows or not acting.organizes(rows[0]["office"]):
        raise HeldBoothNotFound
    return _held(rows[0], await _sheets([claim]))


async def count_holders(fair: int, *, now: datetime) -> int:
    """How many producers have a booth at a fair: held in time, offered in time, or assigned.

    So many a change of the fair or a message to all holders reaches; `next_holders` says who they are.
    """
    [row] = await fetch(f"SELECT count(DISTINCT c.producer) AS n {_HOLDING}", fair, now)
    return int(row["n"])


async def next_holders(fair: int, *, after: int, limit: int, now: datetime) -> list[int]:
    """The producers `count_holders` counts, behind one of them, in the order of their numbers."""
    rows = await fetch(
        f"SELECT DISTINCT c.producer {_HOLDING} AND c.producer > $3 ORDER BY c.producer LIMIT $4",
        fair,
        now,
        after,
        limit,
    )
    return [row["producer"] for row in rows]


async def exhibitors_of(fair: int, *, on: date) -> list[Exhibitor]:
    """Who has a booth at a fair for certain, by name, with the best star in force on a day."""
    rows = await fetch(
        """
        SELECT p.id, p.name, array_agg(b.code ORDER BY b.code) AS booths,
          (SELECT count(*) FROM product x WHERE x.producer = p.id) AS products,
          coalesce((SELECT max(s.stars) FROM certificate s JOIN product x ON x.id = s.product
                    WHERE x.producer = p.id AND s.revoked_on IS NULL
                      AND $2 BETWEEN s.issued_on AND s.expires_on), 0) AS stars
        FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN producer p ON p.id = c.producer
        WHERE c.fair = $1 AND c.state = 'assigned' GROUP BY p.id ORDER BY p.sort_key, p.id
        """,
        fair,
        on,
    )
    return [struct_from(Exhibitor, row) for row in rows]


async def messages_of(fair: int) -> list[HolderMessageView]:
    """What was written to all holders of a fair, the latest first."""
    rows = await fetch("SELECT * FROM holder_message WHERE fair = $1 ORDER BY id DESC LIMIT 100", fair)
    return [_message(row) for row in rows]


async def message_by_id(message: int) -> HolderMessageView:
    """One message, for the letters that carry it."""
    [row] = await fetch("SELECT * FROM holder_message WHERE id = $1", message)
    return _message(row)


async def _sheets(claims: list[int]) -> dict[tuple[int, str], HandOverView]:
    rows = await fetch("SELECT * FROM booth_hand_over WHERE claim = ANY($1)", claims)
    return {
        (row["claim"], row["kind"]): HandOverView(
            kind=row["kind"],
            in_order=row["in_order"],
            power_works=row["power_works"],
            tables=row["tables"],
            chairs=row["chairs"],
            keys=row["keys"],
            remarks=row["remarks"],
            signed_by=row["signed_by"],
            recorded_by=row["recorded_by"],
            recorded_at=row["recorded_at"],
            revision=row["revision"],
        )
        for row in rows
    }


def _held(row: Any, sheets: dict[tuple[int, str], HandOverView]) -> HeldBooth:
    return HeldBooth(
        claim=row["claim"],
        fair=row["fair"],
        booth=row["booth"],
        code=row["code"],
        zone=Bilingual(row["zone_vi"], row["zone_en"]) if row["zone_vi"] else None,
        utilities=list(row["utilities"]),
        producer=row["producer"],
        producer_name=row["producer_name"],
        phone=row["phone"],
        handed_over=sheets.get((row["claim"], "handover")),
        returned=sheets.get((row["claim"], "return")),
    )


def _message(row: Any) -> HolderMessageView:
    return HolderMessageView(
        id=row["id"],
        fair=row["fair"],
        subject=Bilingual(row["subject_vi"], row["subject_en"]),
        body=Bilingual(row["body_vi"], row["body_en"]),
        producers=row["producers"],
        sent_by=row["sent_by"],
        sent_at=row["sent_at"],
    )
