"""A fair's guard: whoever works under a fair enters it; whoever changes the fair has it alone.

It is the first lock of all: fair → plan → booths by number → applications → claims → fees → streams → agenda.
"""

from datetime import datetime

from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed, ensure_may
from events_app.fairs.schemas import Fair
from events_app.platform.db import ensure_in_transaction, fetch

_KEY = "hashtextextended('fair:' || $1::bigint, 0)"


async def take_fair_alone(fair: int) -> None:
    """Wait for everybody working under the fair, and let nobody in until the transaction ends."""
    ensure_in_transaction()
    await fetch(f"SELECT pg_advisory_xact_lock({_KEY})", fair)


async def share_fair(fair: int) -> None:
    """Work under the fair beside others, while nobody changes it."""
    ensure_in_transaction()
    await fetch(f"SELECT pg_advisory_xact_lock_shared({_KEY})", fair)


async def enter_fair(fair: int, deed: Deed, *, now: datetime) -> Fair:
    """Begin to do something under a fair: the first statement of a transaction, before any row is locked.

    The fair is read after the lock, by a statement of its own: whoever waited for a cancellation sees it.

    Raises:
        The refusals of `ensure_may`: the fair's state does not allow the deed.
    """
    await share_fair(fair)
    found = await fair_by_id(fair, now=now)
    ensure_may(deed, found.phase)
    return found
