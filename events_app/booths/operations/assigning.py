"""The organizer's hand: giving a booth, taking it back, moving and swapping in one step."""

from collections.abc import Sequence
from datetime import datetime

from events_app.booths.changes import LockedBooth
from events_app.booths.errors.claims import BoothBlocked, BoothHasNoHolder, MovesUnclear, ProducerUnknown
from events_app.booths.operations.entries import refresh_booth_entries
from events_app.booths.operations.holds import answer_of
from events_app.booths.operations.locking import lock_booth, lock_booths
from events_app.booths.operations.recording import record_step
from events_app.booths.operations.writing import ClaimWriter, writing_claims
from events_app.booths.rules.claims import (
    Claim,
    ClaimState,
    ClosedReason,
    ensure_free_for,
    ensure_moves_clear,
    live,
    refuse_taken,
)
from events_app.booths.schemas.claims import HoldAnswer, Move
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed
from events_app.floor_plans.queries import booth_facts
from events_app.platform.actor import Actor
from events_app.platform.db import transaction
from events_app.producers.queries import producers_by_ids


async def assign_booth(booth: int, producer: int, *, acting: Actor, now: datetime) -> HoldAnswer:
    """Give a booth to a producer; the own hold of that producer becomes the assignment. Twice is once.

    Raises:
        BoothAlreadyHeld, BoothAlreadyAssigned, BoothBlocked: It is not free for them.
        ProducerUnknown: Nobody has this number.
    """
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    if producer not in await producers_by_ids([producer]):
        raise ProducerUnknown
    async with transaction():
        await enter_fair(fair_id, Deed.OFFER, now=now)
        locked = await lock_booth(booth)
        ensure_free_for(locked.claim, producer, booth=locked.code, now=now)
        standing = live(locked.claim, now)
        if standing is not None and standing.state is ClaimState.ASSIGNED:
            return answer_of(locked, standing)
        if locked.blocked:
            raise BoothBlocked(locked.code)
        async with writing_claims(acting=acting, now=now) as claims:
            claim = await _assign(claims, locked, standing, producer)
        await refresh_booth_entries(fair.id, [producer], now=now)
        await record_step("booth.assigned", locked, producer, acting=acting, now=now, by="organizer")
        return answer_of(locked, claim)


async def unassign_booth(booth: int, *, acting: Actor, now: datetime) -> None:
    """Take a booth back from whoever has it; nothing to take back is fine."""
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        await enter_fair(fair_id, Deed.CORRECT, now=now)
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if claim is None:
            return
        async with writing_claims(acting=acting, now=now) as claims:
            await claims.close(locked, claim, ClosedReason.UNASSIGNED)
        await refresh_booth_entries(fair.id, [claim.producer], now=now)
        await record_step("booth.released", locked, claim.producer, acting=acting, now=now, was=claim.state)


async def move_booths(slug: str, moves: Sequence[Move], *, acting: Actor, now: datetime) -> list[HoldAnswer]:
    """Move and swap holders, all or none: every claim is closed, then every new one written.

    Raises:
        BoothHasNoHolder: A booth to be left is free.
        BoothAlreadyHeld, BoothAlreadyAssigned, BoothBlocked: A booth to be taken is not, and is not left either.
        MovesUnclear: A booth is left or taken twice, or is of another fair.
    """
    pairs = [(move.origin, move.goal) for move in moves]
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    ensure_moves_clear(pairs)
    async with transaction():
        await enter_fair(fair.id, Deed.OFFER, now=now)
        booths = await lock_booths([number for pair in pairs for number in pair])
        if any(booth.fair != fair.id for booth in booths.values()):
            raise MovesUnclear
        leaving = {origin: _holder_of(booths[origin], now) for origin, _ in pairs}
        async with writing_claims(acting=acting, now=now) as claims:
            for _, goal in pairs:
                await _make_room(claims, booths[goal], leaving, now=now)
            for origin, claim in leaving.items():
                await claims.close(booths[origin], claim, ClosedReason.MOVED)
            answers = [await _take_over(claims, booths[goal], leaving[origin]) for origin, goal in pairs]
        await refresh_booth_entries(fair.id, [claim.producer for claim in leaving.values()], now=now)
        for origin, goal in pairs:
            facts = {"from": booths[origin].code, "to": booths[goal].code}
            await record_step("booth.moved", booths[goal], leaving[origin].producer, acting=acting, now=now, **facts)
        return answers


async def _assign(claims: ClaimWriter, locked: LockedBooth, standing: Claim | None, producer: int) -> Claim:
    if standing is not None:
        return await claims.settle(locked, standing)
    await claims.clear(locked)
    return await claims.begin(locked, producer, ClaimState.ASSIGNED)


def _holder_of(booth: LockedBooth, now: datetime) -> Claim:
    claim = live(booth.claim, now)
    if claim is None:
        raise BoothHasNoHolder(booth.code)
    return claim


async def _make_room(claims: ClaimWriter, goal: LockedBooth, leaving: dict[int, Claim], *, now: datetime) -> None:
    """Refuse a goal somebody stays on; close a claim there whose time is past."""
    if goal.id in leaving:
        return
    standing = live(goal.claim, now)
    if standing is not None:
        refuse_taken(standing, booth=goal.code)
    if goal.blocked:
        raise BoothBlocked(goal.code)
    await claims.clear(goal)


async def _take_over(claims: ClaimWriter, goal: LockedBooth, old: Claim) -> HoldAnswer:
    """The same claim on another booth: state, deadline and the day it was assigned stay."""
    return answer_of(goal, await claims.begin(goal, old.producer, old.state, until=old.expires_at, previous=old))
