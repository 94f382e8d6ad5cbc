"""Writing claims: begun, accepted, ended, each with its fee; the slices above follow in the same transaction."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from events_app.booths.changes import ClaimChange, LockedBooth, claim_changes
from events_app.booths.operations.fees import charge_fee, end_fee, move_fee
from events_app.booths.operations.locking import read_claim
from events_app.booths.operations.recording import record_step
from events_app.booths.rules.claims import Claim, ClaimState, ClosedReason
from events_app.booths.rules.fees import FeeEnd
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.db import fetch

_FEE_ENDS = {
    ClosedReason.RELEASED: FeeEnd.RELEASED,
    ClosedReason.UNASSIGNED: FeeEnd.UNASSIGNED,
    ClosedReason.FAIR_CANCELLED: FeeEnd.FAIR_CANCELLED,
}


class ClaimWriter:
    """Writes the claims of one operation and remembers what became of each.

    Fees are written last: those who follow lock applications, and the fees of a fair are locked after them.
    """

    def __init__(self, *, now: datetime) -> None:
        self.changes: list[ClaimChange] = []
        self.fees: list[Callable[[], Awaitable[None]]] = []
        self._now = now

    async def begin(
        self,
        booth: LockedBooth,
        producer: int,
        state: ClaimState,
        *,
        until: datetime | None = None,
        previous: Claim | None = None,
    ) -> Claim:
        """Write a new live claim; the partial unique index has the last word.

        Args:
            booth: The booth, locked, whose live claim was closed before.
            producer: Whose claim.
            state: Held or offered `until` then, or assigned.
            until: The deadline of a hold or an offer.
            previous: The claim on another booth this one continues; its fee follows.
        """
        [row] = await fetch(
            "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, expires_at, extended, assigned_at,"
            " previous) VALUES ($1, $2, $3, $4::varchar, $5, $6, 0, CASE WHEN $4::varchar = 'assigned' THEN"
            " coalesce((SELECT assigned_at FROM booth_claim WHERE id = $7), $5) END, $7)"
            " RETURNING id, booth, producer, state, expires_at",
            booth.fair,
            booth.id,
            producer,
            state,
            self._now,
            until,
            previous.id if previous is not None else None,
        )
        claim = read_claim(row)
        if previous is not None:
            self.fees.append(partial(move_fee, previous.id, claim.id, now=self._now))
        elif state is ClaimState.ASSIGNED:
            self.fees.append(partial(charge_fee, claim.id, now=self._now))
        origin = previous.booth if previous is not None else None
        self._add_change(booth, producer, None, state, moved=previous is not None, origin=origin, until=until)
        return claim

    async def settle(self, booth: LockedBooth, claim: Claim) -> Claim:
        """Make a hold or an offer an assignment."""
        await fetch(
            "UPDATE booth_claim SET state = 'assigned', expires_at = NULL, assigned_at = $2 WHERE id = $1",
            claim.id,
            self._now,
        )
        self.fees.append(partial(charge_fee, claim.id, now=self._now))
        self._add_change(booth, claim.producer, claim.state, ClaimState.ASSIGNED)
        return Claim(claim.id, claim.booth, claim.producer, ClaimState.ASSIGNED, None)

    async def close(self, booth: LockedBooth, claim: Claim, reason: ClosedReason) -> None:
        """End a claim; its row stays as history, and its fee ends with it unless it moves on.

        Who waited for the lock may have begun before the claim did: a claim never ends before it began.
        """
        await fetch(
            "UPDATE booth_claim SET state = 'closed', closed_at = greatest($2, claimed_at), closed_reason = $3"
            " WHERE id = $1",
            claim.id,
            self._now,
            reason,
        )
        moved = reason is ClosedReason.MOVED
        if claim.state is ClaimState.ASSIGNED and not moved:
            self.fees.append(partial(end_fee, claim.id, _FEE_ENDS.get(reason, FeeEnd.OTHER), now=self._now))
        self._add_change(booth, claim.producer, claim.state, ClaimState.CLOSED, reason, moved=moved)

    async def expire(self, booth: LockedBooth, claim: Claim) -> None:
        """End a claim whose time is past, for whoever finds it."""
        await self.close(booth, claim, ClosedReason.EXPIRED)
        if claim.state is ClaimState.HELD:
            await record_step("booth.hold_expired", booth, claim.producer, acting=SYSTEM, now=self._now)

    async def clear(self, booth: LockedBooth) -> None:
        """End what stands on a booth about to be given: its time is past, since a live claim was refused before."""
        if booth.claim is not None:
            await self.expire(booth, booth.claim)

    def _add_change(
        self,
        booth: LockedBooth,
        producer: int,
        before: ClaimState | None,
        after: ClaimState,
        reason: ClosedReason | None = None,
        *,
        moved: bool = False,
        origin: int | None = None,
        until: datetime | None = None,
    ) -> None:
        self.changes.append(
            ClaimChange(
                booth=booth,
                producer=producer,
                before=before,
                after=after,
                reason=reason,
                moved=moved,
                origin=origin,
                until=until,
            )
        )


@asynccontextmanager
async def writing_claims(*, acting: Actor, now: datetime) -> AsyncIterator[ClaimWriter]:
    """Write claims, then let the slices above follow all of them at once, then let fees follow."""
    writer = ClaimWriter(now=now)
    yield writer
    if writer.changes:
        await claim_changes.apply(writer.changes, acting=acting, now=now)
    for write_fee in writer.fees:
        await write_fee()
