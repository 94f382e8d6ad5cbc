"""What giving does, in the same transaction, when the people of passes are erased or booths change hands."""

from collections.abc import Sequence
from datetime import datetime

from events_app.booths.changes import ClaimChange
from events_app.booths.rules import ClaimState
from events_app.giving.operations import StaffedBooth, empty_invitations_of, move_staff, revoke_staff
from events_app.passes.changes import ErasedPasses
from events_app.platform.actor import Actor
from events_app.platform.followers import Follower


async def follow_erasure(erased: ErasedPasses, _acting: Actor, _now: datetime) -> None:
    """Whom an invitation asked is forgotten with the person of its pass."""
    await empty_invitations_of(erased.passes)


async def follow_claims(changes: Sequence[ClaimChange], _acting: Actor, now: datetime) -> None:
    """The people of a booth go with it: to where it is moved, and no longer in when it is taken back.

    Only who has a booth for certain names people: holds and offers come and go without a look here.
    """
    left = [
        StaffedBooth(change.booth.id, change.producer)
        for change in changes
        if change.before is ClaimState.ASSIGNED and not change.moved
    ]
    moves = {
        StaffedBooth(change.origin, change.producer): change.booth.id
        for change in changes
        if change.after is ClaimState.ASSIGNED and change.origin is not None
    }
    if left:
        await revoke_staff(left, now=now)
    if moves:
        await move_staff(moves)


ERASURE: Follower[ErasedPasses, None] = Follower("giving", follow_erasure)
CLAIMS: Follower[Sequence[ClaimChange], None] = Follower("giving", follow_claims)
