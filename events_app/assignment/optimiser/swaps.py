"""The last tier: competitors apart, partners near, by swaps between places that are worth the same to both.

Two producers of one class swap, or one moves to a free row of its class. Nobody's wishes or guarantee change, so this
needs no bound. It runs by iterations and a seed, not by the clock.
"""

import random
from collections import defaultdict
from itertools import combinations
from math import hypot

from events_app.assignment.optimiser.board import Arrangement, Board
from events_app.assignment.optimiser.control import Control

NEAR = 1500.0  # centimetres between centres, in one hall: a few steps
TRIES_PER_PRODUCER = 30
SWEEPS_TO_LOOK = 12  # partners looked at for one producer in conflict


def competitors(board: Board, arrangement: Arrangement) -> int:
    """Neighbouring pairs of booths whose holders, two different ones, share a product group."""
    holder = holders(arrangement)
    return sum(1 for one, other in board.side_by_side if _compete(board, holder.get(one), holder.get(other)))


def near_pairs(board: Board) -> list[tuple[int, int]]:
    """Pairs of applications of which at least one wishes to stand near the other."""
    pairs = {
        (min(place, board.position[other]), max(place, board.position[other]))
        for place, each in enumerate(board.applications)
        for other in each.near
        if other in board.position and board.position[other] != place
    }
    return sorted(pairs)


def near(board: Board, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two placements stand near each other: some of their booths within 15 m in one hall."""
    return any(_distance(board, first, second) <= NEAR for first in one for second in other)


def holders(arrangement: Arrangement) -> dict[int, int]:
    """Who stands on each booth."""
    return {booth: place for place, booths in arrangement.items() for booth in booths}


def separate(board: Board, arrangement: Arrangement, control: Control) -> Arrangement:
    """Swap within classes while it helps."""
    floor = _Floor(board, arrangement)
    chance = random.Random(board.problem.seed)  # noqa: S311 - chance, not secrets; repeatable by the seed
    rounds = max(1, TRIES_PER_PRODUCER * len(arrangement) // SWEEPS_TO_LOOK)
    for turn in range(rounds):
        if control.stop.is_set():
            break
        if turn % 200 == 0:
            control.say("separating", turn / rounds)
        troubled = floor.troubled()
        if not troubled:
            break
        floor.relieve(chance.choice(troubled), chance)
    return floor.arrangement


def _compete(board: Board, one: int | None, other: int | None) -> bool:
    if one is None or other is None or one == other:
        return False
    return not set(board.applications[one].groups).isdisjoint(board.applications[other].groups)


def _distance(board: Board, one: int, other: int) -> float:
    first, second = board.booths[one], board.booths[other]
    if first.hall != second.hall:
        return float("inf")
    across = (first.x + first.width / 2) - (second.x + second.width / 2)
    along = (first.y + first.height / 2) - (second.y + second.height / 2)
    return hypot(across, along)


Slot = tuple[int, ...]


class _Floor:
    """The arrangement with what a swap needs to know. A slot is a row of booths, held by somebody or by nobody."""

    def __init__(self, board: Board, arrangement: Arrangement) -> None:
        self._board = board
        self.arrangement = dict(arrangement)
        self._holder: dict[int, int | None] = dict(holders(arrangement))
        self._groups = [frozenset(each.groups) for each in board.applications]
        self._partners: dict[int, list[int]] = defaultdict(list)
        for one, other in near_pairs(board):
            if one in arrangement and other in arrangement:
                self._partners[one].append(other)
                self._partners[other].append(one)
        self._slots: dict[tuple[int, int], list[Slot]] = defaultdict(list)
        self._class_of: dict[Slot, tuple[int, int]] = {}
        self._sort_slots()
        self._in_trouble = {place for place in self.arrangement if self._cost([place]) > 0}

    def _sort_slots(self) -> None:
        board = self._board
        taken = {booths for place, booths in self.arrangement.items() if place not in board.pinned}
        held = {booth for booths in self.arrangement.values() for booth in booths}
        for count, rows in board.rows.items():
            for row, key in zip(rows.booths.tolist(), rows.by_key.tolist(), strict=True):
                slot = tuple(row)
                # A free row of several booths would overlap others as they change hands: single free booths only.
                if slot in taken or (count == 1 and slot[0] not in held):
                    self._slots[count, key].append(slot)
                    self._class_of[slot] = (count, key)

    def troubled(self) -> list[int]:
        """Producers beside a competitor or far from a partner, in a fixed order."""
        return sorted(place for place in self._in_trouble if place not in self._board.pinned)

    def relieve(self, place: int, chance: random.Random) -> None:
        """Try some slots of the same class; take the best one that lowers the cost (or one that keeps it)."""
        own = self.arrangement[place]
        slots = self._slots[self._class_of[own]]
        best, best_change = None, 1
        for slot in chance.sample(slots, min(SWEEPS_TO_LOOK, len(slots))):
            if slot == own:
                continue
            change = self._change(place, own, slot)
            if change < best_change:
                best, best_change = slot, change
        if best is not None:
            self._swap(place, own, best)
            self._refresh(own, best)
        elif not self._cost([place]):
            self._in_trouble.discard(place)

    def _change(self, place: int, own: Slot, slot: Slot) -> int:
        other = self._holder.get(slot[0])
        both = [place] if other is None else [place, other]
        before = self._cost(both)
        self._swap(place, own, slot)
        after = self._cost(both)
        self._swap(place, slot, own)
        return after - before

    def _swap(self, place: int, own: Slot, slot: Slot) -> None:
        other = self._holder.get(slot[0])
        self._put(other, own)
        self._put(place, slot)

    def _put(self, place: int | None, slot: Slot) -> None:
        for booth in slot:
            self._holder[booth] = place
        if place is not None:
            self.arrangement[place] = slot

    def _refresh(self, *slots: Slot) -> None:
        around = {each for slot in slots for booth in slot for each in (booth, *self._board.beside[booth])}
        touched = {place for booth in around if (place := self._holder.get(booth)) is not None}
        touched |= {partner for place in touched for partner in self._partners.get(place, ())}
        for place in touched:
            if self._cost([place]) > 0:
                self._in_trouble.add(place)
            else:
                self._in_trouble.discard(place)

    def _cost(self, places: list[int]) -> int:
        """Pairs in trouble that touch these producers, each pair once."""
        touching = sum(self._beside_competitors(place) for place in places)
        touching -= sum(self._walls_between(*pair) for pair in combinations(places, 2))
        return touching + 2 * len(
            {
                (min(place, partner), max(place, partner))
                for place in places
                for partner in self._partners.get(place, ())
                if not near(self._board, self.arrangement[place], self.arrangement[partner])
            }
        )

    def _beside_competitors(self, place: int) -> int:
        return sum(
            1
            for booth in self.arrangement[place]
            for beside in self._board.beside[booth]
            if self._rivals(place, self._holder.get(beside))
        )

    def _walls_between(self, one: int, other: int) -> int:
        if not self._rivals(one, other):
            return 0
        rows = set(self.arrangement[other])
        return sum(1 for booth in self.arrangement[one] for beside in self._board.beside[booth] if beside in rows)

    def _rivals(self, one: int, other: int | None) -> bool:
        return other is not None and other != one and not self._groups[one].isdisjoint(self._groups[other])
