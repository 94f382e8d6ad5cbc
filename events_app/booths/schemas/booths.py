"""The shape in which programs list the booths of a fair."""

from datetime import datetime

from msgspec import Struct

from events_app.floor_plans.rules import BoothState, Category, Utility


class Holder(Struct, frozen=True):
    """Who has a booth."""

    id: int
    name: str


class BoothView(Struct, frozen=True, kw_only=True):
    """A booth for programs, lengths in metres; the holder of an unconfirmed hold is shown to him and the organizer."""

    id: int
    code: str
    hall: str
    zone: str | None
    x: float
    y: float
    width: float
    height: float
    category: Category
    utilities: list[Utility]
    price: int
    state: BoothState
    holder: Holder | None
    expires_at: datetime | None
