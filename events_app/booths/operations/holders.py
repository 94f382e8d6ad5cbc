"""What passes between an office and holders: a message to all, and the hand-over of their booths."""

from base64 import urlsafe_b64encode
from datetime import datetime

from events_app.booths.errors.holders import HeldBoothNotFound, NobodyHolds, NotHandedOver
from events_app.booths.queries.holders import count_holders, find_held_booth
from events_app.booths.rules.holders import check_hand_over, check_message
from events_app.booths.schemas.holders import HandOverInput, HandOverKind, HeldBooth, MessageInput
from events_app.booths.tables import BoothHandOver, HolderMessage
from events_app.fairs.queries import find_fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual
from events_app.platform.outbox import put_message
from events_app.platform.requests import digest_of, key_with_content
from events_app.platform.rows import insert_or_update, insert_unless_there


async def send_to_holders(slug: str, wanted: MessageInput, *, acting: Actor, now: datetime) -> int:
    """Send a message to everybody with a booth at a fair; gives its number.

    The same form twice is one message; with other words it is another.

    Raises:
        MessageInvalid: It says nothing, or too much.
        NobodyHolds: Nobody would get it.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    check_message(wanted.subject, wanted.body)
    subject, body = _stripped(wanted.subject), _stripped(wanted.body)
    # Back and a correction make another message of the same form; the column holds 32 bytes in 43 letters.
    nonce = urlsafe_b64encode(key_with_content(f"{fair.id} {wanted.nonce}", digest_of(subject, body))).decode()[:43]
    async with transaction():
        producers = await count_holders(fair.id, now=now)
        if not producers:
            raise NobodyHolds
        letter = {
            "fair": fair.id,
            "nonce": nonce,
            "subject": subject,
            "body": body,
            "producers": producers,
            "sent_by": acting.name[:120],
            "sent_at": now,
        }
        written = await insert_unless_there(HolderMessage, letter, unique=["nonce"])
        if written is None:
            return await _sent_before(nonce)
        message: int = written["id"]
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
        record = {
            "claim": claim,
            "kind": kind,
            "remarks": sheet.remarks.strip(),
            "signed_by": sheet.signed_by.strip(),
            "recorded_by": acting.name[:120],
            "recorded_at": now,
            "revision": sheet.revision + 1,
        }
        await insert_or_update(BoothHandOver, sheet, record, unique=["claim", "kind"])
        [row] = await fetch("SELECT office FROM fair WHERE id = $1", found.fair)
        data = {"claim": claim, "booth": found.code, "kind": kind}
        await record_audit(
            acting, "booth.handed_over" if kind == "handover" else "booth.given_back", subject="booth",
            subject_id=found.booth, office=row["office"], data=data, now=now,
        )  # fmt: skip
        return await find_held_booth(claim, acting=acting)


def _stripped(text: Bilingual) -> Bilingual:
    return Bilingual(text.vi.strip(), text.en.strip())


async def _sent_before(nonce: str) -> int:
    [row] = await fetch("SELECT id FROM holder_message WHERE nonce = $1", nonce)
    return int(row["id"])
