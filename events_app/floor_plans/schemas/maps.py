"""The shapes of plans that are drawn and listed: each booth with its state, as one reader may see it."""

from datetime import datetime

import msgspec
from msgspec import Struct

from events_app.floor_plans.rules.plan import BoothState, Category, Utility
from events_app.floor_plans.schemas.plans import FixtureKind
from events_app.platform.i18n import Bilingual


class HallOnPlan(Struct, frozen=True, kw_only=True):
    """A hall to be drawn, lengths in centimetres."""

    code: str
    name: Bilingual
    width: int
    height: int
    fixtures: list["Fixture"]
    booths: list["BoothOnPlan"]

    @property
    def thumb_width(self) -> int:
        """Pixels the drawing needs so that a thumb hits its smallest booth (44 pixels, WCAG 2.5.5)."""
        sides = [min(booth.width, booth.height) for booth in self.booths]
        # The drawing has a margin of 40 centimetres; hulls of a few decimetres do not make it endless.
        return round((self.width + 80) * 44.5 / max(min(sides, default=300), 100))

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
    """A zone in the legend: its name, colour, how many of its booths are given out and how many of those are free."""

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

    @property
    def given_out(self) -> int:
        """How many booths are a producer's or may become one's: all but those the office blocked."""
        return len(self.booths) - self.count(BoothState.BLOCKED)

    def count(self, state: BoothState) -> int:
        """How many booths are in a state."""
        return sum(booth.state == state for booth in self.booths)


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
            booths=sum(booth.state is not BoothState.BLOCKED for booth in some),
            free=sum(booth.state is BoothState.AVAILABLE for booth in some),
        )
        for name, some in by_zone(booths).items()
    ]


def read_fixtures(stored: str | None) -> list[Fixture]:
    """Fixtures as PostgreSQL keeps them (JSON text)."""
    return msgspec.json.decode(stored or "[]", type=list[Fixture])
