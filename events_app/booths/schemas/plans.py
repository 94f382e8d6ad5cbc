"""The shapes of plans, booths and claims: what the API takes and gives, and what queries return."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from events_app.booths.rules import BoothState, Category, Numbering, Utility
from events_app.platform.i18n import Bilingual

Metres = Annotated[float, Meta(ge=0, le=1000)]
FixtureKind = Literal["stage", "entrance", "area", "wall", "power", "water"]


class FixtureInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that stands in a hall besides booths; lengths in metres."""

    kind: FixtureKind
    x: Metres
    y: Metres
    width: Metres
    height: Metres
    label: Bilingual | str = ""


class HallInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A hall, drawn to scale; lengths in metres."""

    code: str
    name: Bilingual | str
    width: Metres
    height: Metres
    fixtures: Annotated[list[FixtureInput], Meta(max_length=200)] = []


class BoothInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A booth in the hall of a code; `x` and `y` are its upper left corner, lengths in metres."""

    code: str
    hall: str
    x: Metres
    y: Metres
    width: Metres
    height: Metres
    zone: str | None = None
    category: Category = Category.SMALL
    utilities: list[Utility] = []
    price: Annotated[int, Meta(ge=0, le=10_000_000_000)] = 0


class ZoneInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a zone is called in both languages, and which of eight colours it has."""

    name: Bilingual
    tone: Annotated[int, Meta(ge=1, le=8)] | None = None


class FloorPlanInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole plan. Booths are known by their codes; zones not described get the next colour."""

    halls: list[HallInput]
    booths: list[BoothInput]
    zones: list[ZoneInput] = []
    revision: int | None = None


class FloorPlan(Struct, frozen=True, kw_only=True):
    """A whole plan as everybody may read it, in the shape it is written in."""

    halls: list[HallInput]
    booths: list[BoothInput]
    zones: list[ZoneInput]
    revision: int


class Touched(Struct, frozen=True):
    """A producer whose booth changes with the plan."""

    booth: str
    producer: str


class SavedPlan(Struct, frozen=True, kw_only=True):
    """What came of saving a plan."""

    revision: int
    booths: int
    added: int
    changed: int
    removed: int
    touched: list[Touched]


class GridInput(Struct, frozen=True, kw_only=True):
    """The numbers a plan is made of; lengths in metres. `zones` gives each stretch of rows a name: "Thực phẩm: 1-4"."""

    rows: int
    columns: int
    booth_width: float = 3.0
    booth_depth: float = 3.0
    aisle: float = 3.0
    margin: float = 3.0
    block: int = 0
    cross_aisle: float = 3.0
    back_to_back: bool = False
    numbering: Numbering = Numbering.ISLAND
    prefix: str = ""
    stage: bool = False
    entrance: bool = False
    hall_code: str = "A"
    hall_name: str = "Sảnh A"
    zones: str = ""
    utilities: list[Utility] = []
    price: int = 0


class HoldTermsInput(Struct, frozen=True, kw_only=True):
    """How producers take booths at a fair."""

    minutes: Annotated[int, Meta(ge=1, le=20160)]
    cap: Annotated[int, Meta(ge=1, le=20)]
    holds_open: bool = False


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


class HallOnPlan(Struct, frozen=True, kw_only=True):
    """A hall to be drawn, lengths in centimetres."""

    code: str
    name: Bilingual
    width: int
    height: int
    fixtures: list["Fixture"]
    booths: list["BoothOnPlan"]

    @property
    def zone_boxes(self) -> list[tuple["BoothOnPlan", int, int, int, int]]:
        """Each zone's ground as x, y, width and height, with one of its booths to read name and colour from."""
        boxes = []
        for some in by_zone(self.booths).values():
            x, y = min(booth.x for booth in some), min(booth.y for booth in some)
            right = max(booth.x + booth.width for booth in some)
            bottom = max(booth.y + booth.height for booth in some)
            boxes.append((some[0], x, y, right - x, bottom - y))
        return boxes


class Fixture(Struct, frozen=True, kw_only=True):
    """Something that stands in a hall besides booths, lengths in centimetres."""

    kind: FixtureKind
    label: Bilingual
    x: int
    y: int
    width: int
    height: int


class BoothOnPlan(Struct, frozen=True, kw_only=True):
    """A booth to be drawn and listed, as the asker may see it; lengths in centimetres."""

    id: int
    code: str
    hall: str
    zone: Bilingual | None
    tone: int
    x: int
    y: int
    width: int
    height: int
    category: Category
    utilities: list[Utility]
    price: int
    state: BoothState
    blocked_reason: str
    producer: int | None
    producer_name: str
    expires_at: datetime | None
    mine: bool


class ZoneOnPlan(Struct, frozen=True):
    """A zone in the legend: its name, colour and how many of its booths are free."""

    name: Bilingual
    tone: int
    booths: int
    free: int


class BoothMap(Struct, frozen=True, kw_only=True):
    """The plan of a fair with the state of every booth, for one reader."""

    fair: int
    revision: int
    holds_open: bool
    hold_minutes: int
    hold_cap: int
    halls: list[HallOnPlan]
    zones: list[ZoneOnPlan]

    @property
    def booths(self) -> list[BoothOnPlan]:
        """Every booth, hall by hall, in the order people count."""
        return [booth for hall in self.halls for booth in hall.booths]

    def find(self, booth: int | None) -> BoothOnPlan | None:
        """The booth of a number, if it is on the plan."""
        return next((each for each in self.booths if each.id == booth), None)

    def nearest_free(self, booth: BoothOnPlan, count: int = 4) -> list[BoothOnPlan]:
        """The free booths nearest to one, its own hall first: what to offer somebody who came too late."""
        free = [each for each in self.booths if each.state is BoothState.AVAILABLE and each.id != booth.id]
        return sorted(free, key=lambda each: (each.hall != booth.hall, abs(each.x - booth.x) + abs(each.y - booth.y)))[
            :count
        ]

    def count(self, state: BoothState) -> int:
        """How many booths are in a state."""
        return sum(booth.state == state for booth in self.booths)


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


def by_zone(booths: list["BoothOnPlan"]) -> dict[str, list["BoothOnPlan"]]:
    """The booths of each zone, by its Vietnamese name."""
    zones: dict[str, list[BoothOnPlan]] = {}
    for booth in booths:
        if booth.zone is not None:
            zones.setdefault(booth.zone.vi, []).append(booth)
    return zones


def zones_of(booths: list["BoothOnPlan"]) -> list[ZoneOnPlan]:
    """The zones of some booths for the legend, in the order they first appear."""
    return [
        ZoneOnPlan(
            name=some[0].zone or Bilingual(name),
            tone=some[0].tone,
            booths=len(some),
            free=sum(booth.state is BoothState.AVAILABLE for booth in some),
        )
        for name, some in by_zone(booths).items()
    ]


def metres(centimetres: int) -> float:
    """Metres of whole centimetres."""
    return centimetres / 100


def read_fixtures(stored: str | None) -> list[Fixture]:
    """Fixtures as PostgreSQL keeps them (JSON text)."""
    return msgspec.json.decode(stored or "[]", type=list[Fixture])
