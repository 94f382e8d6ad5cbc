"""Terms accepted, receipts noted and undone, money given back, and the account an office is paid to."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from events_app.booths.errors.fees import BankAccountInvalid, FeeNotFound, TermsChanged, TermsNotAccepted
from events_app.booths.operations.fees import charge_fee, lock_fees
from events_app.booths.queries.fees import accepted_terms, bank_account_of, fee_by_id, terms_of
from events_app.booths.rules.bank_account import read_bank_account
from events_app.booths.rules.fees import FeeState, check_receipt, ensure_state
from events_app.booths.schemas.fees import BankAccountInput, FeeView, ReceiptInput
from events_app.booths.tables import BoothFee, OfficeBankAccount, TermsAcceptance
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.floor_plans.operations import nudge
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.outbox import put_message
from events_app.platform.rows import ONE_MORE, insert_or_update, insert_unless_there, update_row


async def accept_terms(
    slug: str, producer: int, version: int, *, channel: str = "page", acting: Actor, now: datetime
) -> None:
    """A producer accepts the terms of a fair; the office may note a signed paper. Twice is once.

    What is owed for booths that are the producer's already is charged now.

    Raises:
        TermsChanged: Another version stands now.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    if acting.organizes(fair.office) and not acting.acts_for(producer):
        channel = "office"
    else:
        acting.ensure_acts_for(producer)
    async with transaction():
        await enter_fair(fair.id, Deed.ANSWER, now=now)
        await lock_fees(fair.id)
        terms = await terms_of(fair.id)
        if terms is None or terms.version != version:
            raise TermsChanged
        acceptance = {
            "terms": terms.id,
            "producer": producer,
            "account": acting.id or None,
            "accepted_by": acting.name[:120],
            "channel": channel,
            "accepted_at": now,
        }
        if await insert_unless_there(TermsAcceptance, acceptance, unique=["terms", "producer"]) is not None:
            data = {"producer": producer, "version": version, "channel": channel}
            await record_audit(
                acting, "terms.accepted", subject="fair", subject_id=fair.id, office=fair.office, data=data, now=now
            )
        claims = await fetch(
            "SELECT id FROM booth_claim WHERE fair = $1 AND producer = $2 AND state = 'assigned' ORDER BY id",
            fair.id,
            producer,
        )
        for claim in claims:
            await charge_fee(claim["id"], now=now)


async def ensure_terms_accepted(fair: int, producer: int) -> None:
    """Refuse to make a booth somebody's for certain before they accepted the terms.

    Raises:
        TermsNotAccepted: The present version was not accepted.
    """
    terms = await terms_of(fair)
    if terms is not None and await accepted_terms(terms.id, producer) is None:
        raise TermsNotAccepted(terms.version)


async def note_receipt(fee: int, receipt: ReceiptInput, *, acting: Actor, now: datetime) -> FeeView:
    """Note that a fee came in, after a look at the bank statement.

    Raises:
        ReceiptInvalid: The amount or the day cannot be.
        StaleRevision, FeeStateWrong: Somebody was faster.
    """

    async def write(found: FeeView) -> None:
        check_receipt(amount=receipt.amount, paid_on=receipt.paid_on, today=now.astimezone(VIETNAM).date())
        ensure_state(found.state, FeeState.OPEN)
        noted = {
            "paid_amount": receipt.amount,
            "paid_on": receipt.paid_on,
            "noted_at": now,
            "noted_by": acting.name[:120],
            "note": receipt.note.strip(),
        }
        await update_row(BoothFee, {"state": FeeState.PAID, "revision": ONE_MORE}, noted, where={"id": fee})
        payload = {"fair": found.fair, "producer": found.producer, "fee": fee, "bill": found.bill, "code": found.code}
        await put_message("fee.received", payload, now=now)

    return await _change_fee(fee, receipt.revision, "fee.received", write, acting=acting, now=now)


async def undo_receipt(fee: int, revision: int, *, acting: Actor, now: datetime) -> FeeView:
    """Take back a receipt that was noted for the wrong fee."""

    async def write(found: FeeView) -> None:
        ensure_state(found.state, FeeState.PAID)
        nothing = {"paid_amount": None, "paid_on": None, "noted_at": None, "noted_by": "", "note": ""}
        await update_row(BoothFee, {"state": FeeState.OPEN, "revision": ONE_MORE}, nothing, where={"id": fee})

    return await _change_fee(fee, revision, "fee.receipt_undone", write, acting=acting, now=now)


async def note_refund(fee: int, revision: int, *, acting: Actor, now: datetime) -> FeeView:
    """Note that what was paid was given back."""

    async def write(found: FeeView) -> None:
        ensure_state(found.state, FeeState.REFUND_DUE)
        await fetch("UPDATE booth_fee SET state = 'refunded', revision = revision + 1 WHERE id = $1", fee)

    return await _change_fee(fee, revision, "fee.refunded", write, acting=acting, now=now)


async def set_bank_account(office: int, wanted: BankAccountInput, *, acting: Actor, now: datetime) -> None:
    """Say where an office is paid; only its owners, because whoever writes this receives the money.

    Raises:
        BankAccountInvalid: The bank, number or name cannot be.
        StaleRevision: Somebody else changed it since.
    """
    acting.ensure_owns_office(office)
    faults, account = read_bank_account(wanted.bank_bin, wanted.number, wanted.holder)
    if faults:
        raise BankAccountInvalid(fields=faults)
    async with transaction():
        await fetch("SELECT FROM office WHERE id = $1 FOR NO KEY UPDATE", office)
        standing = await bank_account_of(office)
        if (standing.revision if standing else 0) != wanted.revision:
            raise StaleRevision(current=standing, revision=standing.revision if standing else 0)
        stated = {
            "office": office,
            "revision": wanted.revision + 1,
            "changed_at": now,
            "changed_by": acting.name[:120],
        }
        await insert_or_update(OfficeBankAccount, account._asdict(), stated, unique=["office"])
        data = {"from": standing.number if standing else "", "to": account.number, "bank": account.bank_bin}
        await record_audit(
            acting, "office.bank_account_set", subject="office", subject_id=office, office=office, data=data, now=now
        )


async def _change_fee(
    fee: int, revision: int, action: str, write: Callable[[FeeView], Awaitable[None]], *, acting: Actor, now: datetime
) -> FeeView:
    """Lock a fee of the asker's office, look at its revision, write, note."""
    async with transaction():
        rows = await fetch(
            "SELECT x.office FROM booth_fee f JOIN fair x ON x.id = f.fair WHERE f.id = $1 FOR UPDATE OF f", fee
        )
        if not rows or not acting.organizes(rows[0]["office"]):
            acting.ensure_known()
            raise FeeNotFound
        found = await fee_by_id(fee)
        if found.revision != revision:
            raise StaleRevision(current=found, revision=found.revision)
        # One UPDATE and no second: a row changed twice in a transaction has its foreign keys looked at again, which
        # waits for whoever holds the claim, who in turn waits for this fee.
        await write(found)
        data = {"fair": found.fair, "producer": found.producer, "bill": found.bill, "amount": found.amount}
        await record_audit(acting, action, subject="fee", subject_id=fee, office=rows[0]["office"], data=data, now=now)
        await nudge(found.fair)
        return await fee_by_id(fee)
