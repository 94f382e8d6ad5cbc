"""What a floor plan must be: booths in their halls, none on another, no code twice. Lengths in centimetres."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from events_app.floor_plans.errors import FloorPlanInvalid
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, fold

MOST_BOOTHS = 3000
MOST_HALLS = 30
SMALLEST_HALL = 100
LARGEST_HALL = 100_000
CODE_LENGTH = 12

_CODE_PARTS = re.compile(r"\d+|\D+")


class Category(StrEnum):
    """What a booth is worth before its utilities."""

    SMALL = "small"
    LARGE = "large"
    CORNER = "corner"


class Utility(StrEnum):
    """What a booth is connected to."""

    POWER = "power"
    WATER = "water"
    COLD = "cold"


class Rectangle(Protocol):
    """Anything that covers ground."""

    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class HallSpot(msgspec.Struct, frozen=True):
    """A hall's size under its code, and what stands there besides booths."""

    code: str
    width: int
    height: int
    fixtures: tuple[Rectangle, ...] = ()


class BoothSpot(msgspec.Struct, frozen=True):
    """A booth's place under its code, in the hall of a code."""

    code: str
    hall: str
    x: int
    y: int
    width: int
    height: int


def centimetres(metres: float) -> int:
    """Whole centimetres of a length in metres.

    >>> centimetres(2.35)
    235
    """
    return round(metres * 100)


def lies_inside(booth: Rectangle, hall_width: int, hall_height: int) -> bool:
    """Whether a booth stands wholly in its hall."""
    return (
        booth.x >= 0 and booth.y >= 0 and booth.x + booth.width <= hall_width and booth.y + booth.height <= hall_height
    )


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two booths share ground; sharing a wall is fine."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def overlapping_pairs(spots: Sequence[BoothSpot]) -> list[tuple[str, str]]:
    """All pairs of one hall that lie on each other, found by sweeping from left to right."""
    pairs: list[tuple[str, str]] = []
    by_hall: defaultdict[str, list[BoothSpot]] = defaultdict(list)
    for spot in spots:
        by_hall[spot.hall].append(spot)
    for group in by_hall.values():
        open_spots: list[BoothSpot] = []
        for spot in sorted(group, key=lambda each: each.x):
            open_spots = [other for other in open_spots if other.x + other.width > spot.x]
            pairs += [(other.code, spot.code) for other in open_spots if overlap(other, spot)]
            open_spots.append(spot)
    return pairs


def code_order(code: str) -> tuple[tuple[int, int | str], ...]:
    """Order codes as people count: A2 before A10.

    >>> sorted(["A10", "B1", "A2"], key=code_order)
    ['A2', 'A10', 'B1']
    """
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in _CODE_PARTS.findall(fold(code)))


def check_plan(halls: Sequence[HallSpot], booths: Sequence[BoothSpot]) -> None:
    """Refuse a plan that cannot stand, naming every booth at fault."""
    faults: defaultdict[str, list[FieldError]] = defaultdict(list)
    _check_halls(halls, faults)
    _check_codes(booths, faults)
    sizes = {hall.code: hall for hall in halls}
    for booth in booths:
        _check_booth(booth, sizes.get(booth.hall), faults)
    for one, other in overlapping_pairs([booth for booth in booths if booth.hall in sizes])[:50]:
        message = N_("Booths %(one)s and %(other)s lie on each other.")
        faults[f"booths.{one}"].append(FieldError("overlap", message, {"one": one, "other": other}))
    if faults:
        raise FloorPlanInvalid(fields=faults)


def _check_halls(halls: Sequence[HallSpot], faults: defaultdict[str, list[FieldError]]) -> None:
    if not 1 <= len(halls) <= MOST_HALLS:
        message = N_("A plan has 1 to %(most)s halls.")
        faults["halls"].append(FieldError("count", message, {"most": MOST_HALLS}))
    for code in _twice(hall.code for hall in halls):
        faults[f"halls.{code}"].append(
            FieldError("code_twice", N_("Two halls have the code %(code)s."), {"code": code})
        )
    for hall in halls:
        if not hall.code or len(hall.code) > CODE_LENGTH:
            message = N_("A code has 1 to %(most)s characters.")
            faults[f"halls.{hall.code[:20]}"].append(FieldError("code_form", message, {"most": CODE_LENGTH}))
        if not all(SMALLEST_HALL <= side <= LARGEST_HALL for side in (hall.width, hall.height)):
            message = N_("A hall measures 1 to 1,000 metres each way.")
            faults[f"halls.{hall.code[:20]}"].append(FieldError("size", message))
        _check_fixtures(hall, faults)


def _check_fixtures(hall: HallSpot, faults: defaultdict[str, list[FieldError]]) -> None:
    message = N_("Something in hall %(hall)s reaches out of it, %(x)s m from the left and %(y)s m from the top.")
    for each in hall.fixtures:
        if not lies_inside(each, hall.width, hall.height):
            place = {"hall": hall.code[:20], "x": f"{each.x / 100:g}", "y": f"{each.y / 100:g}"}
            faults[f"halls.{hall.code[:20]}"].append(FieldError("fixture_outside", message, place))


def _check_codes(booths: Sequence[BoothSpot], faults: defaultdict[str, list[FieldError]]) -> None:
    if len(booths) > MOST_BOOTHS:
        message = N_("At most %(most)s booths.")
        faults["booths"].append(FieldError("too_many", message, {"most": MOST_BOOTHS}))
    for code in _twice(booth.code for booth in booths):
        faults[f"booths.{code}"].append(
            FieldError("code_twice", N_("Two booths have the code %(code)s."), {"code": code})
        )


def _check_booth(booth: BoothSpot, hall: HallSpot | None, faults: defaultdict[str, list[FieldError]]) -> None:
    field = f"booths.{booth.code[:20]}"
    if not booth.code or len(booth.code) > CODE_LENGTH:
        message = N_("A code has 1 to %(most)s characters.")
        faults[field].append(FieldError("code_form", message, {"most": CODE_LENGTH}))
    if booth.width < 10 or booth.height < 10:  # noqa: PLR2004 - ten centimetres, as the table says
        faults[field].append(FieldError("size", N_("Booth %(code)s has no size."), {"code": booth.code}))
    elif hall is None:
        message = N_("Booth %(code)s stands in a hall that does not exist: %(hall)s.")
        faults[field].append(FieldError("hall_unknown", message, {"code": booth.code, "hall": booth.hall[:20]}))
    elif not lies_inside(booth, hall.width, hall.height):
        message = N_("Booth %(code)s reaches out of its hall.")
        faults[field].append(FieldError("outside_hall", message, {"code": booth.code}))


def _twice(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, count in Counter(codes).items() if count > 1)


class BoothState(StrEnum):
    """What people see of a booth."""

    AVAILABLE = "available"
    HELD = "held"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    BLOCKED = "blocked"
