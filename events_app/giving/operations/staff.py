"""Passes for the people who work at a booth: named by the producer who has it, as many as the plan allows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.giving.errors import NotYourBooth
from events_app.giving.queries.staff import booth_passes_of
from events_app.passes.errors import BoothPassesAllNamed, FairIsOff, PassNotFound
from events_app.passes.operations import (
    BoothPlace,
    NewPass,
    Signer,
    choose_days,
    clean_holder,
    lock_pass,
    put_passes_at_booths,
    revoke_passes,
    write_passes,
)
from events_app.passes.queries import days_of, find_pass
from events_app.passes.rules import PassKind, PassState
from events_app.passes.schemas import ConsentInput, HolderInput, PassView
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.outbox import put_message
from events_app.platform.requests import digest_of, key_with_content

RELEASED: Final = "booth released"
TAKEN_OFF: Final = "taken off the list"


class StaffedBooth(msgspec.Struct, frozen=True):
    """A booth, and the producer whose people stand there."""

    booth: int
    producer: int


class _Booth(msgspec.Struct, frozen=True):
    """A booth locked for the rest of the transaction, and who has it for certain."""

    id: int
    fair: int
    producer: int | None


async def name_booth_staff(
    booth: int,
    holder: HolderInput,
    consent: ConsentInput,
    *,
    nonce: str | None = None,
    signer: Signer,
    acting: Actor,
    now: datetime,
) -> PassView:
    """Give a pass to somebody who works at the booth. The same `nonce` for the same person gives the same pass again.

    The booth's row is locked first, as everybody does who gives or takes booths, so it cannot change hands meanwhile.

    Raises:
        NotYourBooth: The asker does not act for who has the booth.
        BoothPassesAllNamed: All its passes are named.
    """
    cleaned = clean_holder(holder)
    async with transaction():
        asked = await fetch("SELECT fair FROM booth WHERE id = $1", booth)
        if not asked:
            raise NotYourBooth
        fair = await enter_fair(asked[0]["fair"], Deed.GIVE_PASS, now=now)
        place = await _lock_booth(booth)
        if place.producer is None or not (acting.acts_for(place.producer) or acting.organizes(fair.office)):
            raise NotYourBooth
        request_hash = key_with_content(f"booth {booth} {nonce}", digest_of(cleaned)) if nonce else None
        if request_hash and (earlier := await fetch("SELECT id FROM entry_pass WHERE request_hash = $1", request_hash)):
            return await find_pass(earlier[0]["id"])
        days = await days_of(fair)
        if days.count is None:
            raise FairIsOff
        order = NewPass(
            holder=cleaned,
            kind=PassKind.exhibitor,
            days=await choose_days(days),
            locale=acting.locale or "vi",
            consent_version=consent.version,
            request_hash=request_hash,
            producer=place.producer,
            booth=booth,
            booth_place=await _free_place(place),
        )
        [given] = await write_passes(fair, [order], channel="web", signer=signer, now=now)
        if cleaned.email:
            await put_message("pass.issued", {"pass": given}, now=now)
        await record_audit(acting, "pass.issued", subject="entry_pass", subject_id=given, office=fair.office, now=now)
        return await find_pass(given)


async def _lock_booth(booth: int) -> _Booth:
    rows = await fetch("SELECT id, fair FROM booth WHERE id = $1 AND removed_at IS NULL FOR NO KEY UPDATE", booth)
    if not rows:
        raise NotYourBooth
    claims = await fetch("SELECT producer FROM booth_claim WHERE booth = $1 AND state = 'assigned'", booth)
    return _Booth(booth, rows[0]["fair"], claims[0]["producer"] if claims else None)


async def _free_place(booth: _Booth) -> int:
    most = await booth_passes_of(booth.fair)
    rows = await fetch(
        "SELECT min(n) AS place FROM generate_series(1, $3::int) AS n WHERE NOT EXISTS (SELECT FROM entry_pass p"
        " WHERE p.booth = $1 AND p.producer = $2 AND p.state = 'valid' AND p.booth_place = n)",
        booth.id,
        booth.producer,
        most,
    )
    if rows[0]["place"] is None:
        raise BoothPassesAllNamed(most)
    return int(rows[0]["place"])


async def take_off_booth_staff(pass_id: int, *, acting: Actor, now: datetime) -> None:
    """Take somebody off the booth; the pass admits nobody any more and its place is free. Twice is once."""
    async with transaction():
        found = await lock_pass(pass_id)
        if found.booth is None or found.producer is None or not acting.acts_for(found.producer):
            raise PassNotFound
        if found.state is not PassState.valid:
            return
        fair = await fair_by_id(found.fair, now=now)
        await revoke_passes([pass_id], TAKEN_OFF, now=now)
        await record_audit(
            acting, "pass.revoked", subject="entry_pass", subject_id=pass_id, office=fair.office, now=now
        )


async def revoke_staff(left: Sequence[StaffedBooth], *, now: datetime) -> int:
    """Revoke what producers named for booths they no longer have; returns how many passes it was."""
    staff = await _lock_staff(left)
    return len(await revoke_passes([row["id"] for row in staff], RELEASED, now=now))


async def move_staff(moves: Mapping[StaffedBooth, int]) -> int:
    """Take the people of booths along to the booth each was moved to, all at once; returns how many passes it was.

    Passes that admit nobody go along too: one that is made valid again stands where the producer stands.
    """
    staff = await _lock_staff(list(moves))
    await put_passes_at_booths(
        [BoothPlace(row["id"], moves[StaffedBooth(row["booth"], row["producer"])], row["booth_place"]) for row in staff]
    )
    return len(staff)


async def _lock_staff(booths: Sequence[StaffedBooth]) -> list[Any]:
    """Lock every pass named for some booths, whatever it is worth.

    They are read by a statement of their own after the wait: who was replaced meanwhile has another pass.
    """
    ensure_in_transaction()
    pairs = [booth.booth for booth in booths], [booth.producer for booth in booths]
    await fetch(_STAFF + " ORDER BY p.id FOR UPDATE OF p", *pairs)
    return await fetch(_STAFF, *pairs)


_STAFF: Final = """
SELECT p.id, p.booth, p.producer, p.booth_place FROM entry_pass p
WHERE (p.booth, p.producer) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))
"""
