"""What a claim does to its fee: charged with it, moved with it, ended with it. Each runs in the claim's transaction."""

from datetime import datetime, timedelta

from events_app.booths.queries.fees import fee_by_id, fees_of_fair
from events_app.booths.rules.fees import FeeEnd, amount_of
from events_app.booths.tables import BoothFee
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import ONE_MORE, insert_unless_there, update_row


async def charge_fee(claim: int, *, now: datetime) -> None:
    """Charge an assigned claim once, unless its booth is free or the present terms are still to be accepted."""
    await _take_turns(claim)
    [row] = await fetch(
        """
        SELECT c.fair, c.producer, b.price, coalesce(r.support_percent, 0) AS support,
               coalesce(r.pay_within, 7) AS pay_within, t.id AS terms, a.id AS accepted
        FROM booth_claim c JOIN booth b ON b.id = c.booth LEFT JOIN fee_rule r ON r.fair = c.fair
        LEFT JOIN LATERAL (SELECT id FROM call_terms WHERE fair = c.fair ORDER BY version DESC LIMIT 1) t ON true
        LEFT JOIN terms_acceptance a ON a.terms = t.id AND a.producer = c.producer
        WHERE c.id = $1 AND c.state = 'assigned'
        """,
        claim,
    )
    amount = amount_of(row["price"], row["support"])
    if not amount or (row["terms"] is not None and row["accepted"] is None):
        return
    [number] = await fetch("SELECT nextval(pg_get_serial_sequence('booth_fee', 'id')) AS id")
    fee = {
        "id": number["id"],
        "fair": row["fair"],
        "claim": claim,
        "producer": row["producer"],
        "bill": f"HC{row['fair']:03d}N{number['id']:04d}",
        "price": row["price"],
        "support_percent": row["support"],
        "amount": amount,
        "due_on": now.astimezone(VIETNAM).date() + timedelta(days=row["pay_within"]),
        "charged_at": now,
    }
    # Its number and its bill are new: what may stand is a standing fee of the claim, and then nothing is charged.
    await insert_unless_there(BoothFee, fee)


async def move_fee(old: int, new: int, *, now: datetime) -> None:
    """Let a fee follow its claim to another booth.

    One that is not paid in full is computed anew with the price there; bill number and due day stay, so that nobody
    pays into the void, and so do its receipts. A paid one stays as it was paid: the office moved them. To a free booth
    there is nothing left to pay.
    """
    await _take_turns(old)
    rows = await fetch("SELECT id FROM booth_fee WHERE claim = $1 AND ended_at IS NULL FOR UPDATE", old)
    if not rows:
        await _charge_moved(new, now=now)
        return
    fee = await fee_by_id(rows[0]["id"])
    [there] = await fetch("SELECT b.price FROM booth_claim c JOIN booth b ON b.id = c.booth WHERE c.id = $1", new)
    amount = amount_of(there["price"], fee.support_percent)
    if fee.open and not amount:
        await end_fee(old, FeeEnd.OTHER, now=now)
        return
    computed = {"price": there["price"], "amount": amount} if fee.open else {}
    await update_row(BoothFee, {"claim": new, "revision": ONE_MORE}, computed, where={"id": fee.id})


async def end_fee(claim: int, reason: FeeEnd, *, now: datetime) -> None:
    """End the fee of a claim that ends: nothing is owed any more, and what came in is to be given back."""
    await _take_turns(claim)
    await fetch(
        "UPDATE booth_fee SET ended_at = $2, ended_reason = $3, revision = revision + 1"
        " WHERE claim = $1 AND ended_at IS NULL",
        claim,
        now,
        reason,
    )


async def end_fees_of_fair(fair: int, *, now: datetime) -> tuple[int, int]:
    """End every fee of a fair that does not take place: how many ended, and how many of them are to be given back."""
    await lock_fees(fair)
    rows = await fetch(
        "UPDATE booth_fee SET ended_at = $2, ended_reason = $3, revision = revision + 1"
        " WHERE fair = $1 AND ended_at IS NULL RETURNING id",
        fair,
        now,
        FeeEnd.FAIR_CANCELLED,
    )
    ended = {row["id"] for row in rows}
    return len(ended), sum(fee.id in ended and fee.to_give_back > 0 for fee in await fees_of_fair(fair))


async def lock_fees(fair: int) -> None:
    """Let one transaction at a time charge, move and end the fees of a fair.

    Taken after booths and claims. Without it terms accepted while a booth is given would charge nothing: each would
    look before the other has written.
    """
    ensure_in_transaction()
    await fetch("SELECT pg_advisory_xact_lock(hashtextextended('fees:' || $1::bigint, 0))", fair)


async def _take_turns(claim: int) -> None:
    [row] = await fetch("SELECT fair FROM booth_claim WHERE id = $1", claim)
    await lock_fees(row["fair"])


async def _charge_moved(claim: int, *, now: datetime) -> None:
    """From a free booth to one with a price: charged now, when it is assigned already."""
    if await fetch("SELECT FROM booth_claim WHERE id = $1 AND state = 'assigned'", claim):
        await charge_fee(claim, now=now)
