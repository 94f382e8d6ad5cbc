"""The shapes of claims on booths and of attendance."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from events_app.floor_plans.rules import BoothState
from events_app.platform.i18n import Bilingual


class HoldAnswer(Struct, frozen=True, kw_only=True):
    """A producer's claim on a booth."""

    booth: int
    code: str
    fair: int
    producer: int
    state: BoothState
    expires_at: datetime | None


class AssignmentInput(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a booth is given."""

    producer: int


class ExtensionInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when a hold lasts, or by how many minutes it is prolonged; without either by the fair's hold time."""

    until: Annotated[datetime, Meta(tz=True)] | None = None
    minutes: Annotated[int, Meta(ge=1, le=20160)] | None = None


class BlockInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a booth is not given out."""

    reason: Annotated[str, Meta(max_length=200)] = ""


class Move(Struct, frozen=True, forbid_unknown_fields=True, rename={"origin": "from", "goal": "to"}):
    """Whoever has the booth `from` gets the booth `to`."""

    origin: int
    goal: int


class MovesInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Moves and swaps, done all or none."""

    moves: Annotated[list[Move], Meta(max_length=500)]


class MovesDone(Struct, frozen=True):
    """Who stands where after the moves."""

    booths: list[HoldAnswer]


class ProducerClaim(Struct, frozen=True, kw_only=True):
    """A booth a producer has, wherever it is."""

    id: int
    fair: int
    booth: int
    code: str
    hall: Bilingual
    zone: Bilingual | None
    producer: int
    state: BoothState
    expires_at: datetime | None
    price: int


class ClaimEvent(Struct, frozen=True, kw_only=True):
    """One claim in the history of a booth."""

    producer_name: str
    state: str
    claimed_at: datetime
    closed_at: datetime | None
    closed_reason: str | None


class AttendanceDay(Struct, frozen=True):
    """A day a producer was seen at a fair."""

    day: date
    source: str
