"""The ledger of a fee: money that came in, was given back, was carried to another fee; mistakes are reversed.

A row is never edited. Whoever writes one has locked the fee and seen it at its revision; a form sent twice is one row.
"""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from events_app.booths.errors.fees import EntryNotFound, FeeNotFound, NothingToCarry, ReasonMissing
from events_app.booths.operations.fees import lock_fees
from events_app.booths.queries.fees import fee_by_id
from events_app.booths.rules.fees import (
    EntryKind,
    carried_over,
    check_receipt,
    check_refund,
    ensure_reversible,
)
from events_app.booths.schemas.fees import FeeView, ReceiptInput
from events_app.booths.tables import BoothFee, BoothFeeReceipt
from events_app.floor_plans.operations import nudge
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import FieldError, StaleRevision
from events_app.platform.i18n import N_
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.outbox import put_message
from events_app.platform.requests import digest_of, key_with_content
from events_app.platform.rows import ONE_MORE, insert_row, update_row

LONGEST_NOTE = 200


async def note_receipt(fee: int, receipt: ReceiptInput, *, acting: Actor, now: datetime) -> FeeView:
    """Note that money came in for a fee, after a look at the bank statement. In parts, or too much, as it came.

    Raises:
        ReceiptInvalid: The amount or the day cannot be.
        StaleRevision: Somebody was faster; carries the present state.
    """

    async def write(found: FeeView) -> None:
        check_receipt(amount=receipt.amount, paid_on=receipt.paid_on, today=_today(now))
        entry = await _add(found, EntryKind.RECEIPT, _money(receipt, EntryKind.RECEIPT), acting=acting, now=now)
        await _tell("fee.received", found, entry, now=now)

    return await _change_fee(fee, receipt, EntryKind.RECEIPT, "fee.received", write, acting=acting, now=now)


async def note_refund(fee: int, refund: ReceiptInput, *, acting: Actor, now: datetime) -> FeeView:
    """Note that money was given back.

    Raises:
        NothingToGiveBack: Nothing is too much.
        RefundInvalid: The amount is more than is too much, or the day cannot be.
        StaleRevision: Somebody was faster; carries the present state.
    """

    async def write(found: FeeView) -> None:
        check_refund(amount=refund.amount, paid_on=refund.paid_on, to_give_back=found.to_give_back, today=_today(now))
        entry = await _add(found, EntryKind.REFUND, _money(refund, EntryKind.REFUND), acting=acting, now=now)
        await _tell("fee.refunded", found, entry, now=now)

    return await _change_fee(fee, refund, EntryKind.REFUND, "fee.refunded", write, acting=acting, now=now)


async def reverse_entry(fee: int, entry: int, reason: str, revision: int, *, acting: Actor, now: datetime) -> FeeView:
    """Take back a receipt or a refund that was noted by mistake, with the reason; both rows stay.

    Raises:
        EntryNotFound: It is not one of this fee.
        EntryStays: It is reversed already, or cannot be.
        EntryUsed: Part of the money was given back or carried over since.
        ReasonMissing: Nothing says why.
        StaleRevision: Somebody was faster; carries the present state.
    """
    why = reason.strip()[:LONGEST_NOTE]

    async def write(found: FeeView) -> None:
        if not why:
            raise ReasonMissing({"reason": [FieldError("missing", N_("Say why."))]})
        noted = next((each for each in found.entries if each.id == entry), None)
        if noted is None:
            raise EntryNotFound
        kind = ensure_reversible(noted.kind, noted.amount, reversed_already=noted.reversed, received=found.received)
        money = {"amount": noted.amount, "paid_on": _today(now), "note": why, "reverses": entry}
        await _add(found, kind, money, acting=acting, now=now)

    return await _change_fee(fee, revision, None, "fee.entry_reversed", write, acting=acting, now=now)


async def carry_over(fee: int, to: int, revision: int, *, acting: Actor, now: datetime) -> FeeView:
    """Let what is too much on one fee pay another of the same producer, as far as that one is open.

    Raises:
        NothingToCarry: Nothing is too much, nothing is open there, or it is another producer's or office's.
        StaleRevision: Somebody was faster; carries the present state.
    """

    async def write(found: FeeView) -> None:
        other = await fee_by_id(to)
        amount = carried_over(to_give_back=found.to_give_back, still_open=other.open)
        money = {"amount": amount, "paid_on": _today(now)}
        await _add(found, EntryKind.CARRIED_OUT, money | {"other_fee": to}, acting=acting, now=now)
        came = await _add(other, EntryKind.CARRIED_IN, money | {"other_fee": fee}, acting=acting, now=now)
        await update_row(BoothFee, {"revision": ONE_MORE}, where={"id": to})
        await _tell("fee.received", other, came, now=now)

    async with transaction():
        await _lock_both(fee, to)
        return await _write_in(fee, revision, None, "fee.carried_over", write, acting=acting, now=now)


async def _lock_both(fee: int, to: int) -> None:
    """Lock two fees in one order: the turns of their fairs, then the rows by number."""
    rows = await fetch(
        "SELECT f.id, f.fair, f.producer, x.office FROM booth_fee f JOIN fair x ON x.id = f.fair WHERE f.id = ANY($1)",
        [fee, to],
    )
    if fee == to or len({row["id"] for row in rows}) < 2 or len({(r["producer"], r["office"]) for r in rows}) > 1:  # noqa: PLR2004 - one fee and another
        raise NothingToCarry
    for fair in sorted({row["fair"] for row in rows}):
        await lock_fees(fair)
    await fetch("SELECT FROM booth_fee WHERE id = ANY($1) ORDER BY id FOR UPDATE", [fee, to])


def _today(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()


def _money(noted: ReceiptInput, kind: EntryKind) -> dict[str, Any]:
    return {
        "amount": noted.amount,
        "paid_on": noted.paid_on,
        "note": noted.note.strip()[:LONGEST_NOTE],
        "request": _request_of(noted, kind),
    }


def _request_of(noted: ReceiptInput, kind: EntryKind) -> str | None:
    """The form's key bound to what was typed: sent twice it is one entry, filled in anew it is another."""
    if not noted.request:
        return None
    digest = digest_of(kind, noted.amount, noted.paid_on.isoformat(), noted.note.strip())
    return urlsafe_b64encode(key_with_content(noted.request, digest)).decode().rstrip("=")


async def _add(fee: FeeView, kind: EntryKind, money: dict[str, Any], *, acting: Actor, now: datetime) -> int:
    noted = {"fee": fee.id, "kind": kind, "recorded_at": now, "recorded_by": acting.name[:120]}
    return int((await insert_row(BoothFeeReceipt, noted, money))["id"])


async def _tell(topic: str, fee: FeeView, entry: int, *, now: datetime) -> None:
    payload = {"fair": fee.fair, "producer": fee.producer, "fee": fee.id, "bill": fee.bill, "code": fee.code}
    await put_message(topic, payload | {"entry": entry}, now=now)


async def _change_fee(
    fee: int,
    seen: ReceiptInput | int,
    kind: EntryKind | None,
    action: str,
    write: Callable[[FeeView], Awaitable[None]],
    *,
    acting: Actor,
    now: datetime,
) -> FeeView:
    async with transaction():
        return await _write_in(fee, seen, kind, action, write, acting=acting, now=now)


async def _write_in(
    fee: int,
    seen: ReceiptInput | int,
    kind: EntryKind | None,
    action: str,
    write: Callable[[FeeView], Awaitable[None]],
    *,
    acting: Actor,
    now: datetime,
) -> FeeView:
    """Lock a fee of the asker's office, look at its revision, write, note. What was noted with this form stands."""
    rows = await fetch(
        "SELECT x.office FROM booth_fee f JOIN fair x ON x.id = f.fair WHERE f.id = $1 FOR UPDATE OF f", fee
    )
    if not rows or not acting.organizes(rows[0]["office"]):
        acting.ensure_known()
        raise FeeNotFound
    found = await fee_by_id(fee)
    request = _request_of(seen, kind) if isinstance(seen, ReceiptInput) and kind is not None else None
    if request is not None and await fetch(
        "SELECT FROM booth_fee_receipt WHERE fee = $1 AND request = $2", fee, request
    ):
        return found
    revision = seen.revision if isinstance(seen, ReceiptInput) else seen
    if found.revision != revision:
        raise StaleRevision(current=found, revision=found.revision)
    await write(found)
    # One UPDATE and no second: a row changed twice in a transaction has its foreign keys looked at again, which
    # waits for whoever holds the claim, who in turn waits for this fee.
    await update_row(BoothFee, {"revision": ONE_MORE}, where={"id": fee})
    data = {"fair": found.fair, "producer": found.producer, "bill": found.bill, "amount": found.amount}
    await record_audit(acting, action, subject="fee", subject_id=fee, office=rows[0]["office"], data=data, now=now)
    await nudge(found.fair)
    return await fee_by_id(fee)
