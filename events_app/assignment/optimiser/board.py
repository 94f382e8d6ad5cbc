"""A problem as arrays: rows of booths that can be given, with what each is worth and has.

Booths, applications and rows are positions (int32) from here on; numbers of the database come back in the result.
Utilities are bits of one integer. P applications, B booths, R rows of one length.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from events_app.assignment.optimiser.geometry import neighbours, rows_of
from events_app.assignment.optimiser.problem import Application, Problem, in_order
from events_app.assignment.optimiser.worth import level, place_value

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UTILITY_BITS = {"power": 1, "water": 2, "cold": 4}
CATEGORIES = ("small", "large", "corner")
MIXED = len(CATEGORIES)
ZONE_STEP = 32  # room for category and utilities in one key

Arrangement = dict[int, tuple[int, ...]]  # application → booths, as positions


def bits(utilities: tuple[str, ...]) -> int:
    """Utilities as one integer.

    >>> bits(("power", "cold"))
    5
    """
    return sum(UTILITY_BITS[each] for each in set(utilities))


@dataclass(frozen=True)
class Rows:
    """All rows of one length.

    Booths (R × n), zone, category (MIXED when they differ), common utilities as bits, and for each utility how many of
    the row's booths have it (R × 3).
    """

    booths: Ints
    zone: Ints
    category: Ints
    common: Ints
    counts: Ints

    def __len__(self) -> int:
        return len(self.zone)

    def fits(self, needs: int) -> Flags:
        """Which rows have the needed utilities in every booth."""
        return np.asarray((self.common & needs) == needs)

    def spare(self, needs: int) -> Ints:
        """Utilities of each row that are not needed, counted per booth."""
        unneeded = [1 - (needs >> bit & 1) for bit in range(len(UTILITY_BITS))]
        return self.counts @ np.array(unneeded, dtype=np.int32)

    @cached_property
    def by_key(self) -> Ints:
        """Zone, category and common utilities in one integer: the class of a row."""
        return (self.zone * ZONE_STEP + self.category * 8 + self.common).astype(np.int32)


class Board:
    """The problem with everything that never changes during a run."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.applications = problem.applications
        self.booths = problem.booths
        self.order = in_order(problem.applications)
        self.rank = {place: rank for rank, place in enumerate(self.order)}
        self.zones = sorted({booth.zone for booth in problem.booths})
        self.needs = [bits(each.needs) for each in problem.applications]
        self._set_pins()
        pairs = neighbours(problem.booths)
        self.side_by_side = [pair for along in pairs for pair in along]
        self.rows = {count: self._make_rows(rows_of(problem.booths, pairs, count), count) for count in (1, 2, 3)}
        self._set_neighbours()
        self._values: dict[int, Ints] = {}

    def _set_pins(self) -> None:
        where = {booth.id: place for place, booth in enumerate(self.booths)}
        who = {each.id: place for place, each in enumerate(self.applications)}
        self.position = who
        self.pinned: Arrangement = {
            who[pin.application]: tuple(where[number] for number in pin.booths) for pin in self.problem.pins
        }
        self.free = np.array([not booth.blocked for booth in self.booths], dtype=bool)
        for places in self.pinned.values():
            self.free[list(places)] = False

    def _make_rows(self, rows: list[tuple[int, ...]], count: int) -> Rows:
        zone_place = {zone: place for place, zone in enumerate(self.zones)}
        zone = np.array([zone_place[booth.zone] for booth in self.booths], dtype=np.int32)
        category = np.array([CATEGORIES.index(booth.category) for booth in self.booths], dtype=np.int32)
        utilities = np.array([bits(booth.utilities) for booth in self.booths], dtype=np.int32)
        booths = np.array(rows, dtype=np.int32).reshape(-1, count)
        booths = booths[self.free[booths].all(axis=1)]
        kinds = category[booths]
        uniform = (kinds == kinds[:, :1]).all(axis=1)
        has = np.stack([(utilities >> bit & 1) for bit in range(len(UTILITY_BITS))], axis=1)
        return Rows(
            booths=booths,
            zone=zone[booths[:, 0]],
            category=np.where(uniform, kinds[:, 0], MIXED).astype(np.int32),
            common=np.bitwise_and.reduce(utilities[booths], axis=1).astype(np.int32),
            counts=has[booths].sum(axis=1, dtype=np.int32),
        )

    def _set_neighbours(self) -> None:
        near: dict[int, list[int]] = defaultdict(list)
        for one, other in self.side_by_side:
            near[one].append(other)
            near[other].append(one)
        self.beside = [tuple(sorted(set(near[place]))) for place in range(len(self.booths))]

    def value_table(self, place: int) -> Ints:
        """Value of every kind of place for an application: zones × categories (the last one: MIXED)."""
        known = self._values.get(place)
        if known is None:
            asking = self.applications[place]
            met = [asking.category == each for each in CATEGORIES] + [False]
            table = [[place_value(asking, zone, category_met=each) for each in met] for zone in self.zones]
            known = self._values[place] = np.array(table, dtype=np.int32)
        return known

    def values(self, place: int, rows: Rows) -> Ints:
        """Value of every row for an application."""
        return np.asarray(self.value_table(place)[rows.zone, rows.category])

    def level(self, place: int, zone: int) -> int:
        """Place of a zone (as position) among an application's wishes."""
        return level(self.applications[place], self.zones[zone])

    def zone_of(self, booths: tuple[int, ...]) -> int:
        """Zone (as position) of placed booths; of a pin across zones, the first booth's."""
        return self.zones.index(self.booths[booths[0]].zone)

    def category_of(self, booths: tuple[int, ...]) -> int:
        """Category of placed booths, MIXED when they differ."""
        kinds = {self.booths[each].category for each in booths}
        return CATEGORIES.index(kinds.pop()) if len(kinds) == 1 else MIXED

    def value_of(self, place: int, booths: tuple[int, ...]) -> int:
        """Value of placed booths for an application."""
        return int(self.value_table(place)[self.zone_of(booths), self.category_of(booths)])

    def level_of(self, place: int, booths: tuple[int, ...]) -> int:
        """Place of the zone of placed booths among an application's wishes."""
        return self.level(place, self.zone_of(booths))

    def application(self, place: int) -> Application:
        """The application at a position."""
        return self.applications[place]

    def members(self, belongs: str) -> list[int]:
        """Applications a reserve may count, by rank."""
        return [place for place in self.order if belongs in self.applications[place].belongs]
