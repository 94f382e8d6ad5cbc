"""Change what a pass is worth: revoke, restore, replace, return, erase."""

from datetime import date, datetime

from events_app.fairs.queries import fair_by_id
from events_app.passes.errors import (
    ConsentMissing,
    FairIsOff,
    NoAddress,
    PassAlreadyUsed,
    PassCannotChange,
)
from events_app.passes.operations.issuing import Holder, NewPass, clean_holder, write_passes
from events_app.passes.operations.keys import Signer
from events_app.passes.queries.passes import find_pass, find_pass_for_office
from events_app.passes.rules import PassState, may_become
from events_app.passes.schemas import ConsentInput, HolderInput, PassView, ReplacementInput
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.outbox import put_message


async def revoke_pass(pass_id: int, *, reason: str = "", acting: Actor, now: datetime) -> PassView:
    """Make a pass worth nothing. Twice is once."""
    return await _put_into(pass_id, PassState.revoked, reason, acting=acting, now=now)


async def restore_pass(pass_id: int, *, acting: Actor, now: datetime) -> PassView:
    """Make a revoked or returned pass valid again. Twice is once."""
    return await _put_into(pass_id, PassState.valid, "", acting=acting, now=now)


async def _put_into(pass_id: int, target: PassState, reason: str, *, acting: Actor, now: datetime) -> PassView:
    async with transaction():
        found = await _lock(pass_id, acting=acting)
        if found.state is target:
            return found
        await _change(found, target, reason, acting=acting, now=now)
        return await find_pass(pass_id)


async def return_pass(pass_id: int, *, acting: Actor, now: datetime) -> PassView:
    """Give a pass back, by whoever holds its address: somebody else may have the place. Twice is once."""
    async with transaction():
        await fetch("SELECT id FROM entry_pass WHERE id = $1 FOR UPDATE", pass_id)
        found = await find_pass(pass_id)
        if found.state is PassState.returned:
            return found
        await _change(found, PassState.returned, "", acting=acting, now=now)
        return await find_pass(pass_id)


async def replace_pass(
    pass_id: int, wanted: ReplacementInput, *, channel: str, signer: Signer, acting: Actor, now: datetime
) -> PassView:
    """Give a new pass instead of one that was lost; the old one is refused from now on. Twice is once.

    With another holder this is handing the pass on, and the new holder's own consent is needed.
    """
    if wanted.holder is not None and wanted.consent is None:
        raise ConsentMissing
    async with transaction():
        old = await _lock(pass_id, acting=acting)
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
        await fetch("SELECT id FROM entry_pass WHERE id = $1 FOR UPDATE", pass_id)
        old = await find_pass(pass_id)
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
    if fair.status == "cancelled":
        raise FairIsOff
    await _change(old, PassState.replaced, reason, acting=acting, now=now)
    order = NewPass(
        holder=holder,
        kind=old.kind,
        first_day=old.first_day,
        last_day=old.last_day,
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
        found = await _lock(pass_id, acting=acting)
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
        found = await _lock(pass_id, acting=acting)
        if found.state is PassState.erased:
            return found
        await _erase([pass_id], now=now)
        await _note(found, PassState.erased, "", acting=acting, now=now)
        return await find_pass(pass_id)


async def _erase(pass_ids: list[int], *, now: datetime) -> None:
    await fetch(
        "UPDATE pass_invitation SET email = '', name = '' WHERE entry_pass = ANY($1)",
        pass_ids,
    )
    await fetch(
        "UPDATE entry_pass SET state = 'erased', state_at = $2, state_reason = '', holder_name = NULL,"
        " holder_email = NULL, holder_phone = NULL, folded = '', request_hash = NULL, revision = revision + 1"
        " WHERE id = ANY($1)",
        pass_ids,
        now,
    )


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
        await fetch(
            "UPDATE pass_invitation i SET email = '', name = '' FROM fair f WHERE f.id = i.fair AND f.ends_on < $1"
            " AND (i.email <> '' OR i.name <> '')",
            before,
        )
    return len(rows)


async def _lock(pass_id: int, *, acting: Actor) -> PassView:
    await fetch("SELECT id FROM entry_pass WHERE id = $1 FOR UPDATE", pass_id)
    return await find_pass_for_office(pass_id, acting=acting)


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
    await _note(found, target, reason, acting=acting, now=now)


async def _note(found: PassView, target: PassState, reason: str, *, acting: Actor, now: datetime) -> None:
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
