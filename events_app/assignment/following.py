"""What the waiting list does when claims below it change: a freed booth is offered to the next in line."""

from collections.abc import Sequence
from datetime import datetime

from events_app.assignment.operations import pass_on
from events_app.assignment.rules import passes_on
from events_app.booths.changes import ClaimChange
from events_app.booths.operations import lock_booths
from events_app.platform.actor import Actor
from events_app.platform.followers import Follower


async def follow_claims(changes: Sequence[ClaimChange], _acting: Actor, now: datetime) -> None:
    """Offer booths whose offers were refused or ran out, and which nobody has taken meanwhile, to the next in line."""
    freed = sorted({change.booth.id for change in changes if passes_on(change)})
    # They are locked already: this reads what stands on them now, after everything of the change was written.
    for locked in (await lock_booths(freed)).values() if freed else ():
        if locked.claim is None:
            await pass_on(locked, now=now)


CLAIMS: Follower[Sequence[ClaimChange], None] = Follower("assignment", follow_claims)
