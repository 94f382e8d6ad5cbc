"""Classes of placements: rows that are worth the same to everybody are one thing to choose.

A class is (number of booths, zone, category, utilities in common). Choosing classes first and booths later keeps the
programme small: a fair of 2,000 booths has some hundred classes.
"""

from dataclasses import dataclass

import numpy as np

from events_app.assignment.optimiser.board import ZONE_STEP, Arrangement, Board, Flags, Floats, Ints, Rows
from events_app.assignment.optimiser.worth import PLACED, weight

IMPOSSIBLE = -np.inf


@dataclass(frozen=True)
class Group:
    """The applications (A) that ask for one number of booths, the classes (C) they can get, and the scores A × C.

    `first` is the number of the group's first class among all. `class_of` gives each row's class within the group.
    `must` tells which applications the guarantee places for certain.
    """

    count: int
    rows: Rows
    applications: Ints
    first: int
    class_of: Ints
    sizes: Ints
    scores: Floats
    must: Flags

    @property
    def width(self) -> int:
        return len(self.sizes)


@dataclass(frozen=True)
class Classes:
    """All groups, with the classes numbered through: those of single booths come first."""

    groups: tuple[Group, ...]
    total: int

    def group(self, count: int) -> Group:
        """The group that asks for so many booths."""
        return next(group for group in self.groups if group.count == count)


def classify(board: Board, promised: Arrangement) -> Classes:
    """Sort rows into classes and score them for each application, within what the guarantee allows.

    `promised` is the queue's arrangement. A place the guarantee forbids scores minus infinity.
    """
    groups = []
    first = 0
    for count in (1, 2, 3):
        asking = [p for p, each in enumerate(board.applications) if each.booths == count and p not in board.pinned]
        if count > 1 and not asking:
            continue
        group = _group(board, promised, count, asking, first)
        groups.append(group)
        first += group.width
    return Classes(tuple(groups), first)


def _group(board: Board, promised: Arrangement, count: int, asking: list[int], first: int) -> Group:
    rows = board.rows[count]
    keys, class_of, sizes = np.unique(rows.by_key, return_inverse=True, return_counts=True)
    zone, category, common = keys // ZONE_STEP, keys % ZONE_STEP // 8, keys % 8
    scores = np.full((len(asking), len(keys)), IMPOSSIBLE)
    for line, place in enumerate(asking):
        scores[line] = _scores(board, place, zone, category)
        scores[line, (common & board.needs[place]) != board.needs[place]] = IMPOSSIBLE
        if board.problem.guarantee == "zone" and place in promised:
            least = board.level_of(place, promised[place])
            levels = np.array([board.level(place, each) for each in range(len(board.zones))])
            scores[line, levels[zone] > least] = IMPOSSIBLE
    return Group(
        count=count,
        rows=rows,
        applications=np.array(asking, dtype=np.int32),
        first=first,
        class_of=class_of.astype(np.int32),
        sizes=sizes.astype(np.int32),
        scores=scores,
        must=np.array([place in promised for place in asking], dtype=bool),
    )


def _scores(board: Board, place: int, zone: Ints, category: Ints) -> Floats:
    application = board.applications[place]
    values = board.value_table(place)[zone, category]
    return np.asarray(weight(application) * (PLACED * application.booths + values), dtype=np.float64)
