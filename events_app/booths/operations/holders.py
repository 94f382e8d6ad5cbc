"""What passes between an office and holders: a message to all, and the hand-over of their booths."""

from datetime import datetime

from events_app.booths.errors.holders import HeldBoothNotFound, MessageInvalid, NobodyHolds, NotHandedOver
from events_app.booths.queries.holders import count_holders, find_held_booth
from events_app.booths.rules.holders import check_hand_over, check_message
from events_app.booths.schemas.holders import HandOverInput, HandOverKind, HeldBooth, MessageInput
from events_app.fairs.queries import find_fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.outbox import put_message


async def tell_holders(slug: str, wanted: MessageInput, *, acting: Actor, now: datetime) -> int:
    """Send a message to everybody with a booth at a fair; gives its number. The same form twice is one message.

    Raises:
        MessageInvalid: It says nothing, or too much.
        NobodyHolds: Nobody would get it.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    check_message(wanted.subject, wanted.body)
    async with transaction():
        producers = await count_holders(fair.id, now=now)
        if not producers:
            raise NobodyHolds
        rows = await fetch(
            "INSERT INTO holder_message (fair, nonce, subject_vi, subject_en, body_vi, body_en, producers, sent_by,"
            " sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (nonce) DO NOTHING RETURNING id",
            fair.id,
            wanted.nonce,
            wanted.subject.vi.strip(),
            wanted.subject.en.strip(),
            wanted.body.vi.strip(),
            wanted.body.en.strip(),
            producers,
            acting.name[:120],
            now,
        )
        if not rows:
            return await _sent_before(fair.id, wanted.nonce)
        message: int = rows[0]["id"]
        data = {"fair": fair.id, "message": message, "producers": producers}
        await record_audit(
            acting, "fair.holders_told", subject="fair", subject_id=fair.id, office=fair.office, data=data, now=now
        )
        await put_message("fair.holders_told", {"fair": fair.id, "message": message}, now=now)
        return message


async def record_hand_over(
    claim: int, kind: HandOverKind, sheet: HandOverInput, *, acting: Actor, now: datetime
) -> HeldBooth:
    """Record that a booth was handed over or given back, or correct what was recorded.

    Raises:
        HeldBoothNotFound: The booth is nobody's any more, or another office's.
        NotHandedOver: It is given back before it was handed over.
        StaleRevision: Somebody else recorded it meanwhile.
    """
    await find_held_booth(claim, acting=acting)
    check_hand_over(in_order=sheet.in_order, signed_by=sheet.signed_by, remarks=sheet.remarks)
    async with transaction():
        if not await fetch("SELECT FROM booth_claim WHERE id = $1 AND state = 'assigned' FOR UPDATE", claim):
            raise HeldBoothNotFound
        found = await find_held_booth(claim, acting=acting)
        standing = found.record(kind)
        if kind == "return" and found.handed_over is None:
            raise NotHandedOver
        if (standing.revision if standing else 0) != sheet.revision:
            raise StaleRevision(current=standing, revision=standing.revision if standing else 0)
        await fetch(
            "INSERT INTO booth_hand_over (claim, kind, in_order, power_works, tables, chairs, keys, remarks, signed_by,"
            " recorded_by, recorded_at, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
            " ON CONFLICT (claim, kind) DO UPDATE SET in_order = excluded.in_order,"
            " power_works = excluded.power_works, tables = excluded.tables, chairs = excluded.chairs,"
            " keys = excluded.keys, remarks = excluded.remarks, signed_by = excluded.signed_by,"
            " recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at, revision = excluded.revision",
            claim,
            kind,
            sheet.in_order,
            sheet.power_works,
            sheet.tables,
            sheet.chairs,
            sheet.keys,
            sheet.remarks.strip(),
            sheet.signed_by.strip(),
            acting.name[:120],
            now,
            sheet.revision + 1,
        )
        [row] = await fetch("SELECT office FROM fair WHERE id = $1", found.fair)
        data = {"claim": claim, "booth": found.code, "kind": kind}
        await record_audit(
            acting, "booth.handed_over" if kind == "handover" else "booth.given_back", subject="booth",
            subject_id=found.booth, office=row["office"], data=data, now=now,
        )  # fmt: skip
        return await find_held_booth(claim, acting=acting)


async def _sent_before(fair: int, nonce: str) -> int:
    rows = await fetch("SELECT id FROM holder_message WHERE nonce = $1 AND fair = $2", nonce, fair)
    if not rows:
        raise MessageInvalid
    return int(rows[0]["id"])
