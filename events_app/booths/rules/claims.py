"""Who may have which booth, and until when."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from events_app.booths.errors.claims import (
    AttendanceDayWrong,
    BoothAlreadyAssigned,
    BoothAlreadyHeld,
    BoothBlocked,
    ExtensionBackwards,
    HoldExpired,
    HoldNotFound,
    HoldsClosed,
    MovesUnclear,
    TooManyHolds,
)
from events_app.floor_plans.rules import BoothState


class ClaimState(StrEnum):
    """What a producer has on a booth."""

    HELD = "held"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class ClosedReason(StrEnum):
    """Why a claim is over."""

    RELEASED = "released"
    EXPIRED = "expired"
    UNASSIGNED = "unassigned"
    MOVED = "moved"
    DECLINED = "declined"
    BOOTH_REMOVED = "booth_removed"
    FAIR_CANCELLED = "fair_cancelled"


class Claim(msgspec.Struct, frozen=True):
    """A live claim as the database has it; its time may be past already."""

    id: int
    booth: int
    producer: int
    state: ClaimState
    expires_at: datetime | None

    def is_past(self, now: datetime) -> bool:
        """Whether its deadline has gone by, sweeper or not."""
        return (
            self.state in {ClaimState.HELD, ClaimState.OFFERED}
            and self.expires_at is not None
            and self.expires_at <= now
        )


class HoldTerms(msgspec.Struct, frozen=True):
    """How producers take booths at a fair."""

    holds_open: bool
    minutes: int
    cap: int


def live(claim: Claim | None, now: datetime) -> Claim | None:
    """The claim, unless its time is past."""
    return None if claim is None or claim.is_past(now) else claim


def state_of(claim: Claim | None, *, blocked: bool, now: datetime) -> BoothState:
    """What people see of a booth; a holder outweighs a block, or the block would hide somebody."""
    standing = live(claim, now)
    if standing is not None:
        return BoothState(standing.state.value)
    return BoothState.BLOCKED if blocked else BoothState.AVAILABLE


def ensure_free_for(claim: Claim | None, producer: int, *, booth: str, now: datetime) -> None:
    """Refuse a booth another producer has."""
    standing = live(claim, now)
    if standing is None or standing.producer == producer:
        return
    refuse_taken(standing, booth=booth)


def refuse_taken(standing: Claim, *, booth: str) -> None:
    """Say who stands in the way: a hold with its end, or an assignment."""
    if standing.state is ClaimState.ASSIGNED or standing.expires_at is None:
        raise BoothAlreadyAssigned(booth)
    raise BoothAlreadyHeld(booth, standing.expires_at)


def ensure_may_hold(
    terms: HoldTerms,
    claim: Claim | None,
    *,
    producer: int,
    booth: str,
    blocked: bool,
    claims_here: int,
    now: datetime,
) -> None:
    """Refuse a hold that the rules do not give: the booth first, then the producer's own count."""
    ensure_free_for(claim, producer, booth=booth, now=now)
    standing = live(claim, now)
    if standing is not None:
        if standing.state is ClaimState.ASSIGNED:
            raise BoothAlreadyAssigned(booth)
        return
    if not terms.holds_open:
        raise HoldsClosed
    if blocked:
        raise BoothBlocked(booth)
    if claims_here >= terms.cap:
        raise TooManyHolds(claims_here, terms.cap)


def ensure_confirmable(claim: Claim | None, *, producer: int, booth: str, now: datetime) -> Claim:
    """The producer's own claim on the booth, still in time."""
    if claim is None or claim.producer != producer:
        raise HoldNotFound
    if claim.is_past(now) and claim.expires_at is not None:
        raise HoldExpired(booth, claim.expires_at)
    return claim


def extended_until(claim: Claim, *, until: datetime | None, minutes: int, latest: datetime, now: datetime) -> datetime:
    """The new end of a hold: later than it was, never past the opening of the fair."""
    start = max(claim.expires_at or now, now)
    new_end = until or start + timedelta(minutes=minutes)
    if new_end <= start or new_end > latest:
        raise ExtensionBackwards
    return new_end


def ensure_day_of_fair(day: date, *, first: date | None, last: date | None, today: date) -> None:
    """Attendance belongs to a day of the fair that has come."""
    if first is None or last is None or not first <= day <= min(last, today):
        raise AttendanceDayWrong


def ensure_moves_clear(moves: Sequence[tuple[int, int]]) -> None:
    """Each booth is left at most once and taken at most once, and nobody moves to where they stand."""
    left = [origin for origin, _ in moves]
    taken = [goal for _, goal in moves]
    if not moves or len(set(left)) < len(left) or len(set(taken)) < len(taken):
        raise MovesUnclear
    if any(origin == goal for origin, goal in moves):
        raise MovesUnclear
