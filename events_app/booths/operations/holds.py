"""A producer's timed hold: taken, confirmed, extended, released, expired."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events_app.booths.errors import BoothHeldMeanwhile, HoldNotFound, HoldsClosed
from events_app.booths.operations.fees import charge_fee
from events_app.booths.operations.lines import end_offer, offered_booths, offers_among, set_state
from events_app.booths.operations.locking import (
    LockedBooth,
    booth_facts,
    close_claim,
    count_claims,
    hold_terms,
    insert_claim,
    lock_booth,
    lock_booths,
    lock_producer_count,
)
from events_app.booths.operations.receipts import ensure_terms_accepted
from events_app.booths.operations.telling import nudge, refresh_booth_entries, tell
from events_app.booths.queries import find_booth
from events_app.booths.rules import (
    ApplicationState,
    BoothState,
    Claim,
    ClaimState,
    ClosedReason,
    ensure_confirmable,
    ensure_free_for,
    ensure_may_hold,
    extended_until,
    live,
)
from events_app.booths.schemas import ExtensionInput, HoldAnswer
from events_app.fairs.errors import FairNotFound
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Phase
from events_app.fairs.schemas import Fair
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
        if claim is not None:
            await expire_claim(locked, claim, now=now)
        until = now + timedelta(minutes=terms.minutes)
        held = await insert_claim(locked, holder, ClaimState.HELD, expires_at=until, now=now)
        await tell("booth.held", locked, holder, acting=acting, now=now, until=until)
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
        booths = await lock_booths([booth, *await offered_booths(fair.id, holder)])
        locked = booths[booth]
        claim = ensure_confirmable(locked.claim, producer=holder, booth=locked.code, now=now)
        if claim.state is ClaimState.ASSIGNED:
            return answer_of(locked, claim)
        await ensure_terms_accepted(fair.id, holder)
        offers = offers_among(booths, holder) if claim.state is ClaimState.OFFERED else [(locked, claim)]
        await accept_claims(offers, by="producer", acting=acting, now=now)
        await set_state(fair.id, holder, ApplicationState.ACCEPTED, acting=acting, now=now)
        await refresh_booth_entries(fair.id, [holder], now=now)
        return answer_of(locked, Claim(claim.id, booth, holder, ClaimState.ASSIGNED, None))


async def accept_claims(claims: Sequence[tuple[LockedBooth, Claim]], *, by: str, acting: Actor, now: datetime) -> None:
    """Make assignments of claims that are in time, and close those that are not.

    These first: an application lapses with its last offer, and here that one is accepted.
    """
    for locked, claim in claims:
        if claim.is_past(now):
            await expire_claim(locked, claim, now=now)
    for locked, claim in claims:
        if not claim.is_past(now):
            await settle_claim(claim, now=now)
            await tell("booth.assigned", locked, claim.producer, acting=acting, now=now, by=by)


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
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if claim is None or claim.state is ClaimState.ASSIGNED:
            raise HoldNotFound
        terms = await hold_terms(fair.id)
        until = extended_until(
            claim, until=wanted.until, minutes=wanted.minutes or terms.minutes, latest=_opening(fair, now), now=now
        )
        await fetch("UPDATE booth_claim SET expires_at = $2, extended = extended + 1 WHERE id = $1", claim.id, until)
        await tell("booth.hold_extended", locked, claim.producer, acting=acting, now=now, until=until)
        return answer_of(locked, Claim(claim.id, booth, claim.producer, claim.state, until))


async def release_hold(booth: int, *, producer: int | None = None, acting: Actor, now: datetime) -> None:
    """Give a booth back: the producer's own, or by the organizer for a producer. Nothing to give back is fine."""
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_known()
    async with transaction():
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if claim is None:
            return
        if not acting.organizes(fair.office):
            acting.ensure_acts_for(producer if producer is not None else claim.producer)
            acting.ensure_acts_for(claim.producer)
        if claim.state is ClaimState.OFFERED:
            await _release_offer(locked, claim, by_office=acting.organizes(fair.office), acting=acting, now=now)
            return
        await close_claim(claim, ClosedReason.RELEASED, now=now)
        if claim.state is ClaimState.ASSIGNED:
            await refresh_booth_entries(fair.id, [claim.producer], now=now)
        await tell("booth.released", locked, claim.producer, acting=acting, now=now, was=claim.state)


async def sweep_expired_holds(*, now: datetime) -> int:
    """Close holds whose time is past; returns how many. Those somebody is busy with are left to them."""
    async with transaction():
        rows = await fetch(
            "UPDATE booth_claim c SET state = 'closed', closed_at = $1, closed_reason = 'expired'"
            " WHERE c.id IN (SELECT id FROM booth_claim WHERE state = 'held' AND expires_at <= $1"
            " ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING c.booth, c.producer",
            now,
            SWEPT_AT_ONCE,
        )
        booths = await fetch(
            "SELECT b.id, b.fair, b.code, b.blocked, f.office FROM booth b JOIN fair f ON f.id = b.fair WHERE b.id ="
            " ANY($1)",
            [row["booth"] for row in rows],
        )
        facts = {row["id"]: LockedBooth(**row, claim=None) for row in booths}
        for row in rows:
            await tell("booth.hold_expired", facts[row["booth"]], row["producer"], acting=SYSTEM, now=now)
        return len(rows)


async def lapse_offers(*, now: datetime) -> int:
    """End offers whose time is past, each by itself, and ask the next in line; returns how many."""
    due = await fetch(
        "SELECT booth FROM booth_claim WHERE state = 'offered' AND expires_at <= $1 ORDER BY id LIMIT $2",
        now,
        SWEPT_AT_ONCE,
    )
    lapsed = 0
    for row in due:
        async with transaction():
            locked = await lock_booth(row["booth"])
            claim = locked.claim
            if claim is not None and claim.state is ClaimState.OFFERED and claim.is_past(now):
                await end_offer(locked, claim, ClosedReason.EXPIRED, ApplicationState.LAPSED, acting=SYSTEM, now=now)
                lapsed += 1
    return lapsed


async def _release_offer(locked: LockedBooth, claim: Claim, *, by_office: bool, acting: Actor, now: datetime) -> None:
    """A producer's no passes the booth on; an office that takes an offer back keeps the booth for itself."""
    if not by_office:
        refused = ApplicationState.REFUSED
        await end_offer(locked, claim, ClosedReason.DECLINED, refused, acting=acting, now=now)
        return
    await close_claim(claim, ClosedReason.UNASSIGNED, now=now)
    await set_state(locked.fair, claim.producer, ApplicationState.APPROVED, acting=acting, now=now)
    await nudge(locked.fair, locked.code)


async def expire_claim(locked: LockedBooth, claim: Claim, *, now: datetime) -> None:
    """Close a claim whose time is past, for whoever takes the booth first."""
    await close_claim(claim, ClosedReason.EXPIRED, now=now)
    if claim.state is ClaimState.OFFERED:
        await set_state(locked.fair, claim.producer, ApplicationState.LAPSED, acting=SYSTEM, now=now)
    else:
        await tell("booth.hold_expired", locked, claim.producer, acting=SYSTEM, now=now)


async def settle_claim(claim: Claim, *, now: datetime) -> Claim:
    """Make a hold or an offer an assignment."""
    await fetch(
        "UPDATE booth_claim SET state = 'assigned', expires_at = NULL, assigned_at = $2 WHERE id = $1", claim.id, now
    )
    await charge_fee(claim.id, now=now)
    return Claim(claim.id, claim.booth, claim.producer, ClaimState.ASSIGNED, None)


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
    """The fair of a booth, while booths are given at all."""
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    if not fair.is_public:
        raise FairNotFound
    if not fair.is_on or fair.phase is Phase.PAST:
        raise HoldsClosed
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
