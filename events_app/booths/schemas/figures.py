"""The shapes of figures about booths, and of the booths a producer's home shows."""

from datetime import date, datetime

from msgspec import Struct

from events_app.platform.i18n import Bilingual


class BoothFigures(Struct, frozen=True, kw_only=True):
    """How the booths of a fair stand.

    Attributes:
        total: Booths that are given out: taken, held or free. What the office blocked is none of them.
        taken: Booths that are a producer's for certain.
        held: Booths held or offered whose time is not past.
        free: Booths nobody has and the office did not block.
        next_expiry: When the next hold or offer runs out.
        has_plan: Whether there is a floor plan with booths.
        holds_open: Whether producers choose booths themselves.
    """

    total: int = 0
    taken: int = 0
    held: int = 0
    free: int = 0
    next_expiry: datetime | None = None
    has_plan: bool = False
    holds_open: bool = False


class ComingBooth(Struct, frozen=True, kw_only=True):
    """A booth a producer holds or has at a fair that is not over."""

    booth: int
    code: str
    state: str
    expires_at: datetime | None
    hall: Bilingual
    fair_title: Bilingual
    slug: str
    starts_on: date | None
    ends_on: date | None
    venue: Bilingual
    status: str


class OpenFair(Struct, frozen=True, kw_only=True):
    """A fair at which a producer may still take a booth; `total` and `free` as in `BoothFigures`."""

    slug: str
    title: Bilingual
    starts_on: date
    ends_on: date
    venue: Bilingual
    free: int
    total: int
