"""From classes to booths, and the last improvements anybody would see with the naked eye."""

from collections import defaultdict

import numpy as np

from events_app.assignment.optimiser.baselines import Taking
from events_app.assignment.optimiser.board import Arrangement, Board
from events_app.assignment.optimiser.classes import Classes
from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.integer import Choice

MOST_SWEEPS = 100  # never reached: each move gains


def realise(board: Board, classes: Classes, choice: Choice) -> Arrangement:
    """Give each placed application concrete booths of its class; the better ranked choose first within it."""
    arrangement: Arrangement = dict(board.pinned)
    used: set[int] = set()
    for group in reversed(classes.groups):
        stock = _stock(board, choice, group.count, used)
        by_class: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for row in stock:
            booths = tuple(int(each) for each in group.rows.booths[row])
            by_class[group.first + int(group.class_of[row])].append(booths)
        for place in sorted(group.applications.tolist(), key=board.rank.__getitem__):
            if place in choice.classes:
                booths = by_class[choice.classes[place]].pop(0)
                arrangement[place] = booths
                used.update(booths)
    return arrangement


def _stock(board: Board, choice: Choice, count: int, used: set[int]) -> list[int]:
    """Rows that may be given out: those the programme chose, or every single booth no longer row covers."""
    if count > 1:
        return choice.rows[count]
    singles = board.rows[1].booths[:, 0]
    return [row for row, booth in enumerate(singles) if int(booth) not in used]


def polish(board: Board, arrangement: Arrangement, control: Control) -> Arrangement:
    """Let those left out take what is free, and those placed move to a dearer free place, by rank, until nobody can.

    Never breaks a guarantee: who moves gains.
    """
    taking = Taking(board, arrangement)
    for _ in range(MOST_SWEEPS):
        before = dict(taking.placed)
        taking.serve_reserves()
        taking.serve(board.order)
        for place in board.order:
            if control.stop.is_set():
                return taking.placed
            if place in taking.placed and place not in board.pinned:
                _improve(board, taking, place)
        if taking.placed == before:
            break
    return taking.placed


def _improve(board: Board, taking: Taking, place: int) -> None:
    """Move one producer to a dearer place among the free booths and its own."""
    own = taking.placed[place]
    has = board.value_of(place, own)
    if has == int(board.value_table(place).max()):
        return
    taking.free[np.array(own)] = True
    better = taking.best_row(place, above=has)
    taking.free[np.array(own)] = False
    if better is not None:
        taking.take(place, better)
