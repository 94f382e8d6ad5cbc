"""Taking booths in hand.

The order of locks is always the same: the producer's count, booths by number, then applications by number.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from events_app.booths.errors import BoothNotFound
from events_app.booths.operations.fees import charge_fee, end_fee, move_fee
from events_app.booths.rules import Claim, ClaimState, ClosedReason, HoldTerms
from events_app.booths.rules.fees import FeeEnd
from events_app.platform.db import fetch


class LockedBooth(Struct, frozen=True, kw_only=True):
    """A booth and its live claim, both locked for the rest of the transaction."""

    id: int
    fair: int
    code: str
    blocked: bool
    office: int
    claim: Claim | None


async def booth_facts(booth: int) -> tuple[int, str]:
    """The fair and code of a booth, unlocked.

    Raises:
        BoothNotFound: There is none.
    """
    rows = await fetch("SELECT fair, code FROM booth WHERE id = $1 AND removed_at IS NULL", booth)
    if not rows:
        raise BoothNotFound
    return rows[0]["fair"], rows[0]["code"]


async def lock_booths(booths: Sequence[int], *, applications: Sequence[int] = ()) -> dict[int, LockedBooth]:
    """Lock booths in the order of their numbers, read their claims, and lock the applications they can touch.

    The claims are read by a statement of their own: one joined to the lock would show what stood before the wait.
    An application is offered while any of its booths is, so whoever ends or makes an offer holds its application;
    `applications` names those the caller wants besides the ones whose booths these are.

    Raises:
        BoothNotFound: One of them is not on a plan.
    """
    wanted = sorted(set(booths))
    rows = await fetch(
        "SELECT b.id, b.fair, b.code, b.blocked, f.office FROM booth b JOIN fair f ON f.id = b.fair"
        " WHERE b.id = ANY($1) AND b.removed_at IS NULL ORDER BY b.id FOR UPDATE OF b",
        wanted,
    )
    if len(rows) < len(wanted):
        raise BoothNotFound
    claims = await fetch(
        "SELECT id, booth, producer, state, expires_at FROM booth_claim WHERE booth = ANY($1)"
        " AND state <> 'closed' ORDER BY booth FOR UPDATE",
        wanted,
    )
    by_booth = {row["booth"]: read_claim(row) for row in claims}
    offered = [claim.producer for claim in by_booth.values() if claim.state is ClaimState.OFFERED]
    if offered or applications:
        await fetch(
            "SELECT FROM booth_application WHERE id = ANY($1)"
            " OR (fair = ANY($2) AND producer = ANY($3) AND state <> 'withdrawn') ORDER BY id FOR UPDATE",
            applications,
            [row["fair"] for row in rows],
            offered,
        )
    return {
        row["id"]: LockedBooth(
            id=row["id"],
            fair=row["fair"],
            code=row["code"],
            blocked=row["blocked"],
            office=row["office"],
            claim=by_booth.get(row["id"]),
        )
        for row in rows
    }


async def lock_booth(booth: int, *, applications: Sequence[int] = ()) -> LockedBooth:
    """Lock one booth, its claim and the applications it can touch."""
    return (await lock_booths([booth], applications=applications))[booth]


async def lock_producer_count(fair: int, producer: int) -> None:
    """Let one transaction at a time count and add to what a producer has at a fair."""
    await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"booths:{fair}:{producer}")


async def count_claims(fair: int, producer: int, now: datetime) -> int:
    """How many booths a producer has at a fair, claims past their deadline left out."""
    [row] = await fetch(
        "SELECT count(*) AS n FROM booth_claim WHERE producer = $2 AND fair = $1 AND state <> 'closed'"
        " AND (state = 'assigned' OR expires_at > $3)",
        fair,
        producer,
        now,
    )
    return int(row["n"])


async def hold_terms(fair: int) -> HoldTerms:
    """How producers take booths at a fair."""
    [row] = await fetch("SELECT holds_open, hold_minutes, hold_cap FROM floor_plan WHERE fair = $1", fair)
    return HoldTerms(row["holds_open"], row["hold_minutes"], row["hold_cap"])


async def insert_claim(
    booth: LockedBooth,
    producer: int,
    state: ClaimState,
    *,
    expires_at: datetime | None,
    previous: int | None = None,
    now: datetime,
) -> Claim:
    """Write a new live claim; the partial unique index has the last word."""
    [row] = await fetch(
        "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, expires_at, extended, assigned_at,"
        " previous)"
        " VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8) RETURNING id, booth, producer, state, expires_at",
        booth.fair,
        booth.id,
        producer,
        state,
        now,
        expires_at,
        now if state is ClaimState.ASSIGNED else None,
        previous,
    )
    claim = read_claim(row)
    if previous is not None:
        await move_fee(previous, claim.id, now=now)
    elif state is ClaimState.ASSIGNED:
        await charge_fee(claim.id, now=now)
    return claim


async def close_claim(claim: Claim, reason: ClosedReason, *, now: datetime) -> None:
    """End a claim; its row stays as history, and its fee ends with it unless it moves on.

    Who waited for the lock may have begun before the claim did: a claim never ends before it began.
    """
    await fetch(
        "UPDATE booth_claim SET state = 'closed', closed_at = greatest($2, claimed_at), closed_reason = $3"
        " WHERE id = $1",
        claim.id,
        now,
        reason,
    )
    if claim.state is ClaimState.ASSIGNED and reason is not ClosedReason.MOVED:
        await end_fee(claim.id, _FEE_ENDS.get(reason, FeeEnd.OTHER), now=now)


_FEE_ENDS = {
    ClosedReason.RELEASED: FeeEnd.RELEASED,
    ClosedReason.UNASSIGNED: FeeEnd.UNASSIGNED,
    ClosedReason.FAIR_CANCELLED: FeeEnd.FAIR_CANCELLED,
}


def read_claim(row: Any) -> Claim:
    """Read a row of `booth_claim`."""
    return Claim(row["id"], row["booth"], row["producer"], ClaimState(row["state"]), row["expires_at"])
