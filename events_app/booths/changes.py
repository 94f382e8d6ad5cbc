"""What becomes of claims: said once, by whoever writes them, to the slices above."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from events_app.booths.rules import Claim, ClaimState, ClosedReason
from events_app.platform.followers import Followers


class LockedBooth(Struct, frozen=True, kw_only=True):
    """A booth and its live claim, both locked for the rest of the transaction."""

    id: int
    fair: int
    code: str
    blocked: bool
    office: int
    claim: Claim | None


class ClaimChange(Struct, frozen=True, kw_only=True):
    """A claim began, was accepted, or ended.

    Attributes:
        booth: On which booth, as it was locked.
        producer: Whose claim.
        before: What the claim was; None when it begins.
        after: What it is now.
        reason: Why it ended.
        moved: Whether it goes on with another booth, or comes from one; then nothing is new but the place.
        origin: Which booth a claim that begins comes from, when it moved.
        until: When an offer or a hold that begins ends.
    """

    booth: LockedBooth
    producer: int
    before: ClaimState | None
    after: ClaimState
    reason: ClosedReason | None = None
    moved: bool = False
    origin: int | None = None
    until: datetime | None = None


claim_changes: Followers[Sequence[ClaimChange], None] = Followers("change of claims")
