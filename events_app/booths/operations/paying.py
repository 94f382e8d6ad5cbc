"""What comes before money: terms accepted, and the account an office is paid to."""

from datetime import datetime

from events_app.booths.errors.fees import BankAccountInvalid, TermsChanged, TermsNotAccepted
from events_app.booths.operations.fees import charge_fee, lock_fees
from events_app.booths.queries.fees import accepted_terms, bank_account_of, terms_of
from events_app.booths.rules.bank_account import read_bank_account
from events_app.booths.schemas.fees import BankAccountInput
from events_app.booths.tables import OfficeBankAccount, TermsAcceptance
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.rows import insert_or_update, insert_unless_there


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
