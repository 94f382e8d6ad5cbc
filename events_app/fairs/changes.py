"""What a changed fair means to the slices above, who know whom it reaches.

A fair knows nothing of passes and booths, yet whoever cancels it must read the figures first. Subscribers of public
feeds are not counted: nobody knows them.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from events_app.fairs.schemas import Reach
from events_app.platform.followers import Followers


class FairChange(Struct, frozen=True):
    """A fair is about to be moved, called off or taken off the public pages."""

    fair: int


class Reached(Struct, frozen=True):
    """How many people of one kind hear of it: holders of passes, or producers with a booth."""

    kind: Literal["passes", "booths"]
    people: int


fair_changes: Followers[FairChange, Reached] = Followers("change of a fair")


async def reach_of(fair: int, *, now: datetime) -> Reach:
    """How many pass holders and producers with a booth a change reaches."""
    return Reach(**{each.kind: each.people for each in await fair_changes.preview(FairChange(fair), now=now)})
