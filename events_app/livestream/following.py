"""What the livestream does when the fair of its sessions, or names of the register, change."""

from datetime import datetime

from events_app.fairs.changes import Effect, FairChange
from events_app.livestream.operations.following import follow_fair
from events_app.livestream.operations.recording import put_entries_naming
from events_app.platform.actor import Actor
from events_app.platform.followers import Follower
from events_app.producers.changes import Renamed


async def follow_rename(change: Renamed, _acting: Actor, now: datetime) -> None:
    """Calendar entries of coming sessions call what is on show by its new name; line-ups read it from the register."""
    if change.kind == "producer":
        await put_entries_naming(producer=change.id, now=now)
    else:
        await put_entries_naming(product=change.id, now=now)


FAIR: Follower[FairChange, Effect] = Follower("livestream", follow_fair)
RENAMES: Follower[Renamed, None] = Follower("livestream", follow_rename)
