"""Scans and their answers."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from events_app.passes.rules import Direction, PassKind, Reason, Result

Instant = Annotated[datetime, Meta(tz=True)]
ScannedText = Annotated[str, Meta(min_length=1, max_length=8000)]
RowId = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class ScanInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One scan: the text of a QR, or a serial that somebody typed."""

    gate: RowId
    scan_id: UUID
    scanned_at: Instant
    direction: Direction = Direction.inward
    code: ScannedText | None = None
    serial: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class LateScanInput(ScanInput, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A scan that a phone decided by itself while it had no network."""

    result: Result | None = None
    reason: str | None = None


class BatchInput(Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone collected. `sent_at` is the phone's clock now, by which the times are corrected."""

    scans: list[Any]
    sent_at: Instant | None = None
    waiting: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class GateName(Struct, frozen=True):
    """A gate as it is named in an answer."""

    id: int
    name: str


class FirstSeen(Struct, frozen=True):
    """The entry that used the pass before."""

    at: datetime
    gate: GateName


class CheckInAnswer(Struct, frozen=True, kw_only=True):
    """May this person in?"""

    scan_id: UUID
    result: Result
    reason: Reason | None
    direction: Direction
    first_seen: FirstSeen | None = None
    kind: PassKind | None = None
    day: int | None = None
    days: int | None = None


class LateAnswer(Struct, frozen=True, kw_only=True):
    """What became of one row of a batch; `error` is said of a row that could not be taken."""

    row: int
    scan_id: UUID | None = None
    result: Result | None = None
    reason: Reason | None = None
    first_seen: FirstSeen | None = None
    conflict: bool = False
    error: "RowError | None" = None


class RowError(Struct, frozen=True):
    """Why a row of a batch was not taken."""

    code: str
    detail: str


class BatchAnswer(Struct, frozen=True):
    """One answer per row, in the order of the batch."""

    results: list[LateAnswer]
    taken: int
    refused_rows: int


class WalkInInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody without a pass came in (+1) or went out (-1)."""

    gate: RowId
    scan_id: UUID
    scanned_at: Instant
    people: Literal[-1, 1] = 1


class WalkInAnswer(Struct, frozen=True):
    """How many were counted at this gate."""

    gate: int
    people: int
