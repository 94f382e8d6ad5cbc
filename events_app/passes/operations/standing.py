"""Change what a pass is worth: revoke, restore, replace, return, erase."""

from collections.abc import Sequence
from datetime import date, datetime

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.passes.changes import ErasedPasses, pass_erasure
from events_app.passes.errors import (
    BoothNoLongerHeld,
    ConsentMissing,
    NoAddress,
    PassAlreadyUsed,
    PassCannotChange,
    PassNotFound,
)
from events_app.passes.operations.issuing import Holder, NewPass, clean_holder, days_like, write_passes
from events_app.passes.operations.keys import Signer
from events_app.passes.queries.passes import find_pass, find_pass_for_office
from events_app.passes.rules import PassState, may_become
from events_app.passes.schemas import ConsentInput, HolderInput, PassView, ReplacementInput
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.outbox import put_message


async def revoke_pass(pass_id: int, *, reason: str = "", acting: Actor, now: datetime) -> PassView:
    """Make a pass worth nothing. Twice is once."""
    return await _put_into(pass_id, PassState.revoked, reason, acting=acting, now=now)


async def restore_pass(pass_id: int, *, acting: Actor, now: datetime) -> PassView:
    """Make a revoked or returned pass valid again. Twice is once.

    Raises:
        BoothNoLongerHeld: It was named for a booth its producer no longer has.
    """
    return await _put_into(pass_id, PassState.valid, "", acting=acting, now=now)


async def _put_into(pass_id: int, target: PassState, reason: str, *, acting: Actor, now: datetime) -> PassView:
    async with transaction():
        gives = target is PassState.valid
        await enter_fair((await find_pass(pass_id)).fair, Deed.EXCHANGE if gives else Deed.CORRECT, now=now)
        found = await _lock_for_office(pass_id, acting=acting)
        if found.state is target:
            return found
        if target is PassState.valid and found.booth is not None:
            await _ensure_booth_held(found.booth, found.producer)
        await _change(found, target, reason, acting=acting, now=now)
        return await find_pass(pass_id)


async def _ensure_booth_held(booth: int, producer: int | None) -> None:
    """Whoever takes the booth away locks its passes, as the caller has locked this one: neither misses the other."""
    if not await fetch(
        "SELECT FROM booth_claim WHERE booth = $1 AND producer = $2 AND state = 'assigned'", booth, producer
    ):
        raise BoothNoLongerHeld


async def revoke_passes(passes: Sequence[int], reason: str, *, unused_only: bool = False, now: datetime) -> list[int]:
    """Make those of these passes that are valid worth nothing, in the caller's transaction; returns which.

    With `unused_only` those stay with which somebody came in.
    """
    ensure_in_transaction()
    rows = await fetch(
        "UPDATE entry_pass p SET state = 'revoked', state_at = $2, state_reason = $3, revision = revision + 1"
        " WHERE p.id = ANY($1) AND p.state = 'valid'"
        " AND NOT ($4::bool AND EXISTS (SELECT FROM admission a WHERE a.entry_pass = p.id)) RETURNING p.id",
        list(passes),
        now,
        reason,
        unused_only,
    )
    return [row["id"] for row in rows]


async def return_pass(pass_id: int, *, acting: Actor, now: datetime) -> PassView:
    """Give a pass back, by whoever holds its address: somebody else may have the place. Twice is once."""
    async with transaction():
        await enter_fair((await find_pass(pass_id)).fair, Deed.CORRECT, now=now)
        found = await lock_pass(pass_id)
        if found.state is PassState.returned:
            return found
        await _change(found, PassState.returned, "", acting=acting, now=now)
        return await find_pass(pass_id)


async def replace_pass(
    pass_id: int, wanted: ReplacementInput, *, channel: str, signer: Signer, acting: Actor, now: datetime
) -> PassView:
    """Give a new pass instead of one that was lost; the old one is refused from now on. Twice is once.

    With another holder this is handing the pass on, and the new holder's own consent is needed.

    Raises:
        BoothNoLongerHeld: It was named for a booth its producer no longer has.
    """
    if wanted.holder is not None and wanted.consent is None:
        raise ConsentMissing
    async with transaction():
        await enter_fair((await find_pass(pass_id)).fair, Deed.EXCHANGE, now=now)
        old = await _lock_for_office(pass_id, acting=acting)
        holder = clean_holder(wanted.holder) if wanted.holder else _same_holder(old)
        consent = wanted.consent.version if wanted.consent else old.consent_version
        return await _replace(
            old, holder, consent, wanted.reason, channel=channel, signer=signer, acting=acting, now=now
        )


async def hand_on_pass(
    pass_id: int, holder: HolderInput, consent: ConsentInput, *, signer: Signer, acting: Actor, now: datetime
) -> PassView:
    """Hand a pass on to somebody else, by whoever holds its address. The old one is refused from now on."""
    async with transaction():
        await enter_fair((await find_pass(pass_id)).fair, Deed.EXCHANGE, now=now)
        old = await lock_pass(pass_id)
        if old.entered_at is not None:
            raise PassAlreadyUsed
        return await _replace(
            old,
            clean_holder(holder),
            consent.version,
            "",
            channel="web",
            signer=signer,
            acting=acting,
            now=now,
        )


async def _replace(
    old: PassView,
    holder: Holder | None,
    consent: str | None,
    reason: str,
    *,
    channel: str,
    signer: Signer,
    acting: Actor,
    now: datetime,
) -> PassView:
    if old.replaced_by is not None:
        return await _find_by_serial(old.replaced_by)
    fair = await fair_by_id(old.fair, now=now)
    if old.booth is not None:
        await _ensure_booth_held(old.booth, old.producer)
    await _change(old, PassState.replaced, reason, acting=acting, now=now)
    order = NewPass(
        holder=holder,
        kind=old.kind,
        days=await days_like(old),
        locale=old.locale,
        consent_version=consent,
        replaces=old.id,
        producer=old.producer,
        booth=old.booth,
        booth_place=old.booth_place,
    )
    [new_id] = await write_passes(fair, [order], channel=channel, signer=signer, now=now)
    if holder and holder.email:
        await put_message("pass.issued", {"pass": new_id}, now=now)
    return await find_pass(new_id)


def _same_holder(old: PassView) -> Holder | None:
    return Holder(old.holder_name, old.holder_email, old.holder_phone) if old.holder_name else None


async def _find_by_serial(serial: int) -> PassView:
    rows = await fetch("SELECT id FROM entry_pass WHERE serial = $1", serial)
    return await find_pass(rows[0]["id"])


async def send_pass_again(pass_id: int, *, acting: Actor, now: datetime) -> PassView:
    """Send a pass to its holder's address once more.

    Raises:
        NoAddress: The holder left none.
        PassCannotChange: It no longer opens the gate.
    """
    async with transaction():
        found = await _lock_for_office(pass_id, acting=acting)
        if found.state is not PassState.valid:
            raise PassCannotChange(found.state)
        if not found.holder_email:
            raise NoAddress
        await put_message("pass.issued", {"pass": pass_id}, now=now)
        fair = await fair_by_id(found.fair, now=now)
        await record_audit(
            acting, "pass.sent_again", subject="entry_pass", subject_id=pass_id, office=fair.office, now=now
        )
    return found


async def erase_holder(pass_id: int, *, acting: Actor, now: datetime) -> PassView:
    """Forget the person of a pass. The pass stays, is counted, and admits nobody any more. Twice is once."""
    async with transaction():
        found = await _lock_for_office(pass_id, acting=acting)
        if found.state is PassState.erased:
            return found
        await _erase([pass_id], now=now)
        await _audit_change(found, PassState.erased, "", acting=acting, now=now)
        return await find_pass(pass_id)


async def _erase(pass_ids: list[int], *, now: datetime) -> None:
    await fetch(
        "UPDATE entry_pass SET state = 'erased', state_at = $2, state_reason = '', holder_name = NULL,"
        " holder_email = NULL, holder_phone = NULL, folded = '', request_hash = NULL, revision = revision + 1"
        " WHERE id = ANY($1)",
        pass_ids,
        now,
    )
    await pass_erasure.apply(ErasedPasses(pass_ids), acting=SYSTEM, now=now)


async def erase_due_holders(*, before: date, now: datetime, most: int = 2000) -> int:
    """Forget the people of fairs that ended before a day; returns how many passes it was.

    Check-ins stay and name a pass without a person: figures by gate and hour survive, nobody's path does.
    """
    async with transaction():
        rows = await fetch(
            "SELECT p.id FROM entry_pass p JOIN fair f ON f.id = p.fair"
            " WHERE f.ends_on < $1 AND p.state <> 'erased' ORDER BY p.id LIMIT $2"
            " FOR UPDATE OF p SKIP LOCKED",
            before,
            most,
        )
        await _erase([row["id"] for row in rows], now=now)
    return len(rows)


async def lock_pass(pass_id: int) -> PassView:
    """Lock a pass for the rest of the transaction and read it then.

    Raises:
        PassNotFound: There is none.
    """
    await _lock_row(pass_id)
    return await find_pass(pass_id)


async def _lock_for_office(pass_id: int, *, acting: Actor) -> PassView:
    await _lock_row(pass_id)
    return await find_pass_for_office(pass_id, acting=acting)


async def _lock_row(pass_id: int) -> None:
    ensure_in_transaction()
    if not await fetch("SELECT id FROM entry_pass WHERE id = $1 FOR UPDATE", pass_id):
        raise PassNotFound


async def _change(found: PassView, target: PassState, reason: str, *, acting: Actor, now: datetime) -> None:
    if not may_become(found.state, target):
        raise PassCannotChange(found.state)
    await fetch(
        "UPDATE entry_pass SET state = $2, state_at = $3, state_reason = $4, revision = revision + 1 WHERE id = $1",
        found.id,
        target,
        now,
        reason.strip(),
    )
    await _audit_change(found, target, reason, acting=acting, now=now)


async def _audit_change(found: PassView, target: PassState, reason: str, *, acting: Actor, now: datetime) -> None:
    fair = await fair_by_id(found.fair, now=now)
    await record_audit(
        acting,
        f"pass.{target}",
        subject="entry_pass",
        subject_id=found.id,
        office=fair.office,
        data={"was": found.state, "reason": reason} if reason else {"was": found.state},
        now=now,
    )
