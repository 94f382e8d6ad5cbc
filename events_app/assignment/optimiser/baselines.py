"""The two yardsticks, and the refill: one after the other, each takes the best row that is free.

Queue (the published rule): pins, then reserves, then everyone by rank. First come: pins, then by time. Both are greedy
on purpose: anybody can follow them with a pencil. A refill is the queue on what is free, with nobody moved.
"""

from collections.abc import Iterable

import numpy as np

from events_app.assignment.optimiser.board import Arrangement, Board, Flags
from events_app.assignment.optimiser.problem import Reserve, by_time


def queue(board: Board) -> Arrangement:
    """Place by the published rule."""
    taking = Taking(board, board.pinned)
    taking.serve_reserves()
    taking.serve(board.order)
    return taking.placed


def first_come(board: Board) -> Arrangement:
    """Place by the time the applications came in."""
    taking = Taking(board, board.pinned)
    taking.serve(by_time(board.applications))
    return taking.placed


def refill(board: Board, placed: Arrangement, withdrawn: Iterable[int]) -> Arrangement:
    """Give the booths of those who withdrew to those left out; nobody moves. Unmet reserves choose first."""
    gone = set(withdrawn)
    taking = Taking(board, {place: booths for place, booths in placed.items() if place not in gone}, gone)
    taking.serve_reserves()
    taking.serve(board.order)
    return taking.placed


class Taking:
    """An arrangement in the making: who stands where, and which booths are free still."""

    def __init__(self, board: Board, placed: Arrangement, absent: Iterable[int] = ()) -> None:
        self._board = board
        self._absent = frozenset(absent)
        self.placed: Arrangement = dict(placed)
        self.free: Flags = board.free.copy()
        for booths in placed.values():
            self.free[list(booths)] = False

    def serve(self, order: Iterable[int]) -> None:
        """Let each who has no place take the best one, in this order."""
        for place in order:
            if place not in self.placed and place not in self._absent:
                best = self.best_row(place)
                if best is not None:
                    self.take(place, best)

    def serve_reserves(self) -> None:
        """Let the members of each reserve take places, by rank, until it is met."""
        for reserve in self._board.problem.reserves:
            for place in self._board.members(reserve.belongs):
                if self.met(reserve):
                    break
                self.serve([place])

    def met(self, reserve: Reserve) -> bool:
        """Whether a reserve has its number."""
        counted = sum(1 for each in self.placed if reserve.belongs in self._board.applications[each].belongs)
        return counted >= reserve.at_least

    def best_row(self, place: int, *, above: int = -1) -> tuple[int, ...] | None:
        """The dearest free row that fits, then the one with fewest utilities to spare, then the first of the plan.

        Only rows worth more than `above` count.
        """
        rows = self._board.rows[self._board.applications[place].booths]
        needs = self._board.needs[place]
        open_rows = np.flatnonzero(self.free[rows.booths].all(axis=1) & rows.fits(needs))
        if not len(open_rows):
            return None
        values = self._board.values(place, rows)[open_rows]
        best = int(values.max())
        if best <= above:
            return None
        dearest = open_rows[values == best]
        chosen = dearest[int(rows.spare(needs)[dearest].argmin())]
        return tuple(int(each) for each in rows.booths[chosen])

    def take(self, place: int, booths: tuple[int, ...]) -> None:
        """Put a producer on free booths, leaving those it has."""
        for each in self.placed.get(place, ()):
            self.free[each] = True
        self.free[list(booths)] = False
        self.placed[place] = booths
