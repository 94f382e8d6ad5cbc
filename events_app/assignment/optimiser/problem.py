"""What an assignment run is given. The same JSON is frozen with the run, exported, and read by an auditor."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Category = Literal["small", "large", "corner"]
Utility = Literal["power", "water", "cold"]
Guarantee = Literal["zone", "place"]

MOST_BOOTHS_ASKED = 3
MOST_PRIORITY = 100.0


class Booth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A booth as drawn: a rectangle in a hall, lengths in centimetres.

    A blocked booth is given to nobody, but it still stands between its neighbours.
    """

    id: int
    code: str
    hall: int
    x: int
    y: int
    width: int
    height: int
    zone: int
    category: Category = "small"
    utilities: tuple[Utility, ...] = ()
    blocked: bool = False


class Application(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one producer asks for.

    `needs` are hard: no booth without them. `zones` are wishes, the dearest first; a producer without wishes is content
    anywhere. `category` is a lesser wish. `belongs` names the groups a reserve may count ("district:004", "hardship").
    `near` names applications this one wishes to stand close to. `priority` is the published score, 0 to 100.
    """

    id: int
    name: str
    priority: Annotated[float, msgspec.Meta(ge=0, le=MOST_PRIORITY)]
    applied_at: datetime
    booths: Annotated[int, msgspec.Meta(ge=1, le=MOST_BOOTHS_ASKED)] = 1
    needs: tuple[Utility, ...] = ()
    zones: tuple[int, ...] = ()
    category: Category | None = None
    groups: tuple[str, ...] = ()
    belongs: tuple[str, ...] = ()
    near: tuple[int, ...] = ()


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A placement the organizer decided, or one that is locked since an earlier run. The solver takes it as given."""

    application: int
    booths: tuple[int, ...]


class Reserve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least so many producers of a group are placed, before the others choose."""

    belongs: str
    at_least: Annotated[int, msgspec.Meta(ge=1)]


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run's whole input.

    `guarantee` says what is promised to each producer whom the queue places: "zone" is a zone wished at least as much
    as the one the queue gives, "place" is a place in any zone.
    """

    booths: tuple[Booth, ...]
    applications: tuple[Application, ...]
    pins: tuple[Pin, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    guarantee: Guarantee = "zone"
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1


def in_order(applications: tuple[Application, ...]) -> list[int]:
    """Positions of the applications by the published order: score, then time, then number."""
    keys = [(-each.priority, each.applied_at, each.id) for each in applications]
    return sorted(range(len(applications)), key=keys.__getitem__)


def by_time(applications: tuple[Application, ...]) -> list[int]:
    """Positions of the applications by the time they came in: the "first come" everybody knows."""
    keys = [(each.applied_at, each.id) for each in applications]
    return sorted(range(len(applications)), key=keys.__getitem__)
