"""A fair's guard: whoever works under a fair enters it; whoever changes the fair has it alone.

It is the first lock of all: fair → plan → booths by number → applications → claims → fees → streams → agenda.
"""

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
