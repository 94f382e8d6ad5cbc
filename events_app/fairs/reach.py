"""How many people hear of a change to a fair. Higher slices say what they count; this slice only asks.

A fair knows nothing of passes and booths, yet whoever cancels it must read the figures first. Subscribers of public
feeds are not counted: nobody knows them.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from events_app.fairs.schemas import Reach

Count = Callable[[int, datetime], Awaitable[int]]

_counts: dict[str, Count] = {}


def count_by(name: str, count: Count) -> None:
    """Let a higher slice count: `passes` or `booths`."""
    if name not in Reach.__struct_fields__:
        raise ValueError(f"Nothing called {name!r} is counted.")
    _counts[name] = count


async def reach_of(fair: int, *, now: datetime) -> Reach:
    """How many pass holders and producers with a booth a change reaches."""
    return Reach(**{name: await count(fair, now) for name, count in _counts.items()})
