"""The shapes in which plans are written: what the API takes and gives, lengths in metres."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from events_app.floor_plans.rules.grid import Numbering
from events_app.floor_plans.rules.plan import Category, Utility
from events_app.platform.i18n import Bilingual

Metres = Annotated[float, Meta(ge=0, le=1000)]
FixtureKind = Literal["stage", "entrance", "exit", "area", "aisle", "wall", "pillar", "power", "water"]


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
    """How a zone is called in both languages, and which of eight colours it has.

    `was` is the name it had: a renamed zone takes the wishes of applications along.
    """

    name: Bilingual
    tone: Annotated[int, Meta(ge=1, le=8)] | None = None
    was: str | None = None


class FloorPlanInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole plan. Booths are known by their codes; zones not described get the next colour.

    A zone that is neither described nor has booths goes.
    """

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


class PlanVersion(Struct, frozen=True, kw_only=True):
    """One saved plan in the history of a plan."""

    revision: int
    booths: int
    saved_by: str
    saved_at: datetime


class PlanVersions(Struct, frozen=True):
    """The history of a plan, the latest first; `revision` is the one that stands."""

    revision: int
    versions: list[PlanVersion]


class OldPlan(Struct, frozen=True, kw_only=True):
    """A plan as it was saved."""

    version: PlanVersion
    plan: FloorPlan


class RestoreInput(Struct, frozen=True, forbid_unknown_fields=True):
    """The revision of the plan that stands, as it was seen before going back."""

    revision: int | None = None


def metres(centimetres: int) -> float:
    """Metres of whole centimetres."""
    return centimetres / 100


class HoldTermsInput(Struct, frozen=True, kw_only=True):
    """How producers take booths at a fair."""

    minutes: Annotated[int, Meta(ge=1, le=20160)]
    cap: Annotated[int, Meta(ge=1, le=20)]
    holds_open: bool = False
