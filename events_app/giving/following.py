"""What invitations do when the people of passes are erased."""

from datetime import datetime

from events_app.giving.operations import empty_invitations_of
from events_app.passes.changes import ErasedPasses
from events_app.platform.actor import Actor
from events_app.platform.followers import Follower


async def follow_erasure(erased: ErasedPasses, _acting: Actor, _now: datetime) -> None:
    """Whom an invitation asked is forgotten with the person of its pass."""
    await empty_invitations_of(erased.passes)


ERASURE: Follower[ErasedPasses, None] = Follower("giving", follow_erasure)
