"""A producer's timed hold: taken, confirmed, extended, released, expired; and offers, which are held the same way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events_app.booths.changes import LockedBooth
from events_app.booths.errors.claims import BoothHeldMeanwhile, HoldNotFound
from events_app.booths.operations.entries import refresh_booth_entries
from events_app.booths.operations.locking import (
    count_claims,
    hold_terms,
    lock_booth,
    lock_booths,
    lock_producer_count,
)
from events_app.booths.operations.paying import ensure_terms_accepted
from events_app.booths.operations.recording import record_step
from events_app.booths.operations.writing import writing_claims
from events_app.booths.queries.claims import is_past, offered_booths
from events_app.booths.queries.maps import find_booth
from events_app.booths.rules.claims import (
    Claim,
    ClaimState,
    ClosedReason,
    ensure_confirmable,
    ensure_free_for,
    ensure_may_hold,
    extended_until,
    live,
)
from events_app.booths.schemas.claims import ExtensionInput, HoldAnswer
from events_app.fairs.errors import FairNotFound
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.floor_plans.operations import nudge
from events_app.floor_plans.queries import booth_facts
from events_app.floor_plans.rules import BoothState
from events_app.platform.actor import SYSTEM, Actor, NotYourProducer
from events_app.platform.db import fetch, register, transaction

register({"booth_claim_one_live": BoothHeldMeanwhile})

SWEPT_AT_ONCE = 200


async def hold_booth(booth: int, *, producer: int | None = None, acting: Actor, now: datetime) -> HoldAnswer:
    """Hold a booth for a producer until its deadline. Asking again gives the same answer.

    Raises:
        BoothAlreadyHeld, BoothAlreadyAssigned, BoothBlocked: It is not free.
        TooManyHolds: The producer has as many booths as one may have.
        HoldsClosed: Booths cannot be chosen now.
    """
    holder = acting_producer(acting, producer)
    fair = await _open_fair(booth, now=now)
    await _refuse_early(booth, holder, now=now)
    async with transaction():
        await enter_fair(fair.id, Deed.TAKE, now=now)
        await lock_producer_count(fair.id, holder)
        locked = await lock_booth(booth)
        claim = locked.claim
        standing = live(claim, now)
        terms = await hold_terms(fair.id)
        ensure_may_hold(
            terms,
            claim,
            producer=holder,
            booth=locked.code,
            blocked=locked.blocked,
            claims_here=await count_claims(fair.id, holder, now),
            now=now,
        )
        if standing is not None:
            return answer_of(locked, standing)
        until = now + timedelta(minutes=terms.minutes)
        async with writing_claims(acting=acting, now=now) as claims:
            await claims.clear(locked)
            held = await claims.begin(locked, holder, ClaimState.HELD, until=until)
        await record_step("booth.held", locked, holder, acting=acting, now=now, until=until)
        return answer_of(locked, held)


async def confirm_booth(booth: int, *, producer: int | None = None, acting: Actor, now: datetime) -> HoldAnswer:
    """Turn the own hold, or all booths offered together, into the booths of this fair. Twice is once.

    Raises:
        HoldExpired: The deadline has gone by.
        HoldNotFound: The producer holds no such booth.
        TermsNotAccepted: The fair has terms, and the present ones were not accepted.
    """
    holder = acting_producer(acting, producer)
    fair = await _open_fair(booth, now=now)
    async with transaction():
        await enter_fair(fair.id, Deed.TAKE, now=now)
        booths = await lock_booths([booth, *await offered_booths(fair.id, holder)])
        locked = booths[booth]
        claim = ensure_confirmable(locked.claim, producer=holder, booth=locked.code, now=now)
        if claim.state is ClaimState.ASSIGNED:
            return answer_of(locked, claim)
        await ensure_terms_accepted(fair.id, holder)
        offers = offers_among(booths, holder) if claim.state is ClaimState.OFFERED else [(locked, claim)]
        await accept_claims(offers, by="producer", acting=acting, now=now)
        return answer_of(locked, Claim(claim.id, booth, holder, ClaimState.ASSIGNED, None))


async def accept_claims(offers: Sequence[tuple[LockedBooth, Claim]], *, by: str, acting: Actor, now: datetime) -> None:
    """Make assignments of one producer's claims that are in time, and end those that are not."""
    async with writing_claims(acting=acting, now=now) as claims:
        for locked, claim in offers:
            if claim.is_past(now):
                await claims.expire(locked, claim)
            else:
                await claims.settle(locked, claim)
                await record_step("booth.assigned", locked, claim.producer, acting=acting, now=now, by=by)
    fair, producer = offers[0][0].fair, offers[0][1].producer
    await refresh_booth_entries(fair, [producer], now=now)


async def end_offers(
    offers: Sequence[tuple[LockedBooth, Claim]], reason: ClosedReason, *, acting: Actor, now: datetime
) -> None:
    """End claims that were offered; the slices above let the application follow and ask the next in line."""
    async with writing_claims(acting=acting, now=now) as claims:
        for locked, claim in offers:
            await claims.close(locked, claim, reason)
            await nudge(locked.fair, locked.code)


async def offer_booths(
    booths: Sequence[LockedBooth], producer: int, *, until: datetime, acting: Actor, now: datetime
) -> None:
    """Offer free booths to a producer until then, together; the application follows.

    Whoever calls has locked them and looked that each is free; claims whose time is past make room.
    """
    await offer_to_many([(booths, producer)], until=until, acting=acting, now=now)


async def offer_to_many(
    offers: Sequence[tuple[Sequence[LockedBooth], int]], *, until: datetime, acting: Actor, now: datetime
) -> None:
    """Offer locked, free booths to several producers at once."""
    async with writing_claims(acting=acting, now=now) as claims:
        for booths, producer in offers:
            for locked in booths:
                await claims.clear(locked)
                await claims.begin(locked, producer, ClaimState.OFFERED, until=until)
    for fair in sorted({locked.fair for booths, _ in offers for locked in booths}):
        await nudge(fair, ", ".join(locked.code for booths, _ in offers for locked in booths))


async def extend_hold(booth: int, wanted: ExtensionInput, *, acting: Actor, now: datetime) -> HoldAnswer:
    """Give a producer more time to confirm, by an organizer.

    Raises:
        HoldNotFound: Nobody holds it any more.
        ExtensionBackwards: The new end is not later, or after the fair opens.
    """
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        await enter_fair(fair.id, Deed.OFFER, now=now)
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if claim is None or claim.state is ClaimState.ASSIGNED:
            raise HoldNotFound
        terms = await hold_terms(fair.id)
        until = extended_until(
            claim, until=wanted.until, minutes=wanted.minutes or terms.minutes, latest=_opening(fair, now), now=now
        )
        await fetch("UPDATE booth_claim SET expires_at = $2, extended = extended + 1 WHERE id = $1", claim.id, until)
        await record_step("booth.hold_extended", locked, claim.producer, acting=acting, now=now, until=until)
        return answer_of(locked, Claim(claim.id, booth, claim.producer, claim.state, until))


async def release_hold(booth: int, *, producer: int | None = None, acting: Actor, now: datetime) -> None:
    """Give a booth back: the producer's own, or by the organizer for a producer. Nothing to give back is fine."""
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_known()
    async with transaction():
        await enter_fair(fair_id, Deed.CORRECT, now=now)
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if claim is None:
            return
        if not acting.organizes(fair.office):
            acting.ensure_acts_for(producer if producer is not None else claim.producer)
            acting.ensure_acts_for(claim.producer)
        if claim.state is ClaimState.OFFERED:
            # A producer's no passes the booth on; an office that takes an offer back keeps the booth for itself.
            reason = ClosedReason.UNASSIGNED if acting.organizes(fair.office) else ClosedReason.DECLINED
            await end_offers([(locked, claim)], reason, acting=acting, now=now)
            return
        async with writing_claims(acting=acting, now=now) as claims:
            await claims.close(locked, claim, ClosedReason.RELEASED)
        if claim.state is ClaimState.ASSIGNED:
            await refresh_booth_entries(fair.id, [claim.producer], now=now)
        await record_step("booth.released", locked, claim.producer, acting=acting, now=now, was=claim.state)


async def sweep_expired_holds(*, now: datetime) -> int:
    """Close holds whose time is past; returns how many. Those somebody is busy with are left to them."""
    async with transaction():
        rows = await fetch(
            "SELECT b.id, b.fair, b.code, b.blocked, f.office, c.id AS claim, c.producer, c.expires_at"
            " FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN fair f ON f.id = b.fair"
            f" WHERE c.state = 'held' AND {is_past('c', '$1')} ORDER BY c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED",
            now,
            SWEPT_AT_ONCE,
        )
        async with writing_claims(acting=SYSTEM, now=now) as claims:
            for row in rows:
                claim = Claim(row["claim"], row["id"], row["producer"], ClaimState.HELD, row["expires_at"])
                locked = LockedBooth(
                    id=row["id"],
                    fair=row["fair"],
                    code=row["code"],
                    blocked=row["blocked"],
                    office=row["office"],
                    claim=claim,
                )
                await claims.expire(locked, claim)
        return len(rows)


def offers_among(booths: Mapping[int, LockedBooth], producer: int) -> list[tuple[LockedBooth, Claim]]:
    """Which of some locked booths are offered to a producer."""
    return [
        (locked, locked.claim)
        for locked in booths.values()
        if locked.claim is not None and locked.claim.state is ClaimState.OFFERED and locked.claim.producer == producer
    ]


def acting_producer(acting: Actor, producer: int | None) -> int:
    """The producer somebody acts for: the one named, or the only one."""
    acting.ensure_known()
    if producer is not None:
        acting.ensure_acts_for(producer)
        return producer
    if len(acting.producer_ids) != 1:
        raise NotYourProducer
    return next(iter(acting.producer_ids))


def answer_of(locked: LockedBooth, claim: Claim) -> HoldAnswer:
    """What is told of a claim."""
    return HoldAnswer(
        booth=locked.id,
        code=locked.code,
        fair=locked.fair,
        producer=claim.producer,
        state=BoothState(claim.state.value),
        expires_at=claim.expires_at,
    )


async def _open_fair(booth: int, *, now: datetime) -> Fair:
    """The fair of a booth, when anybody may know of it; its state is asked behind the guard."""
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    if not fair.is_public:
        raise FairNotFound
    return fair


async def _refuse_early(booth: int, producer: int, *, now: datetime) -> None:
    """Send away whoever comes too late without queueing for the lock: a hundred at once want the same booth."""
    _, seen = await find_booth(booth, acting=SYSTEM, now=now)
    if seen.producer is None or seen.state in {BoothState.AVAILABLE, BoothState.BLOCKED}:
        return
    claim = Claim(0, booth, seen.producer, ClaimState(seen.state.value), seen.expires_at)
    ensure_free_for(claim, producer, booth=seen.code, now=now)


def _opening(fair: Fair, now: datetime) -> datetime:
    """Midnight of the first day at the venue; without a day a year from now."""
    if fair.starts_on is None:
        return now + timedelta(days=366)
    return datetime.combine(fair.starts_on, datetime.min.time(), ZoneInfo(fair.time_zone))
