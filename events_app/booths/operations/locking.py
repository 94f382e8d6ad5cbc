"""Taking booths in hand.

The order of locks is always the same: the producer's count, booths by number with their claims, then (in slices above)
applications by number, then the fees of the fair.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.booths.changes import LockedBooth
from events_app.booths.queries.claims import is_live, is_open
from events_app.booths.rules.claims import Claim, ClaimState, HoldTerms
from events_app.floor_plans.errors import BoothNotFound
from events_app.platform.db import fetch


async def lock_booths(booths: Sequence[int]) -> dict[int, LockedBooth]:
    """Lock booths in the order of their numbers, and read their claims.

    The claims are read by a statement of their own: one joined to the lock would show what stood before the wait.
    Rows that only refer to a booth (a pass given anew for the one that was lost) may be written meanwhile.

    Raises:
        BoothNotFound: One of them is not on a plan.
    """
    wanted = sorted(set(booths))
    rows = await fetch(
        "SELECT b.id, b.fair, b.code, b.blocked, f.office FROM booth b JOIN fair f ON f.id = b.fair"
        " WHERE b.id = ANY($1) AND b.removed_at IS NULL ORDER BY b.id FOR NO KEY UPDATE OF b",
        wanted,
    )
    if len(rows) < len(wanted):
        raise BoothNotFound
    claims = await fetch(
        "SELECT c.id, c.booth, c.producer, c.state, c.expires_at FROM booth_claim c WHERE c.booth = ANY($1)"
        f" AND {is_open('c')} ORDER BY c.booth FOR UPDATE",
        wanted,
    )
    by_booth = {row["booth"]: read_claim(row) for row in claims}
    return {row["id"]: LockedBooth(**row, claim=by_booth.get(row["id"])) for row in rows}


async def lock_booth(booth: int) -> LockedBooth:
    """Lock one booth and its claim."""
    return (await lock_booths([booth]))[booth]


async def lock_producer_count(fair: int, producer: int) -> None:
    """Let one transaction at a time count and add to what a producer has at a fair."""
    await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"booths:{fair}:{producer}")


async def count_claims(fair: int, producer: int, now: datetime) -> int:
    """How many booths a producer has at a fair, claims past their deadline left out."""
    [row] = await fetch(
        f"SELECT count(*) AS n FROM booth_claim c WHERE producer = $2 AND fair = $1 AND {is_live('c', '$3')}",
        fair,
        producer,
        now,
    )
    return int(row["n"])


async def hold_terms(fair: int) -> HoldTerms:
    """How producers take booths at a fair."""
    [row] = await fetch("SELECT holds_open, hold_minutes, hold_cap FROM floor_plan WHERE fair = $1", fair)
    return HoldTerms(row["holds_open"], row["hold_minutes"], row["hold_cap"])


def read_claim(row: Any) -> Claim:
    """Read a row of `booth_claim`."""
    return Claim(row["id"], row["booth"], row["producer"], ClaimState(row["state"]), row["expires_at"])
