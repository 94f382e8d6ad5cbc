"""The organizer's hand: giving a booth, taking it back, moving and swapping in one step."""

from collections.abc import Sequence
from datetime import datetime

from events_app.booths.errors import BoothBlocked, BoothHasNoHolder, MovesUnclear, ProducerUnknown
from events_app.booths.operations.holds import answer_of, expire_claim, settle_claim
from events_app.booths.operations.lines import set_state
from events_app.booths.operations.locking import (
    LockedBooth,
    booth_facts,
    close_claim,
    insert_claim,
    lock_booth,
    lock_booths,
)
from events_app.booths.operations.telling import refresh_booth_entries, tell
from events_app.booths.rules import (
    ApplicationState,
    Claim,
    ClaimState,
    ClosedReason,
    ensure_free_for,
    ensure_moves_clear,
    live,
    refuse_taken,
)
from events_app.booths.schemas import HoldAnswer, Move
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import ensure_changeable
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction
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
    ensure_changeable(fair.status)
    if producer not in await producers_by_ids([producer]):
        raise ProducerUnknown
    async with transaction():
        locked = await lock_booth(booth)
        ensure_free_for(locked.claim, producer, booth=locked.code, now=now)
        standing = live(locked.claim, now)
        if standing is not None and standing.state is ClaimState.ASSIGNED:
            return answer_of(locked, standing)
        if locked.blocked:
            raise BoothBlocked(locked.code)
        claim = await _assign(locked, standing, producer, now=now)
        await set_state(fair.id, producer, ApplicationState.ACCEPTED, acting=acting, now=now)
        await refresh_booth_entries(fair.id, [producer], now=now)
        await tell("booth.assigned", locked, producer, acting=acting, now=now, by="organizer")
        return answer_of(locked, claim)


async def unassign_booth(booth: int, *, acting: Actor, now: datetime) -> None:
    """Take a booth back from whoever has it; nothing to take back is fine."""
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if claim is None:
            return
        await close_claim(claim, ClosedReason.UNASSIGNED, now=now)
        if claim.state is ClaimState.OFFERED:
            await set_state(fair.id, claim.producer, ApplicationState.APPROVED, acting=acting, now=now)
        await refresh_booth_entries(fair.id, [claim.producer], now=now)
        await tell("booth.released", locked, claim.producer, acting=acting, now=now, was=claim.state)


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
    ensure_changeable(fair.status)
    ensure_moves_clear(pairs)
    async with transaction():
        booths = await lock_booths([number for pair in pairs for number in pair])
        if any(booth.fair != fair.id for booth in booths.values()):
            raise MovesUnclear
        leaving = {origin: _holder_of(booths[origin], now) for origin, _ in pairs}
        for _, goal in pairs:
            await _make_room(booths[goal], leaving, now=now)
        for claim in leaving.values():
            await close_claim(claim, ClosedReason.MOVED, now=now)
        answers = [await _take_over(booths[goal], leaving[origin], now=now) for origin, goal in pairs]
        await refresh_booth_entries(fair.id, [claim.producer for claim in leaving.values()], now=now)
        for origin, goal in pairs:
            facts = {"from": booths[origin].code, "to": booths[goal].code}
            await tell("booth.moved", booths[goal], leaving[origin].producer, acting=acting, now=now, **facts)
        return answers


async def _assign(locked: LockedBooth, standing: Claim | None, producer: int, *, now: datetime) -> Claim:
    if standing is not None:
        return await settle_claim(standing, now=now)
    if locked.claim is not None:
        await expire_claim(locked, locked.claim, now=now)
    return await insert_claim(locked, producer, ClaimState.ASSIGNED, expires_at=None, now=now)


def _holder_of(booth: LockedBooth, now: datetime) -> Claim:
    claim = live(booth.claim, now)
    if claim is None:
        raise BoothHasNoHolder(booth.code)
    return claim


async def _make_room(goal: LockedBooth, leaving: dict[int, Claim], *, now: datetime) -> None:
    """Refuse a goal somebody stays on; close a claim there whose time is past."""
    if goal.id in leaving:
        return
    standing = live(goal.claim, now)
    if standing is not None:
        refuse_taken(standing, booth=goal.code)
    if goal.blocked:
        raise BoothBlocked(goal.code)
    if goal.claim is not None:
        await expire_claim(goal, goal.claim, now=now)


async def _take_over(goal: LockedBooth, old: Claim, *, now: datetime) -> HoldAnswer:
    """The same claim on another booth: state and deadline stay."""
    claim = await insert_claim(goal, old.producer, old.state, expires_at=old.expires_at, previous=old.id, now=now)
    if old.state is ClaimState.ASSIGNED:
        await fetch(
            "UPDATE booth_claim SET assigned_at = (SELECT assigned_at FROM booth_claim WHERE id = $2) WHERE id = $1",
            claim.id,
            old.id,
        )
    return answer_of(goal, claim)
